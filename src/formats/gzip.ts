/** gzip: any number of members, checked; trailing bytes are given as they are. @see https://www.rfc-editor.org/rfc/rfc1952 */

import { crc32 } from 'node:zlib';
import type { Document } from '../model/document.ts';
import { problem } from '../model/problem.ts';
import type { Expansion } from './expansion.ts';
import { createInflation, type Inflation } from './inflate.ts';
import { Inlet } from './inlet.ts';

const flag = { headerChecksum: 2, extra: 4, name: 8, comment: 16 } as const;

/** Longest header: extra field and two strings. */
const longestHeader = 256 * 1024;

export function gunzip(document: Document, inflate: () => Inflation = createInflation): Expansion {
  const inlet = new Inlet(document, 64 * 1024);
  const where = `${document.provenance.target} ${document.provenance.path}`;
  let state: 'header' | 'body' | 'rest' | 'end' = 'header';
  let inflation: Inflation | undefined;
  let members = 0;
  let sum = 0;
  let size = 0;
  let stray = 0;

  const fail = (detail: string): void => {
    expansion.fault = problem('CORRUPT', where, detail);
    state = 'end';
  };

  const open = async (): Promise<void> => {
    if (!(await inlet.ensure(1))) {
      state = 'end';
      return;
    }
    const isMember = (await inlet.ensure(3)) && inlet.bytes[inlet.at] === 0x1f && inlet.bytes[inlet.at + 1] === 0x8b;
    if (!isMember) {
      if (members > 0) state = 'rest';
      else fail('not a gzip stream');
      return;
    }
    if (inlet.bytes[inlet.at + 2] !== 8) return fail('a gzip member with an unknown method was not read');
    const length = await headerLength(inlet, expansion);
    if (length === -1) return fail('the gzip header is cut off');
    inlet.at += length;
    members++;
    sum = size = 0;
    inflation = inflate();
    state = 'body';
  };

  const body = async (into: Uint8Array): Promise<number> => {
    const current = inflation!;
    if (inlet.at === inlet.end && !inlet.ended) {
      const wait = inlet.more();
      if (wait) await wait;
    }
    const wait = current.run(inlet.bytes, inlet.at, inlet.end, into);
    if (wait) await wait;
    inlet.at += current.consumed;
    const count = current.produced;
    sum = crc32(into.subarray(0, count), sum);
    size = (size + count) >>> 0;
    if (current.state === 'failed') fail('the compressed data is damaged; what follows was not read');
    else if (current.state === 'done') await close();
    else if (count === 0 && current.consumed === 0 && inlet.at === inlet.end && inlet.ended)
      fail('the gzip stream is cut off');
    return count;
  };

  const close = async (): Promise<void> => {
    inflation!.close();
    inflation = undefined;
    state = 'header';
    if (!(await inlet.ensure(8))) return fail('the gzip stream is cut off in its trailer');
    const trailer = new DataView(inlet.bytes.buffer, inlet.at, 8);
    inlet.at += 8;
    if (trailer.getUint32(0, true) === sum && trailer.getUint32(4, true) === size) return;
    expansion.fault ??= problem('CORRUPT', where, `the checksum of gzip member ${members} is wrong`);
  };

  /** Bytes after the last member: zeros are padding, anything else is given as it is. */
  const rest = async (into: Uint8Array): Promise<number> => {
    const count = await inlet.take(into, into.length);
    if (count === 0) {
      state = 'end';
      if (stray > 0)
        expansion.fault ??= problem('CORRUPT', where, `${stray} bytes follow the gzip stream; scanned as they are`);
      return 0;
    }
    if (stray === 0 && isZero(into, count)) return 0;
    stray += count;
    return count;
  };

  const expansion: Expansion = {
    fault: undefined,
    async read(into) {
      while (state !== 'end') {
        if (state === 'header') await open();
        else {
          const count: number = state === 'body' ? await body(into) : await rest(into);
          if (count > 0) return count;
        }
      }
      return 0;
    },
    close() {
      inflation?.close();
      inflation = undefined;
    },
  };
  return expansion;
}

function isZero(bytes: Uint8Array, count: number): boolean {
  for (let k = 0; k < count; k++) if (bytes[k] !== 0) return false;
  return true;
}

/** Length of the header at `inlet.at`; -1 where it is cut off. Notes the name. */
async function headerLength(inlet: Inlet, expansion: Expansion): Promise<number> {
  if (!(await inlet.ensure(10))) return -1;
  const flags = inlet.bytes[inlet.at + 3]!;
  let length = 10;
  if (flags & flag.extra) {
    if (!(await inlet.ensure(length + 2))) return -1;
    length += 2 + inlet.bytes[inlet.at + length]! + inlet.bytes[inlet.at + length + 1]! * 256;
  }
  for (const which of [flag.name, flag.comment]) {
    if (!(flags & which)) continue;
    const start = length;
    do {
      if (length > longestHeader || !(await inlet.ensure(length + 1))) return -1;
    } while (inlet.bytes[inlet.at + length++] !== 0);
    if (which === flag.name) {
      const name = inlet.bytes.subarray(inlet.at + start, inlet.at + length - 1);
      expansion.name ??= Buffer.from(name).toString('latin1');
    }
  }
  if (flags & flag.headerChecksum) length += 2;
  return (await inlet.ensure(length)) ? length : -1;
}
