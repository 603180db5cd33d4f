// The line protocol of adapters: one JSON object a line, in and out.
//
// An adapter hands over what it does by operation. What is thrown is a refusal, since JavaScript
// catches everything alike; what nobody could catch is a crash, and is said to be one.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The library has no notion of this. */
export class Unsupported extends Error {}

/** The library did what no caller is prepared for. */
export class Crashed extends Error {}

/** Whether this is the twin with the planted defect, which the suite must catch. */
export const isTwin = process.argv.includes('--twin');

/** The version of an installed package. */
function versionOf(name) {
  const manifest = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(fileURLToPath(manifest), 'utf8')).version;
}

/** JSON for others holds no half of a surrogate pair, whatever a library made of a text. */
function wellFormed(_, value) {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/** Answers until standard input ends. */
export async function serve(name, roles, operations) {
  const hello = { name, version: versionOf(name), roles, ops: Object.keys(operations) };
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { id, op, args } = JSON.parse(line);
    const answer = { id, ...(await perform(op, args)) };
    process.stdout.write(`${JSON.stringify(answer, wellFormed)}\n`);
  }

  async function perform(operation, args) {
    if (operation === 'hello') return { ok: hello };
    if (!Object.hasOwn(operations, operation)) {
      return operation === 'configure' ? { ok: null } : { unsupported: true };
    }
    try {
      return { ok: await operations[operation](args) };
    } catch (error) {
      const text = String(error?.message ?? error).slice(0, 200);
      if (error instanceof Unsupported) return { unsupported: text };
      if (error instanceof Crashed) return { crashed: text };
      return { err: { code: String(error?.code ?? error?.name), message: text } };
    }
  }
}
