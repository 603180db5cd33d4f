// jose as its documentation has it: a local JWK set, one call to `jwtVerify`, and one for each key
// if several could have signed.

import {
  createLocalJWKSet,
  decodeProtectedHeader,
  importSPKI,
  importX509,
  jwtVerify,
} from 'jose';

import { isSecret, jwksOf, orNothing, secretFor, serveValidator } from './validator.mjs';

function kidOf(token) {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

async function keyFor(token, keys, algorithms) {
  const jwks = jwksOf(keys, kidOf(token));
  if (jwks && isSecret(jwks)) return secretFor(jwks, kidOf(token));
  if (jwks) return createLocalJWKSet(jwks);
  const importPem = keys.includes('BEGIN CERTIFICATE') ? importX509 : importSPKI;
  return importPem(keys, algorithms[0]);
}

async function verify(token, keys, accepts, now) {
  const options = {
    algorithms: accepts.algorithms,
    audience: orNothing(accepts.audiences),
    issuer: orNothing(accepts.issuers),
    requiredClaims: accepts.requires,
    typ: accepts.types[0],
    clockTolerance: accepts.leewaySeconds,
    currentDate: new Date(now * 1000),
  };
  const key = await keyFor(token, keys, accepts.algorithms);
  try {
    await jwtVerify(token, key, options);
  } catch (error) {
    if (error.code !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') throw error;
    for await (const candidate of error) {
      try {
        return await jwtVerify(token, candidate, options);
      } catch (inner) {
        if (inner.code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw inner;
      }
    }
    throw error;
  }
}

await serveValidator('jose', verify, { types: true });
