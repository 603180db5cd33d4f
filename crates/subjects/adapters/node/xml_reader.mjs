// What every adapter of an XML library needs: the text, and the parts that it found in it.

import { Unsupported, isTwin, serve } from './adapter.mjs';

/** Serves `read(text)`, which gives the parts of a document, or nothing if it cannot name them. */
export function serveReader(name, read) {
  async function readXml({ bytesBase64, charset }) {
    let bytes = Buffer.from(bytesBase64, 'base64');
    if (isTwin) {
      // The planted defect: text before the first tag and after the last is cut off.
      const text = bytes.toString('latin1').replace(/^\s+/, '').replace(/>[^<>\0\x80-\xff]*$/, '>');
      bytes = Buffer.from(text, 'latin1');
    }
    const parts = await read(decode(bytes, charset));
    return parts ? { parts } : {};
  }

  function decode(bytes, charset) {
    try {
      return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new Unsupported(`${name} reads text: who calls it decodes, and could not`);
    }
  }

  return serve(name, ['ews-server', 'ews-client'], { readXml });
}

/** A name as parts have it. */
export const named = (namespace, local) => (namespace ? `{${namespace}}${local}` : local);
