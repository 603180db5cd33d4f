// jsonwebtoken as its documentation has it: keys from jwks-rsa, and one call to `verify`.

import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';

import { Crashed } from './adapter.mjs';
import { isSecret, jwksOf, orNothing, secretFor, serveValidator } from './validator.mjs';

function kidOf(token) {
  try {
    return jwt.decode(token, { complete: true })?.header.kid;
  } catch {
    return undefined;
  }
}

function keyFor(token, keys) {
  const jwks = jwksOf(keys, kidOf(token));
  if (!jwks) return keys;
  if (isSecret(jwks)) {
    return ({ kid }, done) => {
      try {
        done(null, secretFor(jwks, kid));
      } catch (error) {
        done(error);
      }
    };
  }
  const client = new JwksClient({
    jwksUri: 'https://issuer.invalid/keys',
    fetcher: async () => jwks,
    cache: false,
  });
  return ({ kid }, done) => client.getSigningKey(kid, (error, key) => done(error, key?.publicKey));
}

function verify(token, keys, accepts, now) {
  const options = {
    algorithms: accepts.algorithms,
    audience: orNothing(accepts.audiences),
    issuer: orNothing(accepts.issuers),
    clockTolerance: accepts.leewaySeconds,
    clockTimestamp: now,
  };
  return new Promise((resolve, reject) => {
    try {
      jwt.verify(token, keyFor(token, keys), options, (error) => (error ? reject(error) : resolve()));
    } catch (error) {
      // Whoever hands over a callback catches nothing.
      reject(new Crashed(`it throws instead of calling back: ${error.message}`));
    }
  });
}

await serveValidator('jsonwebtoken', verify, { lacks: ['EdDSA'] });
