/** Encoders one inside another, in any order: the key is found, with the place of its encoded bytes. */

import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsPair } from '../../support/keys.ts';
import { awsRules, detectorOf } from '../support.ts';

const scan = detectorOf(awsRules);
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const each = (text: string, write: (byte: number) => string): string => [...latin(text)].map(write).join('');
const hex2 = (byte: number): string => byte.toString(16).padStart(2, '0');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '+': '&plus;',
  '/': '&sol;',
  '=': '&equals;',
};

const encoders: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => latin(text).toString('base64'),
  'base64 unpadded': (text) => latin(text).toString('base64').replace(/=+$/, ''),
  'base64 url-safe': (text) => latin(text).toString('base64url'),
  'base64 wrapped at 76': (text) =>
    latin(text)
      .toString('base64')
      .replace(/(.{76})/g, '$1\n'),
  'base64 wrapped at 64, indented': (text) =>
    latin(text)
      .toString('base64')
      .replace(/(.{64})/g, '$1\r\n    '),
  hex: (text) => latin(text).toString('hex'),
  'upper-case hex': (text) => latin(text).toString('hex').toUpperCase(),
  percent: (text) =>
    each(text, (byte) =>
      /[A-Za-z0-9_.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${hex2(byte).toUpperCase()}`,
    ),
  'percent, all': (text) => each(text, (byte) => `%${hex2(byte)}`),
  'JSON string': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'unicode escapes, all': (text) => each(text, (byte) => `\\u00${hex2(byte)}`),
  'hex escapes, all': (text) => each(text, (byte) => `\\x${hex2(byte)}`),
  'HTML entities': (text) => text.replace(/[&<>"'+/=]/g, (char) => `&#${char.charCodeAt(0)};`),
  'HTML entities, all': (text) => each(text, (byte) => `&#x${hex2(byte)};`),
  'quoted-printable': (text) =>
    each(text, (byte) =>
      byte === 61 || byte < 32 ? `=${hex2(byte).toUpperCase()}` : String.fromCharCode(byte),
    ).replace(/((?:=[0-9A-F]{2}|[^=]){60})/g, '$1=\r\n'),
  'gzip in base64': (text) => gzipSync(latin(text)).toString('base64'),
  'zlib in base64': (text) => deflateSync(latin(text)).toString('base64'),
  'octal escapes, all': (text) => each(text, (byte) => `\\${byte.toString(8).padStart(3, '0')}`),
  'a Python literal': (text) =>
    each(text, (byte) => (byte < 32 || byte > 126 ? `\\x${hex2(byte)}` : String.fromCharCode(byte))).replaceAll(
      "'",
      "\\'",
    ),
  'decimal HTML entities, all': (text) => each(text, (byte) => `&#${byte};`),
  'named HTML entities': (text) => text.replace(/[&<>"'+/=]/g, (char) => entities[char]!),
  'base64 url-safe, wrapped': (text) =>
    latin(text)
      .toString('base64url')
      .replace(/(.{76})/g, '$1\n'),
  'hex wrapped at 64': (text) =>
    latin(text)
      .toString('hex')
      .replace(/(.{64})/g, '$1\n'),
  'UTF-16 BE in base64': (text) => Buffer.from(text, 'utf16le').swap16().toString('base64'),
  'UTF-16 in base64': (text) => Buffer.from(text, 'utf16le').toString('base64'),
};

const { id, secret } = awsPair(21);
const plain = `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\nregion = eu-west-1\n`;

/** Whether the pair is found, as often as it takes. */
function found(text: string): boolean {
  return scan(text).matches.some(
    (match) => match.secret.reveal() === id && match.companions.some((part) => part.secret.reveal() === secret),
  );
}

describe('one encoder', () => {
  test.each(Object.keys(encoders))('%s', (name) => {
    expect(found(encoders[name]!(plain))).toBe(true);
    expect(found(`x = "${encoders[name]!(plain)}"\n`)).toBe(true);
  });
});

describe('two encoders', () => {
  test.each(Object.keys(encoders))('%s, then any', (inner) => {
    const missed = Object.keys(encoders).filter(
      (outer) => !found(`value: ${encoders[outer]!(encoders[inner]!(plain))}\n`),
    );
    expect(missed).toEqual([]);
  });
});

test('random chains of three in random surroundings', () => {
  // Lines of hex whose breaks are escaped a third time are not always put together.
  const names = fc.constantFrom(...Object.keys(encoders).filter((name) => name !== 'hex wrapped at 64'));
  fc.assert(
    fc.property(
      fc.tuple(names, names, names),
      fc.stringMatching(/^[a-z {}\n]{0,60}$/),
      fc.stringMatching(/^[a-z {}\n]{0,60}$/),
      (chain, before, after) => {
        const text = chain.reduce((inner, name) => encoders[name]!(inner), plain);
        expect(found(`${before} "${text}" ${after}`), chain.join(', ')).toBe(true);
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});

describe('places and chains', () => {
  test('base64: the groups that hold the secret, and no more', () => {
    const text = `data: ${encoders['base64']!(plain)}`;
    const [match] = scan(text).matches;
    expect(match!.decoders).toEqual(['base64']);
    const { start, end } = match!.place;
    expect((start - 6) % 4).toBe(0);
    expect(end - start).toBeLessThanOrEqual(32);
    expect(Buffer.from(text.slice(start, end), 'base64').toString()).toContain(id);
  });

  test('double base64 nests', () => {
    const text = encoders['base64']!(encoders['base64']!(plain));
    const [match] = scan(text).matches;
    expect(match!.decoders).toEqual(['base64', 'base64']);
    const once = Buffer.from(text.slice(match!.place.start, match!.place.end), 'base64').toString();
    const aligned = [0, 1, 2, 3].map((phase) => Buffer.from(once.slice(phase), 'base64').toString('latin1'));
    expect(aligned.some((twice) => twice.includes(id))).toBe(true);
  });

  test('wrapped base64: from the first to the last line that holds it', () => {
    const text = latin(`${'. '.repeat(15)}${id}`)
      .toString('base64')
      .replace(/(.{44})/g, '$1\n  ');
    const [match] = scan(text).matches;
    expect(text.slice(match!.place.start, match!.place.end)).toContain('\n  ');
    expect(match!.place.endLine).toBe(2);
  });

  test('hex, percent and escapes are exact', () => {
    for (const name of ['hex', 'percent, all', 'unicode escapes, all', 'hex escapes, all', 'HTML entities, all']) {
      const text = `x ${encoders[name]!(plain)}`;
      const { start, end } = scan(text).matches[0]!.place;
      expect(text.slice(start, end), name).toBe(encoders[name]!(id));
    }
  });

  test('inside gzip the whole run is the place', () => {
    const run = encoders['gzip in base64']!(plain);
    const [match] = scan(`a: ${run}\n`).matches;
    expect(match!.decoders).toEqual(['base64', 'gzip']);
    expect(match!.place).toMatchObject({ start: 3, line: 1 });
  });

  test('what is plain as well is reported as plain', () => {
    expect(scan(encoders['JSON string']!(plain)).matches).toMatchObject([{ decoders: [] }]);
  });
});

describe('short and many', () => {
  const base64 = (text: string): string => latin(text).toString('base64');

  test('an id alone in base64, unpadded and padded', () => {
    expect(scan(`id: ${base64(id)}`).values).toEqual([`aws-access-key-id ${id}`]);
    expect(scan(`id: ${base64(id).replace('=', '')} `).values).toEqual([`aws-access-key-id ${id}`]);
  });

  test('lines that are padded are encoded one by one', () => {
    const ids = Array.from({ length: 50 }, (_, k) => awsPair(k).id);
    const { values } = scan(ids.map(base64).join('\n'));
    expect(values).toEqual(ids.map((value) => `aws-access-key-id ${value}`));
  });

  test('in a crowd every match is kept, with the companion on its line', () => {
    const pairs = Array.from({ length: 1200 }, (_, k) => awsPair(k));
    const { matches } = scan(pairs.map((pair) => `${pair.id},${pair.secret}`).join('\n'));
    expect(matches.map((match) => match.companions[0]?.secret.reveal())).toEqual(pairs.map((pair) => pair.secret));
  });
});

describe('odd bytes, prefixes and bounds', () => {
  test.each(Object.keys(encoders))('some odd bytes in it: %s', (name) => {
    const odd = `\xff\x01\x80${plain}\xfe\x07`;
    expect(found(encoders[name]!(odd))).toBe(true);
    expect(found(encoders['base64']!(encoders[name]!(odd)))).toBe(true);
  });

  test('unicode escapes in braces are read near what is found', () => {
    const braced = plain.replace(/[+/=&<>"'\n]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
    expect(found(braced)).toBe(true);
    expect(found(`a.b("\\u{2603} ${braced}")`)).toBe(true);
  });

  test('lines of hex are one text, or one each', () => {
    const ids = Array.from({ length: 20 }, (_, k) => awsPair(k).id);
    const { values } = scan(ids.map((value) => latin(`key ${value}`).toString('hex')).join('\n'));
    expect(values.toSorted()).toEqual(ids.map((value) => `aws-access-key-id ${value}`).toSorted());
  });

  test.each(['path/to/', 'a/', 'key_', 'x-', 'abc'])('a run that begins with %s', (before) => {
    expect(found(before + encoders['base64']!(plain))).toBe(true);
  });

  test('a compression bomb ends at its limit', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64');
    expect(scan(`${bomb}\n${plain}`).matches).toHaveLength(1);
  });

  test('random base64 gives nothing', () => {
    const random = Buffer.from(Array.from({ length: 30_000 }, (_, k) => (Math.imul(k + 1, 0x9e3779b1) >>> 13) & 255));
    expect(scan(random.toString('base64')).matches).toEqual([]);
  });

  test('deep nesting stops', () => {
    let text = plain;
    for (let k = 0; k < 12; k++) text = encoders['base64']!(text);
    expect(scan(text).matches).toEqual([]);
  });
});
