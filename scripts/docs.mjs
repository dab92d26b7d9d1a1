// Writes the documents that are made from types and tables; with --check says which are stale instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'dist', '.build', 'documents.mjs');
const build = await rolldown({ cwd: root, input: 'src/cli/documents.ts', platform: 'node', logLevel: 'warn' });
await build.write({ dir: join(root, 'dist', '.build'), entryFileNames: 'documents.mjs', format: 'esm' });
await build.close();
const { documents } = await import(pathToFileURL(file).href);

const check = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of Object.entries(await documents())) {
  const path = join(root, name);
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // A document that is not there yet is stale.
  }
  if (before === text) continue;
  if (check) {
    stale++;
    console.log(`${name} is stale: run npm run docs`);
  } else {
    writeFileSync(path, text);
    console.log(`${name} written`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
