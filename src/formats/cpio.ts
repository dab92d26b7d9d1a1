/** cpio in its portable forms (initramfs, the payload of packages). @see https://man.freebsd.org/cgi/man.cgi?query=cpio&sektion=5 */

import type { Document } from '../model/document.ts';
import { type Problem, problem } from '../model/problem.ts';
import { memberOf } from './ar.ts';
import { entryName } from './entry-name.ts';
import { Inlet } from './inlet.ts';
import type { TarEntry } from './tar.ts';

interface Header {
  readonly mode: number;
  readonly nameSize: number;
  readonly size: number;
  /** Bytes of the header. */
  readonly length: number;
  /** What name and content are padded to. */
  readonly unit: number;
}

const regular = 0o100000;
const longestName = 65536;

export async function* readCpio(input: Pick<Document, 'read'>, where: string): AsyncGenerator<TarEntry | Problem> {
  const inlet = new Inlet(input);
  for (;;) {
    // Zeros part the archives of an initramfs.
    while ((await inlet.ensure(1)) && inlet.bytes[inlet.at] === 0) inlet.at++;
    if (!(await inlet.ensure(1))) return;
    await inlet.ensure(110);
    const header = readHeader(
      Buffer.from(inlet.bytes.subarray(inlet.at, Math.min(inlet.end, inlet.at + 110))).toString('latin1'),
    );
    if (!header || header.nameSize > longestName) {
      yield* rest(inlet, where);
      return;
    }
    const start = inlet.position;
    const named = header.length + header.nameSize;
    if (!(await inlet.ensure(named))) {
      yield problem('CORRUPT', where, 'the cpio archive is cut off in a header');
      return;
    }
    const name = inlet.bytes.slice(inlet.at + header.length, inlet.at + named - 1);
    await inlet.skip(padding(named, header.unit) + named);
    if (Buffer.from(name).toString('latin1') === 'TRAILER!!!') continue;
    const { path, isHostile } = entryName(name);
    if (isHostile && path !== 'unnamed')
      yield problem('HOSTILE_NAME', where, `an entry's name tries to leave the archive; read as ${path}`, {
        note: true,
      });
    const { entry, left } = memberOf(inlet, path, header.size);
    if ((header.mode & 0o170000) === regular) yield entry;
    if ((await inlet.skip(left())) < left())
      yield problem('CORRUPT', `${where}!/${path}`, 'the archive is cut off within this entry');
    await inlet.skip(padding(header.size, header.unit));
    if (inlet.position === start) return;
  }
}

function padding(length: number, unit: number): number {
  return (unit - (length % unit)) % unit;
}

function readHeader(text: string): Header | undefined {
  const hex = /^07070[12]([0-9a-fA-F]{104})/.exec(text)?.[1];
  const field = (k: number): number => Number.parseInt(hex!.slice(k * 8, k * 8 + 8), 16);
  if (hex) return { mode: field(1), size: field(6), nameSize: field(11), length: 110, unit: 4 };
  const octal = /^070707([0-7]{70})/.exec(text)?.[1];
  if (!octal) return undefined;
  const number = (from: number, to: number): number => Number.parseInt(octal.slice(from, to), 8);
  return { mode: number(12, 18), nameSize: number(53, 59), size: number(59, 70), length: 76, unit: 1 };
}

/** What follows the last archive (a compressed one, in an initramfs) is given as a file of its own. */
async function* rest(inlet: Inlet, where: string): AsyncGenerator<TarEntry | Problem> {
  if (inlet.position === 0) {
    yield problem('CORRUPT', where, 'not a cpio archive');
    return;
  }
  const { entry } = memberOf(inlet, 'rest', Number.MAX_SAFE_INTEGER);
  yield { ...entry, read: (into) => entry.read(into) };
}
