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

export async function loadPrefilter() {
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-bench-'));
  await bundlePrefilter(join(folder, 'prefilter.mjs'));
  const module = await import(pathToFileURL(join(folder, 'prefilter.mjs')).href);
  rmSync(folder, { recursive: true });
  return module;
}

/** Distinct keywords of a rule set. */
export function distinct(rules) {
  const found = new Map();
  for (const rule of rules) {
    for (const keyword of rule.keywords) found.set(`${keyword.fold}${keyword.run}${keyword.text}`, keyword);
  }
  return [...found.values()];
}

/** @param module a module that exports `keywords`, instead of the built rules */
export async function readKeywords(module) {
  if (module) return (await import(pathToFileURL(resolve(module)).href)).keywords;
  if (!existsSync('dist/rules.json'))
    throw new Error('dist/rules.json is missing: run npm run build, or give --keywords MODULE');
  return distinct(JSON.parse(readFileSync('dist/rules.json', 'utf8')).rules);
}
