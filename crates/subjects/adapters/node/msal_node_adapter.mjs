// MSAL for Node as its documentation has it: one `PublicClientApplication`, whose cache is handed over
// in the schema that all MSALs share. The adapter plays the caller, the servers and the clock.

import { request } from 'node:http';

import { PublicClientApplication } from '@azure/msal-node';

import { Crashed, Unsupported, isTwin, serve } from './adapter.mjs';
import { Conversation, Lacking, kept, signedIn } from './conversation.mjs';

/** The hosts of the public cloud, under one name in the cache. */
const PUBLIC = ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'];
/** The members of a call that `acquireTokenSilent` has an option for. */
const UNDERSTOOD = new Set([
  'kind', 'without_request', 'scopes', 'account', 'authority', 'policy', 'force_refresh', 'claims',
  'correlation_id', 'state', 'refresh_token_offset_s', 'redirect_uri', 'extra',
]);
/** Those that `acquireTokenInteractive` has an option for. */
const WINDOWED = new Set([
  'kind', 'scopes', 'authority', 'claims', 'correlation_id', 'state', 'prompt', 'login_hint', 'domain_hint', 'extra',
]);
/** What is looked up when; there is no iframe in Node. */
const FORCES = { Default: false, AccessTokenAndRefreshToken: false, RefreshToken: true };

const realFetch = globalThis.fetch;
const turn = () => new Promise((resolve) => { setImmediate(resolve); });

class Player {
  async begin(conversation) {
    const { given, clientId, authority } = conversation;
    if (given.home !== 'node') throw new Lacking('MSAL for Node runs in no browser');
    if (given.uninitialized) throw new Lacking('MSAL for Node has no initialisation');
    if (given.renewal_offset_s !== undefined) {
      throw new Lacking('MSAL for Node does not let its callers choose when it renews');
    }
    this.conversation = conversation;
    this.cache = { Account: {}, IdToken: {}, AccessToken: {}, RefreshToken: {}, AppMetadata: {} };
    const host = URL.canParse(authority) ? new URL(authority).hostname : '';
    this.environment = PUBLIC.includes(host) ? 'login.windows.net' : host;
    globalThis.fetch = (resource, options) => conversation.fetch(resource, marked(options));
    this.app = new PublicClientApplication({
      auth: {
        clientId,
        authority,
        knownAuthorities: given.known_authorities ?? [],
        clientCapabilities: given.capabilities ?? [],
      },
    });
  }

  end() {
    globalThis.fetch = realFetch;
  }

  async settle() {
    await this.opening;
    // What goes on takes no time; a few turns are more than it needs.
    let quiet = 0;
    while (quiet < 12) {
      await turn();
      quiet = this.conversation.busy > 0 ? 0 : quiet + 1;
    }
  }

  signed_in(told) {
    const { conversation, environment } = this;
    const { clientId, clock } = conversation;
    const entries = signedIn(told, clientId, environment, clock.nowMs);
    const { account } = entries;
    const tenant = account.homeAccountId.split('.')[1] ?? account.realm;
    const tenantProfiles = account.tenantProfiles.map((profile) => JSON.stringify(profile));
    this.put('Account', [account.homeAccountId, environment, tenant], { ...account, tenantProfiles });
    this.keep('IdToken', entries.idToken);
    for (const token of entries.refreshTokens) {
      if (token.expiresOn !== undefined) {
        throw new Lacking('what is handed over to MSAL for Node does not say how long a refresh token lasts');
      }
      this.keep('RefreshToken', token);
    }
    if (told.family_token !== undefined) {
      const metadata = { clientId, environment, familyId: '1' };
      this.put('AppMetadata', ['appmetadata', environment, clientId], metadata);
    }
    this.hand();
    if (!told.inactive) conversation.active = account.homeAccountId;
  }

  cached(told) {
    const { clientId, clock } = this.conversation;
    if (Object.keys(told.components ?? {}).length > 0) {
      throw new Lacking('MSAL for Node lets its callers add no components to a key');
    }
    this.keep('AccessToken', kept(told, clientId, this.environment, clock.nowMs));
    this.hand();
  }

  keep(kind, entry) {
    const { homeAccountId, environment, credentialType, familyId, clientId, realm, target } = entry;
    const bearer = (entry.tokenType ?? 'Bearer').toLowerCase() === 'bearer';
    const owner = familyId ?? clientId;
    const scheme = bearer ? '' : entry.tokenType;
    this.put(kind, [homeAccountId, environment, credentialType, owner, realm ?? '', target ?? '', scheme], entry);
  }

  put(kind, key, entry) {
    const small = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const snake = (name) => (name === 'tenantProfiles' ? name : small(name));
    const members = Object.entries(entry).filter(([, value]) => value !== undefined);
    const written = members.map(([name, value]) => [snake(name), value]);
    this.cache[kind][key.join('-').toLowerCase()] = Object.fromEntries(written);
  }

  /** Hands the cache over to the library. */
  hand() {
    this.app.getTokenCache().deserialize(JSON.stringify(this.cache));
  }

  async call(told) {
    const understood = told.kind === 'popup' ? WINDOWED : UNDERSTOOD;
    const strange = Object.keys(told).find((name) => !understood.has(name));
    if (strange) throw new Lacking(`MSAL for Node has no \`${strange}\` for this call`);
    if (told.kind === 'popup') return this.interactive(told);
    if ((told.kind ?? 'silent') !== 'silent') {
      throw new Lacking(`MSAL for Node has no call of the kind \`${told.kind}\``);
    }
    if (told.without_request) return this.app.acquireTokenSilent();
    const forces = FORCES[told.policy ?? 'Default'];
    if (forces === undefined) {
      throw new Lacking(`MSAL for Node has no way to look things up like \`${told.policy}\``);
    }
    const home = told.account ?? this.conversation.active;
    const account = home ? await this.app.getTokenCache().getAccountByHomeId(home) : undefined;
    const asked = {
      scopes: told.scopes,
      account: account ?? undefined,
      authority: told.authority,
      forceRefresh: told.force_refresh ?? (forces || undefined),
      claims: told.claims,
      correlationId: told.correlation_id,
      state: told.state,
      refreshTokenExpirationOffsetSeconds: told.refresh_token_offset_s,
      redirectUri: told.redirect_uri,
      extraParameters: told.extra,
    };
    const members = Object.entries(asked).filter(([, value]) => value !== undefined);
    return this.app.acquireTokenSilent(Object.fromEntries(members));
  }

  /** The user's browser is the adapter, and the library listens for what it brings. */
  interactive(told) {
    const { conversation } = this;
    let open;
    this.opening = new Promise((resolve) => { open = resolve; });
    const asked = {
      scopes: told.scopes,
      authority: told.authority,
      claims: told.claims,
      correlationId: told.correlation_id,
      state: told.state,
      prompt: told.prompt,
      loginHint: told.login_hint,
      domainHint: told.domain_hint,
      extraQueryParameters: told.extra,
      openBrowser: async (address) => {
        conversation.opened('popup', address);
        open();
      },
    };
    const members = Object.entries(asked).filter(([, value]) => value !== undefined);
    const call = this.app.acquireTokenInteractive(Object.fromEntries(members));
    call.catch(() => {}).then(open);
    return call;
  }

  async returned(told) {
    const { redirect_uri: place } = this.conversation.windows.get(told.to) ?? {};
    if (place === undefined) return;
    const text = this.conversation.brought(told);
    if (!/^#(?!\/)/.test(text)) {
      throw new Lacking('an answer is posted to MSAL for Node, and comes in no other way');
    }
    const body = text.slice(1);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body),
    };
    await new Promise((resolve, reject) => {
      const { port } = new URL(place);
      const posted = request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false }, (answer) => {
        answer.resume().on('end', resolve);
      });
      posted.on('error', reject).end(body);
    });
  }

  async remove_account(home) {
    const cache = this.app.getTokenCache();
    const account = await cache.getAccountByHomeId(home);
    if (account) await cache.removeAccount(account);
    // What the library holds now is what is handed over from here on.
    this.cache = { AppMetadata: {}, ...JSON.parse(cache.serialize()) };
  }

  async look(what) {
    const { trace, last } = this.conversation;
    if (what === 'cache') {
      const held = JSON.parse(this.app.getTokenCache().serialize());
      const kinds = ['Account', 'IdToken', 'AccessToken', 'RefreshToken'];
      trace.push({ keys: kinds.flatMap((kind) => Object.keys(held[kind] ?? {})).sort() });
    } else if (what === 'result' && last === null) {
      trace.push({ payload: '' });
    } else {
      throw new Lacking("how logs and results are printed is every library's own affair");
    }
  }
}

/** The planted defect of the twin: nobody asks for the client's information. */
function marked(options) {
  if (!isTwin || !options?.body) return options;
  return { ...options, body: options.body.replace(/&client_info=1/, '') };
}

async function converse({ steps }) {
  const player = new Player();
  try {
    return await new Conversation(steps, player).play();
  } catch (error) {
    if (error instanceof Lacking) throw new Unsupported(error.message);
    throw new Crashed(String(error?.stack ?? error));
  } finally {
    player.end();
  }
}

await serve('@azure/msal-node', ['token-client'], { converse });
