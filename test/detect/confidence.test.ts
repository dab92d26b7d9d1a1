/** The first score: the rule's word, raised and lowered by features, with reasons. */

import { expect, test } from 'vitest';
import { score } from '../../src/detect/confidence.ts';
import { type Features, pathKind } from '../../src/detect/features.ts';

const plain: Features = {
  base: 0.7,
  checked: undefined,
  path: 'other',
  commented: false,
  nearWord: undefined,
  complete: false,
  layers: 0,
};

test('without features the rule alone speaks', () => {
  expect(score(plain)).toEqual({ confidence: 0.7, reasons: ['the rule alone says 0.7'] });
});

test('a passed check raises it', () => {
  expect(score({ ...plain, checked: 0.99 })).toEqual({
    confidence: 0.99,
    reasons: ['its checksum or structure holds'],
  });
});

test('doubts lower it, each with its sentence, strongest first', () => {
  const { confidence, reasons } = score({ ...plain, path: 'test', nearWord: 'dummy', commented: true });
  expect(confidence).toBeLessThan(0.35);
  expect(reasons.slice(1)).toEqual(['− in a test or fixture', '− "dummy" stands near', '− in a comment']);
});

test('a whole credential raises it', () => {
  expect(score({ ...plain, complete: true }).confidence).toBeGreaterThan(0.85);
});

test.each([
  ['src/app.ts', 'other'],
  ['src/__tests__/app.ts', 'test'],
  ['pkg/client_test.go', 'test'],
  ['app.spec.ts', 'test'],
  ['docs/guide/setup.md', 'documentation'],
  ['README', 'documentation'],
  ['examples/basic/main.py', 'example'],
  ['.env.example', 'example'],
  ['.env', 'secret-file'],
  ['home/.aws/credentials', 'secret-file'],
  ['prod.tfstate', 'secret-file'],
  ['locales/de.json', 'locale'],
  ['yarn.lock', 'lock'],
  ['dist/app.min.js', 'minified'],
  ['node_modules/x/index.js', 'vendored'],
])('%s is %s', (path, kind) => {
  expect(pathKind(path)).toBe(kind);
});
