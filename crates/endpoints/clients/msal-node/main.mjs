// An unmodified MSAL for Node gets its tokens: by code, from its cache, by refresh, on behalf of a
// user; and learns that somebody has to interact.
import * as msal from '@azure/msal-node';
import { check, fault, signIn } from '../browser.mjs';

const { PROOFMARK_HTTP: http, PROOFMARK_HTTPS: https } = process.env;
const tenant = '11111111-2222-4333-8444-555555555555';
const service = '66666666-7777-4888-8999-aaaaaaaaaaaa';
const auth = {
  authority: `${https}/${tenant}/`,
  knownAuthorities: [new URL(https).host],
};
const redirectUri = 'http://localhost/callback';
const native = new msal.PublicClientApplication({
  auth: { ...auth, clientId: '00000000-0000-4000-8000-00000000a71e' },
});

async function byCode(scopes) {
  const { verifier, challenge } = await new msal.CryptoProvider().generatePkceCodes();
  const asked = { scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: 'S256' };
  const start = await native.getAuthCodeUrl(asked);
  const end = await signIn(start, 'alice@contoso.example', 'correct horse');
  const code = new URL(end).searchParams.get('code');
  return native.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier });
}

const me = (token) => fetch(`${https}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });

const first = await byCode(['User.Read']);
check(first.account.username === 'alice@contoso.example', 'a code is redeemed for a token of Alice');
check((await me(first.accessToken)).status === 200, 'Graph takes the token');

const { account } = first;
const cached = await native.acquireTokenSilent({ scopes: ['User.Read'], account });
check(cached.fromCache && cached.accessToken === first.accessToken, 'the cache gives it silently');

const renewed = await native.acquireTokenSilent({ scopes: ['User.Read'], account, forceRefresh: true });
check(!renewed.fromCache, 'a refresh token is redeemed');
check((await me(renewed.accessToken)).status === 200, 'Graph takes the new token');

await fault(http, 'token', { aadsts: { code: 50076 } });
const refused = await native
  .acquireTokenSilent({ scopes: ['User.Read'], account, forceRefresh: true })
  .then(() => undefined, (error) => error);
check(refused instanceof msal.InteractionRequiredAuthError, 'somebody has to interact when told so');
check(refused.errorCode === 'interaction_required' && refused.claims, 'and the claims say how');

const assertion = await byCode([`api://add-in.contoso.example/${service}/access_as_user`]);
check((await me(assertion.accessToken)).status === 401, 'Graph takes no token for the service');
const confidential = new msal.ConfidentialClientApplication({
  auth: { ...auth, clientId: service, clientSecret: 's3cret: 100% +/&=~ ä' },
});
const onBehalf = await confidential.acquireTokenOnBehalfOf({
  oboAssertion: assertion.accessToken,
  scopes: ['User.Read'],
});
check((await me(onBehalf.accessToken)).status === 200, 'on behalf of Alice the service reaches Graph');
