/** ar (static libraries, .deb): members one after the other. @see https://en.wikipedia.org/wiki/Ar_(Unix)#File_format_details */

import type { Document } from '../model/document.ts';
import { type Problem, problem } from '../model/problem.ts';
import { entryName } from './entry-name.ts';
import { Inlet } from './inlet.ts';
import type { TarEntry } from './tar.ts';

/** Tables of names above this are damage. */
const longestTable = 16 * 2 ** 20;

export async function* readAr(input: Pick<Document, 'read'>, where: string): AsyncGenerator<TarEntry | Problem> {
  const inlet = new Inlet(input);
  await inlet.skip(8);
  let table = Buffer.alloc(0);
  while (await inlet.ensure(60)) {
    const header = Buffer.from(inlet.bytes.subarray(inlet.at, inlet.at + 60)).toString('latin1');
    const size = Number(header.slice(48, 58).trim());
    if (!header.endsWith('`\n') || !Number.isSafeInteger(size) || size < 0) {
      yield problem('CORRUPT', where, 'a damaged ar header; the rest of the archive was not read');
      return;
    }
    inlet.at += 60;
    const label = header.slice(0, 16).trimEnd();
    if (label === '//' && size <= longestTable && (await inlet.ensure(size))) {
      table = Buffer.from(inlet.bytes.slice(inlet.at, inlet.at + size));
      inlet.at += size + (size & 1);
      continue;
    }
    let left = size;
    let name = label.replace(/\/$/, '');
    const offset = /^\/(\d+)$/.exec(label)?.[1];
    const inline = /^#1\/(\d+)$/.exec(label)?.[1];
    if (offset !== undefined) name = table.toString('latin1', Number(offset)).split(/\/?\n/)[0]!;
    else if (inline !== undefined && Number(inline) <= Math.min(size, 65536) && (await inlet.ensure(Number(inline)))) {
      name = Buffer.from(inlet.bytes.slice(inlet.at, inlet.at + Number(inline)))
        .toString('latin1')
        .replace(/\0+$/, '');
      inlet.at += Number(inline);
      left -= Number(inline);
    }
    const { path, isHostile } = entryName(name || 'symbols');
    if (isHostile)
      yield problem('HOSTILE_NAME', where, `a member's name tries to leave the archive; read as ${path}`, {
        note: true,
      });
    const entry = memberOf(inlet, path, left);
    yield entry.entry;
    if ((await inlet.skip(entry.left())) < entry.left())
      yield problem('CORRUPT', `${where}!/${path}`, 'the archive is cut off within this member');
    await inlet.skip(size & 1);
  }
  if (inlet.end > inlet.at)
    yield problem('CORRUPT', where, `${inlet.end - inlet.at} bytes at the end are no part of the archive; not scanned`);
}

/** An entry of `size` bytes that stand next in `inlet`; `left` says how many were not read. */
export function memberOf(inlet: Inlet, path: string, size: number): { entry: TarEntry; left: () => number } {
  let left = size;
  const took = (count: number): number => {
    left -= count;
    return count;
  };
  const entry: TarEntry = {
    kind: 'entry',
    path,
    type: 'file',
    size,
    position: inlet.position,
    link: '',
    comment: '',
    read(into) {
      const answer = inlet.take(into, left);
      return typeof answer === 'number' ? took(answer) : answer.then(took);
    },
  };
  return { entry, left: () => left };
}
