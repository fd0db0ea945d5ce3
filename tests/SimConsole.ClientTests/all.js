// One console for all tests; they run one after another.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { uncalled } from "./contract.js";
import { stop } from "./server.js";
import "./sims.js";
import "./fleets.js";
import "./networks.js";
import "./profiles.js";
import "./paging.js";
import "./errors.js";
import "./callbacks.js";
import "./commands.js";
import "./usage.js";
import "./esim.js";
import "./cli.js";

after(stop);

test("every operation of the contract was called with success", () => assert.deepEqual(uncalled(), []));
