import twilio from "twilio";
import { hold } from "./contract.js";
import { accountSid, address, apiKey, authToken } from "./server.js";

/** Sends what the package asks of Twilio to the console, and holds every answer against the contract. */
class ConsoleRequestClient extends twilio.RequestClient {
  async request(options) {
    const { pathname, search } = new URL(options.uri);
    const response = await super.request({ ...options, uri: address + pathname + search });
    hold(options.method.toLowerCase(), pathname, response.statusCode, response.body);
    return response;
  }
}

export const clientOf = (user, password, options) => twilio(user, password, { httpClient: new ConsoleRequestClient(), ...options });

/** Super SIM with the credentials of the account. */
export const supersim = clientOf(accountSid, authToken).supersim.v1;

/** Super SIM with an API key. */
export const keyed = clientOf(...apiKey, { accountSid }).supersim.v1;

/** Asks until the answer is as it should be: a change of status takes its time. */
export async function until(ask, done) {
  for (const end = Date.now() + 20_000; ;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > end) throw new Error(`Still ${JSON.stringify(answer)} after 20 s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let cards = 0;

/** An ICCID that nobody has registered, and its registration code. */
export function newCard() {
  const digits = `8944500${String(++cards).padStart(12, "0")}`;
  const sum = [...digits].reverse().reduce((total, digit, i) => total + (i % 2 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]), 0);
  const iccid = digits + ((10 - (sum % 10)) % 10);
  return { iccid, registrationCode: iccid.slice(-10) };
}

/** Registers a card, and brings its Sim to a status, in a Fleet. */
export async function newSim(status, fleet) {
  const made = await supersim.sims.create(newCard());
  return status ? settled(await supersim.sims(made.sid).update({ status, fleet })) : made;
}

/** The Sim once its change has ended. */
export const settled = ({ sid }) => until(() => supersim.sims(sid).fetch(), (sim) => sim.status !== "scheduled");

/** That a call is refused, with this code, HTTP status and sentence. */
export const refused = (code, status, says) => (error) =>
  error instanceof twilio.RestException && error.code === code && error.status === status && error.message.includes(says)
  && error.moreInfo === `https://www.twilio.com/docs/errors/${code}`;
