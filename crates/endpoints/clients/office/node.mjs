// The usages in Node, and then the token on its way: Graph refuses it, and takes what the service
// of the add-in gets for it.
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { check } from '../browser.mjs';

const { usages } = createRequire(import.meta.url)('./usages.js');
const { PROOFMARK_HTTP: http } = process.env;
const post = async (path, body) => {
  const answer = await fetch(`${http}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
};
for (const profile of ['doc-2017', 'officejs-1.1']) {
  await post('/proofmark/sites', { path: `/${profile}-node`, profile });
}
const load = async (profile) => {
  delete globalThis.OfficeRuntime;
  const script = await (await fetch(`${http}/${profile}-node/office.js`)).text();
  vm.runInThisContext(script);
  return globalThis.Office;
};
const control = (profile, what, body) => post(`/proofmark/${what}?site=${profile}-node`, body);
const token = await usages(load, control, (says, holds) => check(holds, says));

const base = `${http}/officejs-1.1-node`;
const me = (bearer) => fetch(`${base}/v1.0/me`, { headers: { authorization: `Bearer ${bearer}` } });
check((await me(token)).status === 401, 'Graph refuses the token of Office');
const exchanged = await fetch(`${base}/contoso.example/oauth2/v2.0/token`, {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    client_id: '66666666-7777-4888-8999-aaaaaaaaaaaa',
    client_secret: 's3cret: 100% +/&=~ ä',
    scope: 'https://graph.microsoft.com/User.Read',
    assertion: token,
  }),
});
const { access_token: onBehalf } = await exchanged.json();
check((await me(onBehalf)).status === 200, 'and takes the one that the service gets for it');
