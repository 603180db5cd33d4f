// MSAL for browsers in headless Chromium, from its unmodified files. Nothing leaves the machine:
// every page is one of ours, and the page plays the servers.

import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium } from 'playwright-core';

import { Crashed, Unsupported, isTwin, serve } from './adapter.mjs';

const HOME = 'https://app.example/';
const SCRIPT = 'text/javascript';
const file = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const library = (name) => file(`./node_modules/@azure/msal-browser/lib/${name}`);

const PAGE = `<!doctype html><meta charset=utf-8><title>application</title><body>
<script src=/msal.js></script><script type=module src=/msal_browser_page.mjs></script>`;
const BRIDGE = `<!doctype html><meta charset=utf-8><title>bridge</title><body>
<script src=/bridge.js></script><script>
msalRedirectBridge.broadcastResponseToMainFrame()
  .then(() => 'handed over', (error) => String(error))
  .then((how) => parent.postMessage(how, '*'));
</script>`;

const FILES = {
  '/': ['text/html', PAGE],
  '/bridge': ['text/html', BRIDGE],
  '/msal.js': [SCRIPT, library('msal-browser.min.js')],
  '/bridge.js': [SCRIPT, library('redirect-bridge/msal-redirect-bridge.min.js')],
  '/msal_browser_page.mjs': [SCRIPT, file('./msal_browser_page.mjs')],
  '/conversation.mjs': [SCRIPT, file('./conversation.mjs')],
};

/** Where Chromium is. */
function executable() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error('Chromium is not there');
  return found;
}

let opened;

/** The page, in a browser that is started when it is first needed. */
async function page() {
  opened ??= (async () => {
    const browser = await chromium.launch({
      executablePath: executable(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    const context = await browser.newContext();
    await context.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const held = url.origin === new URL(HOME).origin ? FILES[url.pathname] : undefined;
      if (!held) return route.fulfill({ status: 404, body: '' });
      return route.fulfill({ contentType: held[0], body: held[1] });
    });
    process.stdin.once('end', () => browser.close());
    return context.newPage();
  })();
  return opened;
}

async function converse({ steps }) {
  const tab = await page();
  await tab.goto(HOME);
  await tab.evaluate(() => { sessionStorage.clear(); localStorage.clear(); });
  await tab.waitForFunction(() => globalThis.converse !== undefined);
  const said = await tab.evaluate(([held, twin]) => globalThis.converse(held, twin), [steps, isTwin]);
  if (said.unsupported) throw new Unsupported(said.unsupported);
  if (said.crashed) throw new Crashed(said.crashed);
  return said.ok;
}

await serve('@azure/msal-browser', ['token-client'], { converse });
