// Loaded before the command line: what it asks of Twilio goes to the console, and it reaches nobody else.
const http = require("node:http");
const https = require("node:https");

const console = new URL(process.env.SIMCONSOLE);

https.request = (options, answered) => {
  if (options.hostname !== "supersim.twilio.com") throw new Error(`Nobody is to be asked but Super SIM: ${options.hostname}`);
  return http.request({ ...options, protocol: "http:", hostname: console.hostname, port: console.port, agent: undefined, agents: undefined }, answered);
};
