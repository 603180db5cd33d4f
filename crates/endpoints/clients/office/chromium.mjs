// The usages in a page, in headless Chromium. This serves the page, and passes on what the page may
// not ask itself.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { PROOFMARK_HTTP: http, PROOFMARK_CHROMIUM: chromium } = process.env;
const post = (path, body) => fetch(`${http}${path}`, { method: 'POST', body });
for (const profile of ['doc-2017', 'officejs-1.1']) {
  const opened = await post('/proofmark/sites', JSON.stringify({ path: `/${profile}-page`, profile }));
  if (!opened.ok) throw new Error(await opened.text());
}
const file = (name) => readFileSync(new URL(name, import.meta.url));
let finish;
const finished = new Promise((resolve) => { finish = resolve; });
const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://page');
  let body = '';
  for await (const piece of request) body += piece;
  if (url.pathname === '/control') {
    const { profile, what } = Object.fromEntries(url.searchParams);
    const answer = await post(`/proofmark/${what}?site=${profile}-page`, body);
    response.writeHead(answer.status).end(await answer.text());
  } else if (url.pathname === '/done') {
    response.end();
    finish(body);
  } else if (url.pathname === '/usages.js') {
    response.setHeader('content-type', 'text/javascript').end(file('usages.js'));
  } else {
    response.setHeader('content-type', 'text/html').end(file('page.html'));
  }
});
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
const folder = mkdtempSync(join(tmpdir(), 'proofmark-chromium-'));
const page = `http://127.0.0.1:${server.address().port}/?http=${encodeURIComponent(http)}`;
const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  `--user-data-dir=${folder}`, '--remote-debugging-port=0', page,
];
const browser = spawn(chromium, flags, { stdio: 'ignore' });
const slow = setTimeout(() => finish('NOT SO: Chromium says nothing for a minute\n'), 60_000);
const said = await finished;
clearTimeout(slow);
browser.kill();
await new Promise((resolve) => { browser.once('exit', resolve); });
server.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
process.stdout.write(said.replace(/^so: /gm, '  ').replace(/^done\n/m, ''));
process.exitCode = said.includes('NOT SO') || !said.includes('done') ? 1 : 0;
