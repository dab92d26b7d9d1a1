// Corpora of the prefilter benches: files and folders given as arguments, or what this machine has; and made ones.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const text =
  /\.(c|cc|cpp|css|go|h|hpp|html|java|js|json|md|mjs|php|pl|py|rb|rs|rst|s|sh|sql|swift|tf|toml|ts|tsx|txt|xml|ya?ml)$|makefile$/i;

/** Text files below a path, in order of name. */
export function* listFiles(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* listFiles(inner);
    else if (entry.isFile() && text.test(entry.name)) yield inner;
  }
}

/** Evenly sampled files of the given paths, one after the other, at most `limit` bytes. */
export function readSample(paths, limit) {
  const names = paths.filter((path) => existsSync(path)).flatMap((path) => [...listFiles(path)]);
  const total = names.reduce((sum, name) => sum + statSync(name).size, 0);
  const every = Math.max(1, total / limit);
  const parts = [];
  let size = 0;
  for (let k = 0; k < names.length && size < limit; k += every) {
    const bytes = readFileSync(names[Math.floor(k)]);
    parts.push(bytes);
    size += bytes.length;
  }
  return Buffer.concat(parts).subarray(0, limit);
}

/** JavaScript without its spaces and line ends: long lines, dense punctuation. Not a real minifier, so said in the name. */
function squeeze(bytes) {
  const source = bytes
    .toString('latin1')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ');
  return Buffer.from(source.replace(/ ?([{}()[\];,:=+\-*<>&|?!]) ?/g, '$1'), 'latin1');
}

/** Name → bytes. */
export function corpora(paths, limit = 64 * 2 ** 20) {
  const source = paths.length > 0 ? paths : ['/usr/include', '/usr/lib/python3', 'node_modules', '/usr/src'];
  const script = readSample(['node_modules'], 4 * limit);
  return new Map([
    [`source (${source.join(' ')})`, readSample(source, limit)],
    ['squeezed JavaScript', squeeze(script).subarray(0, limit)],
    ['random base64', Buffer.from(randomBytes(Math.floor(limit / 2)).toString('base64'))],
  ]);
}
