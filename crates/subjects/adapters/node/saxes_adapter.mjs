// saxes as its documentation has it: namespaces on, and the first error ends it.

import { SaxesParser } from 'saxes';

import { named, serveReader } from './xml_reader.mjs';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

function read(text) {
  const parts = [];
  let depth = 0;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const held = Object.values(attributes)
      .filter((attribute) => attribute.uri !== XMLNS)
      .map((attribute) => [named(attribute.uri, attribute.local), attribute.value]);
    parts.push(['start', named(uri, local), Object.fromEntries(held)]);
    depth += 1;
  });
  parser.on('closetag', () => {
    parts.push(['end']);
    depth -= 1;
  });
  parser.on('text', (found) => {
    // Text outside of the root is white space, and no part.
    if (depth > 0) parts.push(['text', found]);
  });
  parser.on('cdata', (found) => parts.push(['text', found]));
  parser.write(text).close();
  return parts;
}

await serveReader('saxes', read);
