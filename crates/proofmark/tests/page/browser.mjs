// Plays the part of a browser: loads Office's script and then the add-in, again and again.

import { getData } from './add-in.mjs';

const [base, flaw] = process.argv.slice(2);
for (;;) {
  const loaded = await fetch(`${base}/office.js`).catch(() => null);
  if (!loaded) break;
  const reloaded = new Promise((reload) => {
    globalThis.location = { reload };
  });
  delete globalThis.Office;
  delete globalThis.OfficeRuntime;
  new Function(await loaded.text())();
  if (globalThis.Office) {
    await globalThis.Office.onReady();
    getData(`${base}/service/orders`, flaw).catch(() => {});
  }
  await reloaded;
}
