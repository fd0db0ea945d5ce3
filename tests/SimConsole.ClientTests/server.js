// The console as it was built, in a process and on a database of its own.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

export const accountSid = "AC00000000000000000000000000000001";
export const authToken = "0123456789abcdef0123456789abcdef";

const root = path.resolve(import.meta.dirname, "../..");
const program = path.join(root, ".artifacts/bin/SimConsole/release/SimConsole.dll");
const folder = await mkdtemp(path.join(tmpdir(), "simconsole-clients-"));
const environment = {
  ...process.env,
  Urls: "http://127.0.0.1:0",
  ConnectionStrings__SimConsole: `Data Source=${path.join(folder, "simconsole.db")}`,
  Account__Sid: accountSid,
  Account__AuthToken: authToken,
  Network__Simulated__Delay: "00:00:00.2",
  Network__Simulated__Seed: "1",
  Network__Simulated__Replies: "true",
  Callbacks__AllowedPrivateNetworks__0: "127.0.0.0/8",
  Logging__LogLevel__Default: "Warning",
};

/** Runs the program to its end, and gives what it printed. */
async function run(...args) {
  return (await promisify(execFile)("dotnet", [program, ...args], { cwd: root, env: environment })).stdout.trim();
}

const server = spawn("dotnet", [program, "--sample", "120"], { cwd: root, env: environment, stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => server.kill("SIGKILL"));

/** Where it serves. */
export const address = await new Promise((resolve, reject) => {
  let printed = "";
  server.stdout.on("data", (text) => {
    printed += text;
    const serves = /serves (http:\/\/127\.0\.0\.1:\d+)/.exec(printed);
    if (serves) resolve(serves[1]);
  });
  setTimeout(() => reject(new Error(`The console does not serve after three minutes:\n${printed}`)), 180_000).unref();
  server.on("exit", (code) => reject(new Error(`The console ended with ${code}:\n${printed}`)));
});

/** An API key, as `SID:secret`. */
export const apiKey = (await run("--api-key", "client tests")).split(":");

export async function stop() {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  await rm(folder, { recursive: true });
}
