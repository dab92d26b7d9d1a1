// Builds dist/: the bundled command line (CommonJS, lazy chunks), the worker, the library (ESM), the compiled rules and the schemas.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist');
const quiet = process.argv.includes('--quiet');

/** Newest modification time below a path, ms. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const stamp = join(out, '.stamp');
const inputs = ['src', 'patterns', 'scripts', 'package.json'].map((name) => newest(join(root, name)));
if (quiet && existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(...inputs)) process.exit(0);

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const options = {
  cwd: root,
  platform: 'node',
  logLevel: 'warn',
  transform: { define: { LEAKWALK_VERSION: JSON.stringify(version) } },
};

async function bundle(input, output) {
  const build = await rolldown({ ...options, input });
  await build.write({ minify: true, comments: { legal: false }, ...output });
  await build.close();
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
// First, since the bundles hold what it makes.
const { buildModules } = await import('./prefilter.mjs');
await buildModules();
await bundle(
  { leakwalk: 'src/cli/main.ts', worker: 'src/scan/worker.ts' },
  {
    dir: out,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    // Its name is known to src/cli/compiled.ts.
    chunkFileNames: ({ name }) => (name === 'staged' ? 'chunks/staged.cjs' : 'chunks/[name]-[hash].cjs'),
    // What a hook's scan runs is one file, with all that it needs.
    codeSplitting: {
      groups: [{ name: 'staged', test: /src\/(?:cli\/staged|sources\/git\/git|report\/text)\.ts$|rolldown.runtime/ }],
    },
  },
);
await bundle(
  { index: 'src/index.ts' },
  { dir: out, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'library/[name]-[hash].js' },
);
const { buildRules } = await import('./rules.mjs');
await buildRules({ out });
const { buildSchemas } = await import('./schemas.mjs');
await buildSchemas({ out });
// One byte a character, so that it can be read as it stands: what is beyond ASCII is written as an escape.
const staged = join(out, 'chunks', 'staged.cjs');
const escaped = readFileSync(staged, 'utf8').replace(
  /[^\x00-\x7f]/g,
  (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
);
writeFileSync(staged, escaped, 'latin1');
const cached = spawnSync(process.execPath, [join(root, 'scripts/code-cache.mjs'), out], { encoding: 'utf8' });
if (cached.status !== 0) console.error(`no code cache, the start will be slower: ${cached.stderr}`);
chmodSync(join(out, 'leakwalk.cjs'), 0o755);
writeFileSync(stamp, version);
if (!quiet) console.log(`dist/ built for leakwalk ${version}`);
