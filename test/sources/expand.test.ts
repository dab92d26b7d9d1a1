import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { expandTargets } from '../../src/sources/expand.ts';
import { folder } from '../support/program.ts';

let at: string;
beforeEach(() => {
  at = folder({ 'logs/a.log': '1', 'logs/deep/.b.log': '2', 'logs/c.txt': '3', 'odd[1].log': '4' });
});

const under = async (...words: string[]): Promise<string[]> =>
  (await expandTargets(words.map((word) => word.replace('@', `${at}/`)))).map((word) => word.replace(`${at}/`, '@'));

test('a glob stands for what it names, dot files too, with its kind before each', async () => {
  expect(await under('log:@logs/**/*.log')).toEqual(['log:@logs/a.log', 'log:@logs/deep/.b.log']);
  expect(await under('@logs/*.{txt,md}')).toEqual(['@logs/c.txt']);
});

test('what lies in a folder that is named as well is not read twice', async () => {
  expect(await under('@l*', '@logs/**')).toEqual(['@logs', '@logs/a.log', '@logs/c.txt', '@logs/deep']);
});

test('plain words, paths that exist and URLs are no globs', async () => {
  const words = ['.', '-', '@odd[1].log', 'git:https://example.org/a?b=[c]', 'file:@odd[1].log'];
  expect(await under(...words)).toEqual(words);
});

test('links are not followed', async () => {
  mkdirSync(join(at, 'real'));
  writeFileSync(join(at, 'real/x.log'), '');
  symlinkSync(join(at, 'real'), join(at, 'link'));
  expect(await under('@**/x.log')).toEqual(['@real/x.log']);
});

test('a glob that names nothing is an error', async () => {
  await expect(under('@none/*.log')).rejects.toMatchObject({ code: 'TARGET_MISSING' });
});
