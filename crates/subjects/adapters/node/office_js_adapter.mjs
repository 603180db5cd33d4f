// Office.js in jsdom, from its unmodified files, in an application on Windows: the native host is
// the one object that the library talks to, and the adapter plays it.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import vm from 'node:vm';

import { JSDOM } from 'jsdom';

import { Crashed, Unsupported, isTwin, serve } from './adapter.mjs';

/** How the native host tells the applications apart, and what the library calls them. */
const APPLICATIONS = {
  excel: [1, 'Excel'], word: [2, 'Word'], powerpoint: [4, 'Powerpoint'],
};
/** The request for a token, and the places of its options. */
const GETS_A_TOKEN = 98;
const OPTIONS = [
  'forceConsent', 'forceAddAccount', 'authChallenge', 'allowConsentPrompt', 'forMSGraphAccess', 'allowSignInPrompt',
];
/** The calls that a listing is about. */
const CALLS = new Set([
  'getAccessTokenAsync', 'requestAuthTokenAsync', 'getAccessToken', 'getUserIdentityTokenAsync',
  'getCallbackTokenAsync', 'makeEwsRequestAsync', 'isSetSupported',
]);

const library = new URL('./node_modules/@microsoft/office-js/dist/', import.meta.url);
const compiled = new Map();

/** A file of the library, compiled once. */
function script(name) {
  if (!compiled.has(name)) {
    const text = readFileSync(new URL(name, library), 'utf8');
    compiled.set(name, new vm.Script(text, { filename: basename(name) }));
  }
  return compiled.get(name);
}

/** A page in which the library runs, and the host beside it. */
class Page {
  constructor(given) {
    for (const strange of ['host', 'mailbox', 'directory_types', 'without_end_point', 'single_sign_on_host']) {
      if (given[strange] !== undefined) {
        throw new Unsupported(`only a native host is played, step by step: it has no \`${strange}\``);
      }
    }
    if ((given.platform ?? 'windows') !== 'windows') {
      throw new Unsupported(`the host is played on Windows, and not on ${given.platform}`);
    }
    const application = APPLICATIONS[given.application ?? 'excel'];
    if (!application) throw new Unsupported(`the host of ${given.application} is not played`);
    this.given = given;
    [this.type, this.name] = application;
    this.trace = [];
    /** By call, how the host answers it. */
    this.asked = new Map();
    this.calls = 0;
    this.current = 0;
    this.next = {};
    this.labels = new Map();
    this.functions = new Map();
  }

  async open() {
    this.dom = new JSDOM('<!doctype html><html><head></head><body></body></html>', {
      url: 'https://add-in.example/', runScripts: 'outside-only', pretendToBeVisual: false,
    });
    const { window } = this.dom;
    this.window = window;
    this.context = this.dom.getInternalVMContext();
    Object.defineProperty(window, 'external', { value: this.host(), configurable: true, writable: true });
    const place = 'https://add-in.example/office/office.js';
    this.loadScripts(window);
    const tag = window.document.createElement('script');
    tag.setAttribute('src', place);
    window.document.head.append(tag);
    script('office.js').runInContext(this.context);
    await new Promise((resolve, reject) => {
      const slow = setTimeout(() => reject(new Error('Office is not ready')), 5000);
      window.Office.onReady(() => { clearTimeout(slow); resolve(); });
    });
  }

  /** The scripts that the library asks for come from its package. */
  loadScripts(window) {
    const { context } = this;
    const real = window.Node.prototype.appendChild;
    window.Node.prototype.appendChild = function appendChild(node) {
      if (node.tagName !== 'SCRIPT' || !node.src) return real.call(this, node);
      const name = node.src.split('/office/')[1];
      queueMicrotask(() => {
        try {
          script(name).runInContext(context);
          node.onload?.();
        } catch (error) {
          if (error.code === 'ENOENT') node.onerror?.();
          else throw error;
        }
      });
      return node;
    };
  }

  /** What a native host offers to the page. */
  host() {
    const { given, type, name } = this;
    const matrix = () => {
      if (given.announces_nothing) return undefined;
      const sets = given.sets ?? [['IdentityAPI', '1.3']];
      return JSON.stringify(Object.fromEntries(sets.map(([set, version]) => [set.toLowerCase(), version])));
    };
    const known = {
      GetAppType: () => type,
      GetSolutionRef: () => '11111111-2222-4333-8444-555555555555',
      GetAppVersionMajor: () => 16,
      GetAppVersionMinor: () => 1,
      GetAppUILocale: () => 1033,
      GetAppDataLocale: () => 1033,
      GetDocUrl: () => 'c:\\book.xlsx',
      GetAppCapabilities: () => 0,
      GetActivationMode: () => 0,
      GetControlIntegrationLevel: () => 1,
      GetSolutionToken: () => '',
      GetSupportedMatrix: matrix,
      GetHostFullVersion: () => '16.0.18000.20000',
      GetSettings: () => ({ Read: () => {} }),
    };
    return {
      GetHostInfo: () => `${name}$Win32$16.01$en-US$$$$0`,
      GetContext: () => known,
      Execute: (id, parameters, answer) => this.execute(id, parameters, answer),
      RegisterEvent: () => {},
      UnregisterEvent: () => {},
    };
  }

  execute(id, parameters, answer) {
    if (id !== GETS_A_TOKEN) return;
    const call = this.current;
    const packed = Array.from(parameters);
    const named = typeof packed[0] === 'string'
      ? Object.entries(JSON.parse(packed[0]))
      : OPTIONS.map((name, place) => [name, packed[place]]);
    // The planted defect of the twin: the host is not told of a challenge.
    const options = named.map(([name, value]) => [name, isTwin && name === 'authChallenge' ? '' : value]);
    const sent = { call, options: options.map(([name, value]) => [name, this.told(value)]) };
    sent.message = { array: packed.map((value) => this.told(value)) };
    this.trace.push({ sent });
    this.asked.set(call, answer);
    const { throws, gives } = this.next;
    this.next = {};
    if (throws !== undefined) throw numbered(this.window, throws);
    if (gives !== undefined) answer({ toArray: () => [0, this.value(gives)] });
  }

  // What the script does.

  call({ path, arguments: given = [] }) {
    this.calls += 1;
    const call = this.calls;
    this.current = call;
    const passed = given.map((value) => this.value(value));
    const [name, ...rest] = path.split('.').reverse();
    let returned;
    try {
      const object = rest.reverse().reduce((held, part) => held[part], this.window);
      returned = object[name](...passed);
    } catch (error) {
      this.trace.push({ threw: { call, ...thrown(error) } });
      return;
    }
    const isPromise = typeof returned?.then === 'function';
    this.trace.push({ returned: { call, value: isPromise ? { is: 'promise' } : this.told(returned) } });
    if (isPromise) {
      returned.then(
        (value) => this.trace.push({ resolved: { call, value: this.told(value) } }),
        (error) => this.trace.push({ rejected: { call, ...this.broken(error) } }),
      );
    }
  }

  broken(error) {
    if (typeof error === 'string' || error instanceof this.window.Error) return thrown(error);
    return { value: this.told(error), code: this.told(error?.code) };
  }

  reply(told) {
    const answer = this.asked.get(told.to);
    if (!answer) return;
    if (told.lost !== undefined || told.identities !== undefined || told.diagnostics !== undefined) {
      throw new Unsupported('a native host has no such reply');
    }
    this.current = told.to;
    const hosts = (payload) => (Array.isArray(payload) || this.window.Array.isArray(payload)
      ? { toArray: () => payload } : payload);
    let payload = this.value(told.payload ?? { is: 'undefined' });
    if (told.token !== undefined) payload = [0, this.value(told.token)];
    if (told.code !== undefined) payload = [told.code];
    try {
      answer(hosts(payload));
    } catch (error) {
      this.trace.push({ uncaught: { call: told.to, ...thrown(error) } });
    }
  }

  change(told) {
    const { throws, answers_at_once: gives, ...rest } = told;
    const [strange] = Object.keys(rest);
    if (strange) throw new Unsupported(`the host is played step by step, and knows no \`${strange}\``);
    this.next = { throws, gives };
  }

  members(path) {
    const object = path.split('.').reduce((held, part) => held?.[part], this.window) ?? {};
    const names = [];
    for (const name in object) if (CALLS.has(name) && typeof object[name] === 'function') names.push(name);
    for (const name of CALLS) {
      if (!names.includes(name) && typeof object[name] === 'function') names.push(name);
    }
    this.trace.push({ members: names });
  }

  look(label) {
    this.trace.push({ holds: this.written(this.labels.get(label), []) });
  }

  async settle() {
    for (let turns = 0; turns < 5; turns += 1) {
      await new Promise((resolve) => { setImmediate(resolve); });
    }
  }

  // Values, as cases write them.

  value(told) {
    const { window } = this;
    if (typeof told !== 'object') return told;
    if (told.same !== undefined) return this.labels.get(told.same);
    if (told.function !== undefined) return this.function(told);
    if (told.bigint !== undefined) return BigInt(told.bigint);
    if (told.symbol !== undefined) return Symbol(told.symbol);
    if (told.is !== undefined) {
      const bare = {
        undefined, null: null, NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY,
        '-Infinity': Number.NEGATIVE_INFINITY, '-0': -0, promise: window.Promise?.resolve(),
      };
      if (!(told.is in bare)) throw new Unsupported(`a value that is ${told.is}`);
      return bare[told.is];
    }
    if (told.object === undefined && told.array === undefined) throw new Unsupported('a value of this form');
    const made = told.array === undefined ? new window.Object() : new window.Array();
    if (told.label !== undefined) this.labels.set(told.label, made);
    if (told.inherited !== undefined) {
      const prototype = new window.Object();
      for (const [name, value] of told.inherited) prototype[name] = this.value(value);
      Object.setPrototypeOf(made, prototype);
    }
    for (const item of told.array ?? []) made.push(this.value(item));
    for (const [name, value] of told.object ?? []) {
      const locked = told.locked?.includes(name);
      Object.defineProperty(made, name, {
        value: this.value(value), enumerable: true, writable: !locked, configurable: !locked,
      });
    }
    return made;
  }

  function(told) {
    const { function: name, throws } = told;
    if (this.functions.has(name)) return this.functions.get(name);
    const made = this.window.eval('(run) => function (...given) { return run(given); }')((given) => {
      const written = given.map((value) => this.told(value));
      this.trace.push({ callback: { call: this.current, function: name, arguments: written } });
      if (throws) throw new this.window.Error(name);
    });
    this.functions.set(name, made);
    return made;
  }

  told(value) {
    return this.written(value, [...this.labels].map(([label, held]) => [held, label]));
  }

  written(value, labels) {
    switch (typeof value) {
      case 'undefined': return { is: 'undefined' };
      case 'bigint': return { bigint: String(value) };
      case 'symbol': return { symbol: value.description ?? '' };
      case 'function': {
        const known = [...this.functions].find(([, held]) => held === value);
        return { function: known ? known[0] : value.name };
      }
      case 'number':
        if (Object.is(value, -0)) return { is: '-0' };
        return Number.isFinite(value) ? value : { is: String(value) };
      case 'object': break;
      default: return value;
    }
    if (value === null) return { is: 'null' };
    const label = labels.find(([held]) => held === value);
    if (label) return { same: label[1] };
    if (typeof value.then === 'function') return { is: 'promise' };
    const isArray = Array.isArray(value);
    const inner = (held) => this.written(held, labels);
    const names = Object.keys(value).filter((name) => !isArray || !/^\d+$/.test(name));
    const written = {};
    if (isArray) written.array = Array.from(value, inner);
    if (!isArray || names.length > 0) written.object = names.map((name) => [name, inner(value[name])]);
    const locked = names.filter((name) => {
      const held = Object.getOwnPropertyDescriptor(value, name);
      return !held.configurable && !held.writable && !held.set;
    });
    if (locked.length > 0) written.locked = locked;
    return written;
  }
}

/** What a native host throws: a script sees its number with a sign. */
function numbered(window, number) {
  return Object.assign(new window.Error(), { number: number | 0 });
}

/** What was thrown, without its words. */
function thrown(error) {
  if (typeof error === 'string') return { string: true };
  return { error: String(error?.name ?? typeof error) };
}

async function converse({ steps }) {
  const given = steps[0]?.given ?? {};
  const page = new Page(given);
  try {
    for (const step of steps) {
      const [[kind]] = Object.entries(step);
      if (!['given', 'call', 'members', 'look', 'reply', 'change', 'wait_ms'].includes(kind)) {
        throw new Unsupported(`the library has nothing for the step \`${kind}\``);
      }
    }
    await page.open();
    for (const step of steps) {
      const [[kind, told]] = Object.entries(step);
      if (kind !== 'given' && kind !== 'wait_ms') page[kind](told);
      await page.settle();
    }
    return { trace: page.trace };
  } catch (error) {
    if (error instanceof Unsupported) throw error;
    throw new Crashed(String(error?.stack ?? error));
  } finally {
    page.window?.close();
  }
}

await serve('@microsoft/office-js', ['office-host'], { converse });
