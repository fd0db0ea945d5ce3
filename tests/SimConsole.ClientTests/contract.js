// What Twilio's own document says of Super SIM, made strict: every property is there, and no other.
import Ajv from "ajv";
import formats from "ajv-formats";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const document = JSON.parse(readFileSync(path.join(import.meta.dirname, "../contract/twilio_supersim_v1.json")));
const ajv = new Ajv({ allErrors: true, strict: false });
formats(ajv);
ajv.addFormat("iso-country-code", /^[A-Z]{2}$/);
ajv.addFormat("currency", /^[A-Z]{3}$/);
ajv.addFormat("http-method", true);
ajv.addFormat("uri-map", true);

const errorBody = ajv.compile(strict({
  type: "object",
  properties: { code: { type: "integer" }, message: { type: "string", minLength: 1 }, more_info: { type: "string", format: "uri" }, status: { type: "integer" } },
}));

const operations = Object.entries(document.paths).flatMap(([template, item]) =>
  ["get", "post", "delete"].filter((method) => item[method]).map((method) => ({
    id: item[method].operationId,
    method,
    path: new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`),
    answers: new Map(Object.entries(item[method].responses).map(([status, { content }]) =>
      [Number(status), content ? ajv.compile(strict(content["application/json"].schema)) : null])),
  })));

const called = new Set();

/** Holds one answer against the document. */
export function hold(method, path, status, body) {
  const operation = operations.find((o) => o.method === method && o.path.test(path));
  if (status >= 400) {
    valid(errorBody, body, `${method} ${path} ${status}`);
    assert.equal(body.status, status);
    return;
  }

  assert.ok(operation, `${method} ${path} is no operation of Super SIM`);
  assert.ok(operation.answers.has(status), `${operation.id} answered ${status}`);
  const answer = operation.answers.get(status);
  if (answer) valid(answer, body, operation.id);
  else assert.equal(body || "", "", operation.id);
  called.add(operation.id);
}

/** The operations of the document that nobody has called with success. */
export const uncalled = () => operations.map((operation) => operation.id).filter((id) => !called.has(id));
function valid(schema, body, what) {
  assert.ok(schema(body), `${what}: ${ajv.errorsText(schema.errors)}\n${JSON.stringify(body, null, 2)}`);
}

function strict(schema) {
  if (schema.$ref) return strict(schema.$ref.split("/").slice(1).reduce((at, name) => at[name], document));
  const made = { ...schema };
  delete made.description;
  if (schema.properties) {
    made.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, property]) => [name, strict(property)]));
    made.required = Object.keys(schema.properties);
    made.additionalProperties = false;
  }
  if (schema.items) made.items = strict(schema.items);
  if (schema.nullable) {
    delete made.nullable;
    if (schema.enum) made.enum = [...schema.enum, null];
    if (schema.type) made.type = [schema.type, "null"];
  }
  return made;
}
