// Somebody's server on this machine that takes callbacks.
import { createServer } from "node:http";
import { until } from "./client.js";

const received = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const url = `http://${request.headers.host}${request.url}`;
  received.push({ method: request.method, url, fields: Object.fromEntries(new URLSearchParams(body)), signature: request.headers["x-twilio-signature"] });
  response.writeHead(204).end();
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
server.unref();

/** An address of its own for the callbacks of one test. */
export const urlOf = (name) => `http://127.0.0.1:${server.address().port}/callbacks?tenant=a%20b&to=${name}`;

/** What came to that address so far. */
export const callsTo = (name) => received.filter((call) => new URL(call.url).searchParams.get("to") === name);

/** What came to that address, once it is so many calls. */
export const awaitCalls = (name, count) => until(() => callsTo(name), (calls) => calls.length === count);
