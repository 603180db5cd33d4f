// ews-javascript-api as its documentation has it: one `ExchangeService`, one call for the tokens.

import ews from 'ews-javascript-api';

import { Unsupported, isTwin, serve } from './adapter.mjs';

const { ClientAccessTokenType, ExchangeVersion, ServiceError, ServiceResult } = ews;

// The library insists on what looks like a token.
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJwcm9vZm1hcmsifQ.c2lnbmF0dXJl';

let url;

function configure(args) {
  url = args.ewsUrl;
  return null;
}

async function getClientAccessToken({ version, tokens }) {
  if (ExchangeVersion[version] === undefined) {
    throw new Unsupported(`ews-javascript-api knows no version ${version}`);
  }
  // The planted defect: the version that the caller wants is not looked at.
  const known = isTwin ? ExchangeVersion.Exchange2016 : ExchangeVersion[version];
  const service = new ews.ExchangeService(known);
  service.Url = new ews.Uri(url);
  service.Credentials = new ews.OAuthCredentials(TOKEN);
  const asked = tokens.map(({ id, tokenType, scope }) => {
    const type = ClientAccessTokenType[tokenType];
    return new ews.ClientAccessTokenRequest(id, type, scope ?? null);
  });
  const given = await service.GetClientAccessToken(asked);
  return { answers: given.Responses.map(told) };
}

function told(response) {
  const code = ServiceError[response.ErrorCode];
  if (response.Result === ServiceResult.Error) return { error: code };
  if (response.Result === ServiceResult.Warning) return { notTried: code };
  return {
    id: response.Id,
    tokenType: ClientAccessTokenType[response.TokenType],
    value: response.TokenValue,
    ttlMinutes: response.TTL,
  };
}

await serve('ews-javascript-api', ['ews-client'], { configure, getClientAccessToken });
