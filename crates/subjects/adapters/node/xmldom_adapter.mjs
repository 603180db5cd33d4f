// @xmldom/xmldom as its documentation has it: `parseFromString`, where any error ends it.

import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';

import { named, serveReader } from './xml_reader.mjs';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

function read(text) {
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(
    text,
    'text/xml',
  );
  const parts = [];
  for (let node = document.documentElement; node; ) {
    if (node.nodeType === node.ELEMENT_NODE) {
      const attributes = Array.from(node.attributes)
        .filter((held) => held.namespaceURI !== XMLNS)
        .map((held) => [named(held.namespaceURI, held.localName), held.value]);
      parts.push(['start', named(node.namespaceURI, node.localName), Object.fromEntries(attributes)]);
    } else if (node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE) {
      parts.push(['text', node.data]);
    }
    if (node.firstChild) {
      node = node.firstChild;
      continue;
    }
    if (node.nodeType === node.ELEMENT_NODE) parts.push(['end']);
    while (node !== document.documentElement && !node.nextSibling) {
      node = node.parentNode;
      parts.push(['end']);
    }
    node = node === document.documentElement ? null : node.nextSibling;
  }
  return parts;
}

await serveReader('@xmldom/xmldom', read);
