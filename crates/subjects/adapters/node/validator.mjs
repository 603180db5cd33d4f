// What every adapter of a token library needs: what the policy asks for.

import { Unsupported, isTwin, serve } from './adapter.mjs';

/** Serves `verify(token, keys, accepts, now)` of a library with these algorithms. */
export function serveValidator(name, verify, { types = false, lacks = [] } = {}) {
  async function atItsTime({ token, keys, accepts, now, kind }) {
    if (!accepts) throw new Unsupported(`${name} knows the RFCs and not the policy ${kind}`);
    if (accepts.nested) throw new Unsupported(`${name} has no notion of tokens within tokens`);
    if (accepts.types.length > (types ? 1 : 0)) {
      throw new Unsupported(`${name} has no option for these types`);
    }
    const lacking = accepts.algorithms.find((algorithm) => lacks.includes(algorithm));
    if (lacking) throw new Unsupported(`${name} lacks ${lacking}`);
    // The planted defect: every issuer is trusted.
    if (isTwin) accepts.issuers = [];
    await verify(token, keys, accepts, now);
    return {};
  }
  return serve(name, ['token-validator'], { verify: atItsTime });
}

/** The JWK set that a text is, or nothing if it is PEM. A key alone gets this name. */
export function jwksOf(keys, kid) {
  if (keys.includes('-----BEGIN')) return undefined;
  const jwks = JSON.parse(keys);
  return jwks.kty ? { keys: [{ kid, ...jwks }] } : jwks;
}

/** Whether a set holds nothing but secrets. Sets that are published never do. */
export function isSecret({ keys }) {
  return keys.length > 0 && keys.every(({ kty }) => kty === 'oct');
}

/** The bytes of the secret that a token names, as the owner of the secrets would choose it. */
export function secretFor({ keys }, kid) {
  const found = keys.find((key) => kid === undefined || key.kid === kid);
  if (!found) throw new Error('no secret of this name');
  return Buffer.from(found.k, 'base64url');
}

/** A list as options want it: nothing if it is empty. */
export const orNothing = (list) => (list.length ? list : undefined);
