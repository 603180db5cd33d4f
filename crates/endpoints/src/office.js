// A stand-in for the library of Office, for pages and for Node. What it answers comes from the
// world that serves it; how a call reads its arguments and builds its result depends on the edition.
(function (settings) {
  'use strict';

  const root = globalThis;
  const shipped = settings.edition === 'officejs-1.1';
  const drafted = settings.edition === 'doc-2017';
  const filters = ['noFilter', 'aad', 'msa'];
  const proved = settings.proved;
  let open = 0;
  // Where the page found the call that it makes.
  let place = null;
  let told = Promise.resolve();

  function post(path, message) {
    return fetch(`${settings.address}/office/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
  }

  // Lets whoever proves the page know what it does, in the order in which it does it.
  function tell(event) {
    if (proved) told = told.then(() => post('tell', event)).catch(() => {});
  }

  function named(name, message) {
    const error = new Error(`${name}: ${message}`);
    error.name = name;
    return error;
  }

  // Arguments, as the library reads them: by type, from the last to the first.
  function byType(given) {
    if (given.length > 2) throw named('Sys.ParameterCountException', 'two arguments at most');
    let options = null;
    let callback = null;
    for (let place = given.length - 1; place >= 0; place -= 1) {
      const held = given[place];
      if (typeof held === 'object') {
        if (options) throw named('Sys.ParameterCountException', 'one object at most');
        options = held;
      } else if (typeof held === 'function') {
        if (callback) throw named('Sys.ParameterCountException', 'one function at most');
        callback = held;
      } else {
        throw named('Sys.ArgumentException', 'neither an object nor a function');
      }
    }
    options = options || {};
    for (const option of settings.options) {
      if (!(option.name in options)) options[option.name] = option.default;
    }
    if (callback) {
      if (options.callback) throw 'one callback at most';
      options.callback = callback;
    }
    let code = null;
    for (const option of settings.options) {
      const held = options[option.name];
      if (option.type === 'filter' && (typeof held === 'string' || held === undefined)) {
        if (!filters.includes(held)) code = 5007;
      } else if (typeof held !== (option.type === 'filter' ? 'string' : option.type)) {
        throw 'an option of another type';
      }
    }
    return { options, callback: options.callback, context: options.asyncContext, code };
  }

  // Arguments, as the documents show them: by place. What they leave open is refused.
  function byPlace(given) {
    const last = given[given.length - 1];
    const alone = given.length === 1 && (drafted || typeof last !== 'object');
    const callback = alone || given.length > 1 ? last : undefined;
    const options = (alone ? undefined : given[0]) || {};
    const needed = drafted || callback !== undefined;
    if (given.length > 2) throw new TypeError('two arguments at most');
    if (needed && typeof callback !== 'function') throw new TypeError('the callback is a function');
    if (typeof options !== 'object') throw new TypeError('the options are an object');
    for (const option of settings.options) {
      if (option.name in options && typeof options[option.name] !== option.type) {
        throw new TypeError(`${option.name} is a ${option.type}`);
      }
    }
    const held = callback || (drafted ? undefined : options.callback);
    return { options, callback: held, context: options.asyncContext, code: null };
  }

  // Arguments of the draft form: the callback, and perhaps an action that is forced.
  function byDraft(given) {
    const [callback, action] = given;
    const forced = { forceAddinConsent: 'forceConsent', forceAddAccount: 'forceAddAccount' };
    if (typeof callback !== 'function') throw new TypeError('the callback is a function');
    if (action !== undefined && !Object.hasOwn(forced, action)) {
      throw new TypeError('no such forced action');
    }
    const options = action === undefined ? {} : { [forced[action]]: true };
    return { options, callback, context: undefined, code: null };
  }

  const lock = (object) => {
    if (!shipped) return object;
    for (const name of Object.keys(object)) {
      Object.defineProperty(object, name, { writable: false, configurable: false });
    }
    return object;
  };

  function build(answer, context) {
    const failed = answer.code !== undefined;
    const result = {};
    if (failed) {
      result.value = undefined;
    } else if (answer.given) {
      result.value = answer.value;
    } else if (answer.identities) {
      result.value = answer.identities;
    } else {
      result.value = drafted ? { accessToken: answer.token } : answer.token;
    }
    result.status = failed ? 'failed' : 'succeeded';
    if (shipped ? context : context !== undefined) result.asyncContext = context;
    if (failed) {
      const name = answer.name || `Error ${answer.code}`;
      result.error = lock({ name, message: `The host failed with ${answer.code}.`, code: answer.code });
    }
    return lock(result);
  }

  // Asks the world. A page that cannot reach it has lost its host.
  async function ask(call, options) {
    const wishes = {};
    for (const option of settings.options) {
      if (options[option.name] !== undefined) wishes[option.name] = options[option.name];
    }
    const others = open;
    open += 1;
    const asked = { call, options: wishes, others };
    if (proved) Object.assign(asked, { path: place, given: options });
    try {
      await told;
      const said = await (await post('ask', asked)).json();
      const isAnswer = said.given || said.token || said.identities || said.code !== undefined;
      return isAnswer ? said : { code: 5001 };
    } catch {
      return { code: 5001, name: shipped ? 'Internal Error' : null };
    } finally {
      open -= 1;
    }
  }

  // Makes a call: what comes of it is given to `deliver`, as often as the world has it.
  function start(call, read, deliver) {
    const build_for = (answer) => deliver(build(answer, read.context));
    if (read.code !== null) {
      build_for({ code: read.code, name: 'Unsupported Enumeration' });
      return;
    }
    if (settings.atOnce) {
      const answer = settings.atOnce[call];
      settings.atOnce = null;
      build_for(answer);
      return;
    }
    ask(call, read.options).then((answer) => {
      if (answer.never) return;
      const say = () => build_for(answer);
      setTimeout(say, answer.afterMs || 0);
      if (answer.twice) setTimeout(say, answer.afterMs || 0);
    });
  }

  const calls = {
    getAccessTokenAsync(...given) {
      const read = shipped ? byType(given) : byPlace(given);
      start('getAccessTokenAsync', read, (result) => read.callback && read.callback(result));
    },
    requestAuthTokenAsync(...given) {
      const read = byDraft(given);
      start('requestAuthTokenAsync', read, (result) => read.callback(result));
    },
    getAccessToken(options) {
      return new Promise((resolve, reject) => {
        const settle = (result) => {
          if (result.status === 'succeeded') resolve(result.value);
          else reject(result.error);
        };
        const given = [options || {}, settle];
        start('getAccessToken', shipped ? byType(given) : byPlace(given), settle);
      });
    },
  };
  const at = (path, name) => (...given) => {
    place = `${path}.${name}`;
    return calls[name](...given);
  };
  const pick = (path) =>
    Object.fromEntries((settings.calls[path] || []).map((name) => [name, at(path, name)]));

  const version = (text) => {
    const [major, minor = '0'] = String(text).split('.');
    return [Number(major), Number(minor)];
  };

  function isSetSupported(name, least) {
    tell({ checked: [...arguments] });
    if (name === undefined || name === null) return false;
    if (typeof name !== 'string') throw new TypeError('a set has a name');
    const set = name.toLowerCase();
    if (!Object.hasOwn(settings.sets, set)) return false;
    const held = version(settings.sets[set]);
    const asked = version(least === undefined || least === null ? 0 : least);
    return held[0] > asked[0] || (held[0] === asked[0] && held[1] >= asked[1]);
  }

  const platforms = { Windows: 'PC', Mac: 'Mac', web: 'OfficeOnline', iPad: 'iOS', Android: 'Android' };
  const about = { host: settings.application, platform: platforms[settings.platform] || 'Universal' };
  const ready = Promise.resolve(about);

  // Begins what the page is to do, and loads it anew for the next case.
  function prove() {
    root.Office.context.ui = {
      displayDialogAsync: () => tell({ fellBack: true }),
      messageParent() {},
    };
    const next = async () => {
      let over = false;
      try {
        const answer = await fetch(`${settings.address}/office/next?case=${proved.case}`);
        over = (await answer.json()).over;
      } catch {
        // Whoever proves the page may be gone for a moment.
      }
      if (over) root.location.reload();
      else setTimeout(next, 50);
    };
    setTimeout(next, 50);
    if (!proved.start) return;
    const start = () => setTimeout(() => root.document.querySelector(proved.start)?.click());
    if (root.document.readyState === 'loading') {
      root.document.addEventListener('DOMContentLoaded', start);
    } else {
      start();
    }
  }

  root.Office = {
    AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
    context: {
      auth: pick('Office.context.auth'),
      requirements: { isSetSupported },
      diagnostics: { ...about, version: '16.0' },
      ...about,
    },
    // The promise, and the callback if there is one, learn where the page is.
    onReady(callback) {
      return callback ? ready.then((held) => (callback(held), held)) : ready;
    },
  };
  if (settings.calls['Office.auth'].length) root.Office.auth = pick('Office.auth');
  if (settings.calls['OfficeRuntime.auth'].length) {
    root.OfficeRuntime = { auth: pick('OfficeRuntime.auth') };
  }
  if (proved) prove();
  ready.then(() => {
    if (typeof root.Office.initialize === 'function') root.Office.initialize('documentOpened');
  });
})(/* settings */ null);
