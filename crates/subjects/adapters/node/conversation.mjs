// A conversation with an MSAL for JavaScript: the clock, the servers and the trace, which are the
// same wherever the library runs. It is loaded by Node and by pages, and imports nothing.

const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
};

/** The library has no notion of this. */
export class Lacking extends Error {}

/** The clock that the library sees. It stands still unless a step lets time pass. */
export class Clock {
  constructor(nowMs) {
    this.nowMs = nowMs;
    this.timers = new Map();
    this.lastTimer = 0;
    this.real = real;
  }

  /** Takes the place of the clock that everybody sees. */
  install() {
    const clock = this;
    globalThis.Date = class extends real.Date {
      constructor(...parts) {
        super(...(parts.length === 0 ? [clock.nowMs] : parts));
      }

      static now() {
        return clock.nowMs;
      }
    };
    globalThis.setTimeout = (work, ms = 0, ...parts) => {
      clock.lastTimer += 1;
      const id = 1_000_000 + clock.lastTimer;
      clock.timers.set(id, { at: clock.nowMs + Number(ms), work: () => work(...parts) });
      return id;
    };
    globalThis.clearTimeout = (id) => {
      if (!clock.timers.delete(id)) real.clearTimeout(id);
    };
  }

  /** Gives back the clock that everybody sees. */
  remove() {
    globalThis.Date = real.Date;
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
  }

  /** Lets time pass, or turns it back. */
  async pass(ms, settle) {
    const until = this.nowMs + ms;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until);
      if (due.length === 0) break;
      const [id, timer] = due.reduce((first, other) => (other[1].at < first[1].at ? other : first));
      this.timers.delete(id);
      this.nowMs = Math.max(this.nowMs, timer.at);
      timer.work();
      await settle();
    }
    this.nowMs = until;
  }
}

/** The classes of errors that callers tell apart. */
const CLASSES = new Set([
  'InteractionRequiredAuthError', 'ServerError', 'ClientAuthError', 'ClientConfigurationError',
  'BrowserAuthError', 'AuthError', 'NodeAuthError', 'TypeError',
]);

/** When every conversation begins. */
export const BEGINS_MS = 1_800_000_000_000;

/** A conversation, and the trace that it leaves. */
export class Conversation {
  /** `player` does what hangs on the place: `begin`, `call`, `settle` and the steps it adds. */
  constructor(steps, player) {
    this.steps = steps.map((step) => Object.entries(step)[0]);
    this.player = player;
    this.given = this.steps[0]?.[0] === 'given' ? this.steps[0][1] : {};
    this.clientId = this.given.client ?? 'client-a';
    this.authority = this.given.authority ?? 'https://login.microsoftonline.com/t1';
    this.clock = new Clock(BEGINS_MS);
    this.trace = [];
    this.calls = 0;
    this.numbers = 0;
    /** What waits for an answer, by number. */
    this.waiting = new Map();
    /** The queries of the windows, by number. */
    this.windows = new Map();
    /** What was lost, which may be sent once more. */
    this.lost = new Map();
    this.active = null;
    this.last = null;
    this.crash = null;
    /** How much is under way that is not the library's. */
    this.busy = 0;
  }

  /** Plays all steps. */
  async play() {
    this.clock.install();
    try {
      await this.player.begin(this);
      for (const [kind, told] of this.steps) {
        await this.step(kind, told);
        await this.player.settle();
        if (this.crash) throw this.crash;
      }
    } finally {
      this.clock.remove();
    }
    return { trace: this.trace };
  }

  async step(kind, told) {
    const settle = () => this.player.settle();
    switch (kind) {
      case 'given': break;
      case 'call': return this.call(told);
      case 'need': return this.need(told);
      case 'answer': return this.answer(told);
      case 'present': case 'redirected': return this.present(told);
      case 'wait_s': return this.clock.pass(told * 1000, settle);
      case 'wait_ms': return this.clock.pass(told, settle);
      default:
        if (this.player[kind] === undefined) {
          throw new Lacking(`the library has nothing for the step \`${kind}\``);
        }
        return this.player[kind](told);
    }
    return undefined;
  }

  async call(told) {
    this.calls += 1;
    const call = this.calls;
    // A library that throws at once does what a promise does that is broken.
    const work = (async () => this.player.call(told, call))();
    work.then(
      (result) => this.ended(call, result),
      (error) => this.failed(call, error),
    );
  }

  /** An application that needs a token lets the user take part if the library says so. */
  async need(told) {
    this.calls += 1;
    const call = this.calls;
    const kind = told.kind ?? 'popup';
    const work = (async () => this.player.call({ ...told, kind: undefined }, call))();
    work.then((result) => this.ended(call, result), (error) => {
      if (error?.name === 'InteractionRequiredAuthError') this.call({ ...told, kind });
      else if (CLASSES.has(error?.name)) this.trace.push({ reported: error.errorCode });
      else this.crash ??= error;
    });
  }

  /** An application takes its token to the origin that the token's scopes name, which is Graph's
   * where they name none, and nowhere else. */
  present(url) {
    const { accessToken, tokenType, scopes } = this.last ?? {};
    const named = (scopes ?? []).find((scope) => URL.canParse(scope)) ?? 'https://graph.microsoft.com';
    const isMeant = accessToken !== undefined && new URL(url).origin === new URL(named).origin;
    this.trace.push({ presented: { url, authorization: isMeant ? `${tokenType} ${accessToken}` : '' } });
  }

  ended(call, result) {
    if (result === null || result === undefined) {
      this.trace.push({ nothing: call });
      return;
    }
    const left = (date) => (date ? Math.round((date.getTime() - this.clock.nowMs) / 1000) : undefined);
    const known = {
      call,
      token: result.accessToken,
      from_cache: result.fromCache,
      scopes: result.scopes,
      account: result.account?.homeAccountId,
      tenant: result.tenantId,
      lasts_s: left(result.expiresOn),
      extended_lasts_s: left(result.extExpiresOn),
      correlation_id: result.correlationId,
      state: result.state ?? '',
    };
    this.last = result;
    this.trace.push({ result: withoutGaps(known) });
  }

  failed(call, error) {
    if (error instanceof Lacking || !CLASSES.has(error?.name)) {
      this.crash ??= error;
      return;
    }
    const number = Number.parseInt(error.errorNo, 10);
    const known = {
      call,
      class: error.name,
      code: error.errorCode ?? '',
      suberror: error.subError ?? '',
      timestamp: error.timestamp ?? '',
      trace_id: error.traceId ?? '',
      claims: error.claims ?? '',
      error_no: Number.isNaN(number) ? undefined : number,
      correlation_id: error.correlationId,
    };
    this.trace.push({ error: withoutGaps(known) });
  }

  /** What stands in the place of the network: the answer comes with a step. */
  async fetch(resource, options = {}) {
    const [url, query] = String(resource).split(/\?(.*)/s);
    const body = options.body ?? '';
    const form = fields(body);
    const key = `${options.method ?? 'GET'} ${resource} ${body}`;
    const number = this.lost.get(key) ?? this.next();
    this.lost.delete(key);
    const sent = {
      request: number,
      url,
      query: fields(query ?? ''),
      headers: Object.fromEntries(new Headers(options.headers ?? {})),
      form,
      body,
    };
    const proved = await this.proved(form.code_verifier);
    if (proved !== undefined) sent.proves = proved;
    this.trace.push({ sent });
    const answer = await new Promise((resolve) => { this.waiting.set(number, resolve); });
    if (answer.fails) {
      this.lost.set(key, number);
      throw new TypeError('the request did not come through');
    }
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  }

  next() {
    this.numbers += 1;
    return this.numbers;
  }

  /** The window whose challenge was made of this verifier. */
  async proved(verifier) {
    if (verifier === undefined) return undefined;
    this.busy += 1;
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    this.busy -= 1;
    const challenge = base64url(new Uint8Array(digest));
    const held = [...this.windows].find(([, query]) => query.code_challenge === challenge);
    return held?.[0];
  }

  opened(window, address) {
    const [url, text] = String(address).split(/\?(.*)/s);
    const query = fields(text ?? '');
    const number = this.next();
    this.windows.set(number, query);
    this.trace.push({ opened: { request: number, window, url, query } });
    return number;
  }

  /** What a window brings stands in its address, from `#` or `?` on. */
  brought(told) {
    const state = this.windows.get(told.to)?.state ?? '';
    if (told.text !== undefined) return told.text.replaceAll('{state}', encodeURIComponent(state));
    const named = ['code', 'error', 'suberror'].filter((name) => told[name] !== undefined);
    const pairs = named.map((name) => `${name}=${encodeURIComponent(told[name])}`);
    return `#${[...pairs, `state=${encodeURIComponent(state)}`].join('&')}`;
  }

  async answer(told) {
    const resolve = this.waiting.get(told.to);
    if (!resolve) return;
    this.waiting.delete(told.to);
    if (told.fails) {
      await this.player.loses?.(told.fails);
      resolve({ fails: true });
      return;
    }
    // A code is redeemed with the nonce of the window that brought it.
    const sent = this.trace.findLast((event) => event.sent?.request === told.to)?.sent;
    const nonce = this.windows.get(sent?.proves)?.nonce ?? '';
    const headers = { 'content-type': 'application/json' };
    if (told.retry_after !== undefined) headers['retry-after'] = told.retry_after;
    let [status, body] = [200, told.body ?? ''];
    if (told.token) body = success(told.token, nonce);
    else if (told.error) [status, body] = [400, JSON.stringify(told.error)];
    body = body.replaceAll('{nonce}', nonce);
    resolve({ status: told.status ?? status, body, headers });
  }
}

function fields(text) {
  return Object.fromEntries(new URLSearchParams(text));
}

function withoutGaps(held) {
  const gap = ([, value]) => value !== undefined && value !== null && !Number.isNaN(value);
  return Object.fromEntries(Object.entries(held).filter(gap));
}

/** Bytes or a text as a token writes them. */
export function base64url(held) {
  const bytes = typeof held === 'string' ? new TextEncoder().encode(held) : held;
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** An answer with a token, whose id token may be written as its claims. */
function success(token, nonce) {
  const members = { ...token };
  if (typeof members.id_token === 'object') {
    const held = { ...members.id_token };
    // Who was sent no nonce has none to give back.
    if (nonce === '' && held.nonce === '{nonce}') delete held.nonce;
    const claims = JSON.stringify(held).replaceAll('{nonce}', nonce);
    members.id_token = `.${base64url(claims)}.`;
  }
  const [uid, utid] = String(members.client_info ?? '').split('.');
  if (utid !== undefined) members.client_info = base64url(JSON.stringify({ uid, utid }));
  return JSON.stringify(members);
}

/** The entries of a user who signed in before, in the schema that all MSALs share. */
export function signedIn(told, clientId, environment, nowMs) {
  const home = told.account ?? 'u1.t1';
  const [local, ofAccount] = home.split('.');
  const tenant = told.tenant ?? ofAccount ?? 't1';
  const username = `${local}@contoso.example`;
  const claims = withoutGaps({
    oid: local,
    sub: local,
    tid: tenant,
    preferred_username: username,
    name: `User ${local}`,
    login_hint: told.login_hint,
    sid: told.sid,
  });
  const isHomeTenant = tenant === ofAccount;
  const refreshTokens = [[told.refresh_token, undefined], [told.family_token, '1']];
  return {
    account: {
      homeAccountId: home,
      environment,
      realm: tenant,
      localAccountId: local,
      username,
      name: `User ${local}`,
      authorityType: 'MSSTS',
      loginHint: told.login_hint,
      tenantProfiles: [{ tenantId: tenant, localAccountId: local, name: `User ${local}`, isHomeTenant }],
    },
    idToken: {
      credentialType: 'IdToken',
      homeAccountId: home,
      environment,
      clientId,
      realm: tenant,
      secret: `.${base64url(JSON.stringify(claims))}.`,
    },
    refreshTokens: refreshTokens.filter(([secret]) => secret !== undefined).map(([secret, familyId]) => ({
      credentialType: 'RefreshToken',
      homeAccountId: home,
      environment,
      clientId,
      secret,
      familyId,
      expiresOn: told.refresh_lasts_s === undefined ? undefined : String(nowMs / 1000 + told.refresh_lasts_s),
    })),
  };
}

/** The entry of an access token that was kept before. */
export function kept(told, clientId, environment, nowMs) {
  const now = Math.round(nowMs / 1000);
  const expiresOn = String(now + (told.lasts_s ?? 3600));
  const tokenType = told.token_type ?? 'Bearer';
  return withoutGaps({
    credentialType: tokenType.toLowerCase() === 'bearer' ? 'AccessToken' : 'AccessToken_With_AuthScheme',
    homeAccountId: told.account ?? 'u1.t1',
    environment: told.environment ?? environment,
    clientId: told.client ?? clientId,
    realm: told.realm ?? 't1',
    target: told.scopes.join(' '),
    secret: told.token,
    tokenType,
    cachedAt: String(now - (told.kept_for_s ?? 0)),
    expiresOn,
    extendedExpiresOn: expiresOn,
    refreshOn: told.refresh_in_s === undefined ? undefined : String(now + told.refresh_in_s),
  });
}
