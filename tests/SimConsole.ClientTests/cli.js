import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { newCard, newSim, settled, supersim } from "./client.js";
import { accountSid, address, authToken } from "./server.js";

const home = await mkdtemp(path.join(tmpdir(), "twilio-cli-"));
after(() => rm(home, { recursive: true }));

/** Runs the command line: what it printed, and the code it ended with. */
const cli = (...args) => new Promise((resolve) => execFile(
  process.execPath,
  [path.join(import.meta.dirname, "node_modules/twilio-cli/bin/run"), ...args, "-o", "json"],
  {
    env: {
      PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home,
      TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, SIMCONSOLE: address,
      NODE_OPTIONS: `--require=${path.join(import.meta.dirname, "redirect.cjs")} --no-deprecation`,
    },
  },
  (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr })));

/** What a command printed as JSON. */
async function json(...args) {
  const { code, stdout, stderr } = await cli(...args);
  assert.equal(code, 0, stdout + stderr);
  return JSON.parse(stdout);
}

test("the command line lists Sims", async () => {
  const listed = await json("api:supersim:v1:sims:list", "--status", "active", "--limit", "7");
  assert.deepEqual(listed.map((sim) => sim.sid), (await supersim.sims.list({ status: "active", limit: 7 })).map((sim) => sim.sid));
});

test("the command line registers a card, names its Sim and switches it on", async () => {
  const { iccid, registrationCode } = newCard();
  const [made] = await json("api:supersim:v1:sims:create", "--iccid", iccid, "--registration-code", registrationCode);
  assert.equal(made.iccid, iccid);
  const [changed] = await json("api:supersim:v1:sims:update", "--sid", made.sid, "--unique-name", "crane 4", "--status", "active", "--fleet", "trackers-us");
  assert.equal(changed.status, "scheduled");
  assert.equal((await settled(made)).status, "active");
  const [fetched] = await json("api:supersim:v1:sims:fetch", "--sid", "crane 4");
  assert.equal(fetched.sid, made.sid);
});

test("the command line makes and changes a Fleet", async () => {
  const [made] = await json("api:supersim:v1:fleets:create", "--network-access-profile", "default", "--unique-name", "cranes", "--data-limit", "50");
  assert.equal(made.dataLimit, 50);
  const [changed] = await json("api:supersim:v1:fleets:update", "--sid", made.sid, "--data-limit", "60");
  assert.equal(changed.dataLimit, 60);
});

test("the command line takes a network from a profile", async () => {
  const [network] = await supersim.networks.list({ limit: 1 });
  const { sid } = await supersim.networkAccessProfiles.create({ networks: [network.sid] });
  const { code, stdout, stderr } = await cli("api:supersim:v1:network-access-profiles:networks:remove", "--network-access-profile-sid", sid, "--sid", network.sid);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout + stderr, /deleted successfully/);
  assert.deepEqual(await supersim.networkAccessProfiles(sid).networks.list(), []);
});

test("the command line says why it is refused", async () => {
  const { sid } = await newSim();
  const { code, stdout } = await cli("api:supersim:v1:sims:update", "--sid", sid, "--status", "active");
  assert.notEqual(code, 0);
  assert.match(stdout, /83007[^]*Fleet/);
});
