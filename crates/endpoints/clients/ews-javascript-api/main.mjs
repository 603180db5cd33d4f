// An unmodified ews-javascript-api gets a client access token, with a token of the authority, and
// is told of a fault.
import ews from 'ews-javascript-api';
import { check, fault } from '../browser.mjs';

const { PROOFMARK_HTTP: http } = process.env;
const answer = await fetch(`${http}/contoso.example/oauth2/v2.0/token`, {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: '00000000-0000-4000-8000-0000000003eb',
    client_secret: 's3cret: 100% +/&=~ ä',
    scope: 'https://outlook.office365.com/.default',
  }),
});
const { access_token: token } = await answer.json();
check(token, 'the authority gives a token for Exchange');

const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013);
service.Url = new ews.Uri(`${http}/EWS/Exchange.asmx`);
service.Credentials = new ews.OAuthCredentials(token);
const wanted = () => [
  new ews.ClientAccessTokenRequest(
    '5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01',
    ews.ClientAccessTokenType.CallerIdentity,
  ),
];
const given = await service.GetClientAccessToken(wanted());
const [response] = given.Responses ?? given.responses;
check(response.Result === ews.ServiceResult.Success, 'Exchange gives a client access token');
check(response.TokenValue.length > 10, 'and the library reads it');

await fault(http, 'exchange', { ews: { code: 'ErrorServerBusy' } });
const refused = await service.GetClientAccessToken(wanted()).then(() => undefined, (error) => error);
check(refused, 'a fault is an error');
