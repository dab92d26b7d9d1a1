// What the prefilter benches run: the prefilter of this tree, and the keywords of dist/rules.json or of a module.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Writes `src/prefilter/index.ts` as one module: Node 20 does not read TypeScript. */
export async function bundlePrefilter(file) {
  const build = await rolldown({ input: 'src/prefilter/index.ts', platform: 'node', logLevel: 'silent' });
  await build.write({ file, format: 'esm' });
  await build.close();
}

/** A module of this tree, bundled and imported. */
async function load(input) {
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-bench-'));
  const file = join(folder, 'module.mjs');
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await build.write({ file, format: 'esm' });
  await build.close();
  const module = await import(pathToFileURL(file).href);
  rmSync(folder, { recursive: true });
  return module;
}

export function loadPrefilter() {
  return load('src/prefilter/index.ts');
}

/** Distinct keywords of a rule set. */
export function distinct(rules) {
  const found = new Map();
  for (const rule of rules) {
    for (const keyword of rule.keywords) found.set(`${keyword.fold}${keyword.run}${keyword.text}`, keyword);
  }
  return [...found.values()];
}

/**
 * Keywords as a scan has them, with what they ask.
 *
 * @param module a module that exports `keywords`, instead of the built rules
 */
export async function readKeywords(module) {
  if (module) return (await import(pathToFileURL(resolve(module)).href)).keywords;
  if (!existsSync('dist/rules.json'))
    throw new Error('dist/rules.json is missing: run npm run build, or give --keywords MODULE');
  const { indexKeywords } = await load('src/detect/keywords.ts');
  return indexKeywords(JSON.parse(readFileSync('dist/rules.json', 'utf8'))).keywords;
}
