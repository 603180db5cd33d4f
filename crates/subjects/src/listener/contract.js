// Speaks proofmark's contract from within a page, or from wherever there is `fetch`:
//
//   import { subject } from 'http://127.0.0.1:40183/subject/contract.js';
//   await subject({ name: 'my host', version: '1', roles: ['office-host'], operations: { converse } });
//
// What an operation returns is what it led to. What it throws is a refusal, unless it throws
// `Unsupported`, because there is no such thing here, or `Crashed`, because callers are not told of
// such a failure.

export class Unsupported extends Error {}
export class Crashed extends Error {}

/** Answers until there is nothing left to be asked. */
export async function subject({ name, version, roles, operations, at = import.meta.url }) {
  const own = {
    hello: () => ({ name, version, roles, ops: Object.keys(operations) }),
    configure: () => null,
  };
  const known = { ...own, ...operations };
  let answer = '';
  for (;;) {
    const response = await fetch(new URL('.', at), { method: 'POST', body: answer });
    if (response.status !== 200) return;
    const { id, op, args } = await response.json();
    answer = JSON.stringify({ id, ...(await perform(op, args)) });
  }

  async function perform(operation, args) {
    if (!Object.hasOwn(known, operation)) return { unsupported: true };
    try {
      return { ok: (await known[operation](args)) ?? null };
    } catch (error) {
      const text = String(error?.message ?? error).slice(0, 200);
      if (error instanceof Unsupported) return { unsupported: text };
      if (error instanceof Crashed) return { crashed: text };
      return { err: { code: String(error?.code ?? error?.name), message: text } };
    }
  }
}
