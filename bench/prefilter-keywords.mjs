// Keywords for the prefilter benches: those of dist/rules.json, or of a module given with --keywords.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

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
