// What a person does in a browser: signs in and consents, and ends up where the app is told.

const read = (tag, name) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return found && found[1].replace(/&#(\d+);|&(amp|lt|gt|quot);/g, (_, number, word) =>
    number ? String.fromCodePoint(number) : { amp: '&', lt: '<', gt: '>', quot: '"' }[word]);
};

// The address to which the browser is sent in the end, which nobody has to serve.
export async function signIn(start, username, password) {
  const cookies = new Map();
  let request = { method: 'GET' };
  let place = start;
  for (let step = 0; step < 10; step += 1) {
    const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...request.headers, ...(header && { cookie: header }) };
    const answer = await fetch(place, { ...request, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    if (location) return location;
    const page = await answer.text();
    const form = /<form[^>]*>/.exec(page);
    if (answer.status !== 200 || !form) throw new Error(`no form: ${answer.status} ${page}`);
    const inside = page.slice(form.index, page.indexOf('</form>', form.index));
    const fields = new URLSearchParams();
    for (const [tag] of inside.matchAll(/<input[^>]*>/g)) {
      fields.set(read(tag, 'name'), read(tag, 'value'));
    }
    if (fields.has('username')) fields.set('username', username);
    if (fields.has('password')) fields.set('password', password);
    fields.set('action', /value="accept"/.test(inside) ? 'accept' : 'sign-in');
    place = read(form[0], 'action');
    request = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: fields.toString(),
    };
  }
  throw new Error('the browser goes round in circles');
}

// Lets an answer go wrong.
export async function fault(http, face, fault, more = {}) {
  const answer = await fetch(`${http}/proofmark/faults`, {
    method: 'POST',
    body: JSON.stringify({ face, fault, ...more }),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
}

export function check(holds, says) {
  if (!holds) throw new Error(`it is not so that ${says}`);
  console.log(`  ${says}`);
}
