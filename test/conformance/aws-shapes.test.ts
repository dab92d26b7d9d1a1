/** The 26 shapes of an AWS key pair: the id is always reported, the secret located wherever there is one. */

import { expect, test } from 'vitest';
import { bytesDocument } from '../../src/model/document.ts';
import type { ScanEvent } from '../../src/model/event.ts';
import { readDefaults } from '../../src/model/slice.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';
import { createScanner } from '../../src/scan/scanner.ts';
import { awsShapes } from '../support/aws-shapes.ts';
import { awsPair } from '../support/keys.ts';

const scanner = createScanner(loadBuiltinRules(), { read: readDefaults, detect: {}, engine: 'scalar' });

async function scanText(text: string): Promise<ScanEvent[]> {
  const events: ScanEvent[] = [];
  const document = bytesDocument({ target: 'test:x', path: 'x.txt', details: [] }, Buffer.from(text));
  await scanner.scan(document, (event) => events.push(event));
  return events;
}

const pairs = [1, 2, 3, 4].map((seed) => awsPair(seed));
const cases = pairs.flatMap(({ id, secret }) =>
  awsShapes(id, `${secret.slice(0, 18)}/x+${secret.slice(21)}`.replace(/\/$/, 'Q')),
);

test('there are 26 shapes, 25 with an id and 23 with a secret', () => {
  const one = awsShapes('id', 'secret');
  expect(one).toHaveLength(26);
  expect(one.filter((shape) => shape.id !== undefined)).toHaveLength(25);
  expect(one.filter((shape) => shape.secret !== undefined)).toHaveLength(23);
});

test.each(cases)('$name', async ({ text, id, secret }) => {
  const events = await scanText(text);
  const credentials = events.filter((event) => event.kind === 'credential');
  expect(credentials, JSON.stringify(events, null, 1)).toHaveLength(1);
  const parts = Object.fromEntries(
    credentials[0]!.parts.map((part) => [part.name, text.slice(part.place.start, part.place.end)]),
  );
  expect(parts['accessKeyId']).toBe(id);
  expect(parts['secretAccessKey']).toBe(secret);
});
