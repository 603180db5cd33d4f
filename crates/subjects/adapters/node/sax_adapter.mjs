// sax as its documentation has it: strict, also with entities, namespaces on, and the first error
// ends it.

import sax from 'sax';

import { named, serveReader } from './xml_reader.mjs';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

function read(text) {
  const parts = [];
  let depth = 0;
  const parser = sax.parser(true, { xmlns: true, strictEntities: true });
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ uri, local, attributes }) => {
    const held = Object.values(attributes)
      .filter((attribute) => attribute.uri !== XMLNS)
      .map((attribute) => [named(attribute.uri, attribute.local), attribute.value]);
    parts.push(['start', named(uri, local), Object.fromEntries(held)]);
    depth += 1;
  };
  parser.onclosetag = () => {
    parts.push(['end']);
    depth -= 1;
  };
  parser.ontext = (found) => depth > 0 && parts.push(['text', found]);
  parser.oncdata = (found) => parts.push(['text', found]);
  parser.write(text).close();
  return parts;
}

await serveReader('sax', read);
