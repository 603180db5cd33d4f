// fast-xml-parser as its documentation has it: validated, then parsed. It has no namespaces, so what
// a document means is not asked of it.

import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { serveReader } from './xml_reader.mjs';

function read(text) {
  const validated = XMLValidator.validate(text);
  if (validated !== true) throw new Error(validated.err.msg);
  new XMLParser({ ignoreAttributes: false, preserveOrder: true }).parse(text);
}

await serveReader('fast-xml-parser', read);
