// What plays the caller of MSAL in a page: the page's windows, storage and network are played too.

import { Conversation, Lacking, kept, signedIn } from './conversation.mjs';

const { msal } = globalThis;

/** The hosts of the public cloud, under one name in the cache. */
const PUBLIC = ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'];
const HOME = 'https://app.example/';
const STORED = { account: undefined, id_token: 'idToken', access_token: 'accessToken', refresh_token: 'refreshToken' };

// What takes its time beyond this thread is counted, so that everybody knows when it has settled.
let underWay = 0;
for (const name of ['digest', 'generateKey', 'sign', 'exportKey', 'importKey', 'encrypt', 'decrypt', 'deriveKey']) {
  const work = crypto.subtle[name].bind(crypto.subtle);
  crypto.subtle[name] = async (...parts) => {
    underWay += 1;
    try {
      return await work(...parts);
    } finally {
      underWay -= 1;
    }
  };
}

/** A turn of the page, whatever clock it sees. */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(null);
  });
}

class Player {
  constructor(isTwin) {
    this.isTwin = isTwin;
    /** The frame or popup that is told by its number. */
    this.popups = new Map();
    this.redirects = new Set();
  }

  async begin(conversation) {
    const { given } = conversation;
    if (given.home === 'node') throw new Lacking('MSAL for browsers runs in no Node');
    this.conversation = conversation;
    const host = URL.canParse(conversation.authority) ? new URL(conversation.authority).hostname : '';
    this.environment = PUBLIC.includes(host) ? 'login.windows.net' : host;
    this.tokenKeys = { idToken: [], accessToken: [], refreshToken: [] };
    this.accountKeys = [];
    this.isOnline = true;
    Object.defineProperty(navigator, 'onLine', { get: () => this.isOnline });
    window.fetch = (resource, options) => conversation.fetch(resource, this.marked(options));
    this.playFrames();
    this.playPopups();
    await this.open();
  }

  /** The frames that the library opens lead nowhere. */
  playFrames() {
    const { conversation } = this;
    const real = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'src');
    Object.defineProperty(HTMLIFrameElement.prototype, 'src', {
      get() { return real.get.call(this); },
      set(address) { conversation.opened('iframe', address); },
    });
  }

  playPopups() {
    const { conversation, popups } = this;
    window.open = (address) => {
      const popup = {
        closed: false,
        close() { popup.closed = true; },
        focus() {},
        location: { href: 'about:blank', assign: (to) => popups.set(conversation.opened('popup', to), popup) },
        document: { title: '' },
      };
      if (address && address !== 'about:blank') popup.location.assign(address);
      return popup;
    };
  }

  /** The application begins, as it does whenever its page is loaded. */
  async open() {
    const { conversation, redirects } = this;
    const { given, clientId, authority } = conversation;
    class Navigation extends msal.NavigationClient {
      navigateExternal(url, options) {
        redirects.add(conversation.opened('redirect', url));
        // The page is not left, so that the conversation goes on.
        return super.navigateExternal(`${location.href.split('#')[0]}#`, options);
      }
    }
    this.app = new msal.PublicClientApplication({
      auth: {
        clientId,
        authority,
        knownAuthorities: given.known_authorities ?? [],
        clientCapabilities: given.capabilities ?? [],
        redirectUri: HOME,
      },
      cache: { cacheLocation: 'sessionStorage' },
      system: {
        navigationClient: new Navigation(),
        serverTelemetryEnabled: given.telemetry ?? false,
        tokenRenewalOffsetSeconds: given.renewal_offset_s ?? 300,
      },
    });
    if (!given.uninitialized) await this.app.initialize();
  }

  /** The planted defect of the twin: nobody asks for the client's information. */
  marked(options) {
    if (!this.isTwin || !options?.body) return options;
    return { ...options, body: options.body.replace(/&client_info=1/, '') };
  }

  loses(how) {
    this.isOnline = how !== 'offline';
  }

  async settle() {
    let [quiet, events] = [0, -1];
    while (quiet < 20) {
      await turn();
      const isQuiet = underWay === 0 && this.conversation.trace.length === events;
      quiet = isQuiet ? quiet + 1 : 0;
      events = this.conversation.trace.length;
    }
    this.isOnline = true;
  }

  // What was kept before.

  signed_in(told) {
    const { clientId, clock } = this.conversation;
    const { account, idToken, refreshTokens } = signedIn(told, clientId, this.environment, clock.nowMs);
    const tenant = account.homeAccountId.split('.')[1] ?? account.realm;
    const key = ['msal.3', account.homeAccountId, this.environment, tenant].join('|').toLowerCase();
    this.put(key, account);
    this.accountKeys.push(key);
    this.keep('idToken', idToken);
    for (const token of refreshTokens) this.keep('refreshToken', token);
    if (told.family_token !== undefined) {
      const metadata = { clientId, environment: this.environment, familyId: '1' };
      this.put(`appmetadata-${this.environment}-${clientId}`, metadata);
    }
    this.putKeys();
    if (!told.inactive) {
      const { homeAccountId, localAccountId, realm } = account;
      const active = { homeAccountId, localAccountId, tenantId: realm };
      sessionStorage.setItem(`msal.${clientId}.active-account-filters`, JSON.stringify(active));
    }
  }

  cached(told) {
    const { clientId, clock } = this.conversation;
    if (Object.keys(told.components ?? {}).length > 0) {
      throw new Lacking('MSAL for browsers lets its callers add no components to a key');
    }
    this.keep('accessToken', kept(told, clientId, this.environment, clock.nowMs));
    this.putKeys();
  }

  keep(kind, entry) {
    const { homeAccountId, environment, credentialType, familyId, clientId, realm, target } = entry;
    const bearer = (entry.tokenType ?? 'Bearer').toLowerCase() === 'bearer';
    const parts = [
      'msal.3', homeAccountId, environment, credentialType, familyId ?? clientId, realm ?? '', target ?? '',
      bearer ? '' : entry.tokenType,
    ];
    const key = parts.join('|').toLowerCase();
    this.put(key, entry);
    this.tokenKeys[kind].push(key);
  }

  put(key, entry) {
    const lastUpdatedAt = String(this.conversation.clock.nowMs);
    sessionStorage.setItem(key, JSON.stringify({ ...entry, lastUpdatedAt }));
  }

  putKeys() {
    const known = (name, keys) => {
      const held = JSON.parse(sessionStorage.getItem(name) ?? 'null');
      if (Array.isArray(keys)) return [...new Set([...(held ?? []), ...keys])];
      return Object.fromEntries(Object.entries(keys).map(([kind, list]) => (
        [kind, [...new Set([...(held?.[kind] ?? []), ...list])]]
      )));
    };
    const put = (name, keys) => sessionStorage.setItem(name, JSON.stringify(known(name, keys)));
    put('msal.3.account.keys', this.accountKeys);
    put(`msal.3.token.keys.${this.conversation.clientId}`, this.tokenKeys);
  }

  // What the caller does.

  call(told) {
    if (told.kind === 'handle-redirect') return this.app.handleRedirectPromise();
    if (Object.keys(told.components ?? {}).length > 0) {
      throw new Lacking('MSAL for browsers lets its callers add no components to a key');
    }
    const calls = {
      silent: 'acquireTokenSilent', popup: 'acquireTokenPopup', redirect: 'acquireTokenRedirect',
    };
    const call = this.app[calls[told.kind ?? 'silent']].bind(this.app);
    if (told.without_request) return call();
    const home = told.account;
    const notKept = (told.not_kept ?? []).map((what) => [STORED[what], false]);
    const request = {
      scopes: told.scopes,
      account: home === undefined ? undefined : this.app.getAccount({ homeAccountId: home }) ?? undefined,
      authority: told.authority,
      forceRefresh: told.force_refresh,
      claims: told.claims,
      correlationId: told.correlation_id,
      state: told.state,
      redirectUri: told.redirect_uri,
      prompt: told.prompt,
      loginHint: told.login_hint,
      sid: told.sid,
      domainHint: told.domain_hint,
      extraParameters: told.extra,
      authenticationScheme: told.token_type,
      cacheLookupPolicy: told.policy === undefined ? undefined : msal.CacheLookupPolicy[told.policy],
      refreshTokenExpirationOffsetSeconds: told.refresh_token_offset_s,
      storeInCache: notKept.length > 0 ? Object.fromEntries(notKept) : undefined,
    };
    const members = Object.entries(request).filter(([, value]) => value !== undefined);
    return call(Object.fromEntries(members));
  }

  async remove_account(home) {
    const account = this.app.getAccount({ homeAccountId: home });
    await this.app.clearCache({ account });
    this.accountKeys = [];
    this.tokenKeys = { idToken: [], accessToken: [], refreshToken: [] };
  }

  async returned(told) {
    const text = this.conversation.brought(told);
    if (this.redirects.has(told.to)) {
      history.replaceState(null, '', `/${text}`);
      return;
    }
    // The library's own page hands the answer over, from a frame where the authority led.
    const frame = document.createElement('iframe');
    const handed = new Promise((resolve) => {
      window.addEventListener('message', (event) => resolve(event.data), { once: true });
      // A page that goes on to somewhere else says nothing.
      this.conversation.clock.real.setTimeout(resolve, 400);
    });
    frame.setAttribute('src', `${HOME}bridge${text}`);
    document.body.append(frame);
    await handed;
    frame.remove();
    // A broadcast goes through another process.
    await new Promise((resolve) => { this.conversation.clock.real.setTimeout(resolve, 12); });
  }

  closed(number) {
    const popup = this.popups.get(number);
    if (popup) popup.closed = true;
  }

  async left() {
    this.conversation.clock.timers.clear();
    await this.open();
  }

  look(what) {
    const { trace, last, clientId } = this.conversation;
    const held = (name) => JSON.parse(sessionStorage.getItem(name) ?? 'null');
    if (what === 'cache') {
      const tokens = held(`msal.3.token.keys.${clientId}`) ?? {};
      trace.push({ keys: [...(held('msal.3.account.keys') ?? []), ...Object.values(tokens).flat()].sort() });
    } else if (what === 'result' && last === null) {
      trace.push({ payload: '' });
    } else {
      throw new Lacking("how logs and results are printed is every library's own affair");
    }
  }
}

globalThis.converse = async (steps, isTwin) => {
  try {
    return { ok: await new Conversation(steps, new Player(isTwin)).play() };
  } catch (error) {
    if (error instanceof Lacking) return { unsupported: error.message };
    return { crashed: String(error?.stack ?? error) };
  }
};
