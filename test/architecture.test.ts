/** The floor table of docs/architecture.md held against the imports, and the walls around secrets, sockets and processes. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', 'src');

/** Room → rooms of ours it may import. */
const floors: Readonly<Record<string, readonly string[]>> = {
  model: [],
  prefilter: ['model'],
  formats: ['model'],
  sources: ['model', 'formats'],
  rules: ['model'],
  findings: ['model'],
  validate: ['model'],
  respond: ['model'],
  report: ['model'],
  detect: ['model', 'rules', 'prefilter', 'formats'],
  scan: ['model', 'prefilter', 'formats', 'sources', 'rules', 'findings', 'validate', 'detect'],
  sweep: ['model', 'findings', 'scan'],
  cli: ['model', 'sources', 'rules', 'findings', 'validate', 'respond', 'report', 'scan', 'sweep'],
};

interface File {
  readonly name: string;
  readonly room: string;
  readonly text: string;
}

const files: readonly File[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .filter((name) => !name.includes('/assembly/'))
  .map((name) => ({
    name,
    room: name.includes('/') ? name.split('/')[0]! : '',
    text: readFileSync(join(root, name), 'utf8'),
  }));

function imports(file: File): string[] {
  const found = file.text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map((match) => match[1]!);
}

function roomOf(file: File, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = relative(root, join(root, file.name, '..', specifier))
    .split(sep)
    .join('/');
  return path.startsWith('..') ? undefined : path.split('/')[0];
}

describe('walls', () => {
  test('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(30);
  });

  test('every room is in the table', () => {
    const rooms = new Set(files.map((file) => file.room).filter(Boolean));
    for (const room of rooms) expect(floors, room).toHaveProperty(room);
  });

  test('a room imports only what the floor table allows', () => {
    const broken: string[] = [];
    for (const file of files.filter((entry) => entry.room)) {
      for (const specifier of imports(file)) {
        const room = roomOf(file, specifier);
        if (room && room !== file.room && !floors[file.room]!.includes(room))
          broken.push(`${file.name} → ${specifier}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('no files import each other in a circle, types included', () => {
    const named = new Map(files.map((file) => [file.name, file]));
    const drawn = new Map(
      files.map((file) => [
        file.name,
        imports(file)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => posix.join(posix.dirname(file.name), specifier))
          .filter((name) => named.has(name)),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (name: string, way: readonly string[]): void => {
      if (way.includes(name)) circles.push([...way.slice(way.indexOf(name)), name].join(' → '));
      if (done.has(name)) return;
      done.add(name);
      for (const next of drawn.get(name)!) visit(next, [...way, name]);
    };
    for (const name of named.keys()) visit(name, []);
    expect([...drawn.values()].flat().length).toBeGreaterThan(500);
    expect(circles).toEqual([]);
  });

  const only = (pattern: RegExp, allowed: RegExp): string[] =>
    files.filter((file) => pattern.test(file.text) && !allowed.test(file.name)).map((file) => file.name);

  test('reveal() is called in findings/ and validate/ only', () => {
    expect(only(/\.reveal\(/, /^(findings|validate)\/|^model\/secret\.ts$/)).toEqual([]);
  });

  test('child processes are started only where git is run', () => {
    expect(only(/node:child_process/, /^sources\/git\/|^cli\/(hook|isolate)/)).toEqual([]);
  });

  test('sockets are opened only in validate/, sweep/ and remote sources', () => {
    const sockets = /node:(https?|net|tls|dgram|http2)'|\bfetch\(|client-sts|undici/;
    expect(only(sockets, /^validate\/|^sweep\/|^sources\/remote\//)).toEqual([]);
  });

  test('nothing scanned is ever executed: no eval, no Function, no import of a computed name', () => {
    expect(only(/\beval\(|new Function\(|import\((?!')/, /^$/)).toEqual([]);
  });
});
