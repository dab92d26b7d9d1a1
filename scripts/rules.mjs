// Compiles patterns/*.yaml into dist/: rules.json (what a scan needs), rules-text.json (words) and schema/rules.json (for editors).
// The engine is TypeScript, which Node 20 cannot run, so it is bundled first.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Returns how many rules there are. Throws with one line per fault. */
export async function buildRules({ out }) {
  const folder = join(out, '.build');
  mkdirSync(folder, { recursive: true });
  const bundle = await rolldown({ cwd: root, input: 'src/rules/build.ts', platform: 'node', logLevel: 'warn' });
  await bundle.write({ file: join(folder, 'rules.mjs'), format: 'esm' });
  await bundle.close();
  const { build } = await import(pathToFileURL(join(folder, 'rules.mjs')).href);
  try {
    const count = build(join(root, 'patterns'), out);
    await bakePrefilter(out);
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The prefilter's tables for these rules. Bundled into `out` itself, since it reads the compiled rules from beside it. */
async function bakePrefilter(out) {
  const bundle = await rolldown({ cwd: root, input: 'src/scan/bake.ts', platform: 'node', logLevel: 'warn' });
  const file = join(out, '.bake.mjs');
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  try {
    const { bakeBuiltin } = await import(`${pathToFileURL(file).href}?${Date.now()}`);
    if (bakeBuiltin(out) === 0) throw new Error('the rules have keywords that the SIMD prefilter does not take');
  } finally {
    rmSync(file, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  try {
    const count = await buildRules({ out: join(root, 'dist') });
    console.log(`${count} rules in ${Math.round(performance.now() - started)} ms`);
  } catch (cause) {
    console.error(cause.message);
    process.exitCode = 1;
  }
}
