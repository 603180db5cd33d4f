// The smallest adapter: a validator of tokens, with nothing but what Node has.

import { createPublicKey, verify as isSigned } from 'node:crypto';
import { createInterface } from 'node:readline';

const decode = (text) => JSON.parse(Buffer.from(text, 'base64url'));

function verify({ token, keys, now, accepts }) {
  const [header, payload, signature] = token.split('.');
  const [named, claims] = [decode(header), decode(payload)];
  const jwk = JSON.parse(keys).keys.find((held) => held.kid === named.kid);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const bytes = Buffer.from(signature, 'base64url');
  if (named.alg !== 'RS256') throw new Error('algorithm');
  if (!isSigned('sha256', `${header}.${payload}`, key, bytes)) throw new Error('signature');
  if (!(claims.exp + accepts.leewaySeconds > now)) throw new Error('expired');
  if (!accepts.issuers.includes(claims.iss)) throw new Error('issuer');
  if (!accepts.audiences.includes(claims.aud)) throw new Error('audience');
  return { user: claims.sub };
}

const hello = { name: 'minimal', version: '1', roles: ['token-validator'], ops: ['verify'] };

function perform(op, args) {
  if (op === 'hello') return { ok: hello };
  if (op === 'configure') return { ok: null };
  if (op !== 'verify' || !args.accepts) return { unsupported: true };
  try {
    return { ok: verify(args) };
  } catch (refusal) {
    return { err: { code: refusal.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, op, args } = JSON.parse(line);
  console.log(JSON.stringify({ id, ...perform(op, args) }));
}
