/** Dumps of a workflow's secrets: every entry is a leak of its own, and its name is what to rotate. */

import type { CompiledRules } from './compile.ts';
import { type Found, judge } from './judge.ts';
import { blocksAround } from './structure.ts';
import { latin1 } from './view.ts';

/** The rule that finds a dump by its `github_token`. */
const dumpRule = 'loot-tojson-secrets';
const entry = /"([A-Za-z_][A-Za-z0-9_]{0,99})"\s{0,8}:\s{0,8}"((?:[^"\\]|\\.){1,4000})"/g;

/** The rule for one entry of a runner's memory, `"NAME":{"value":…,"isSecret":true}`; it begins after the name. */
const runnerRule = 'loot-runner-secret';
const nameBefore = /"([A-Za-z0-9_.-]{1,100})$/;

/**
 * Names the entries of runner memory, and adds the other entries of each dump found; what stands alone is no dump and
 * dropped with that reason.
 */
export function readLoot(found: Found[], rules: Pick<CompiledRules, 'get'>, path: string): void {
  const runner = rules.get(runnerRule);
  for (const match of found) {
    if (match.rule !== runner) continue;
    const name = nameBefore.exec(latin1(match.view.bytes, Math.max(0, match.matchStart - 101), match.matchStart))?.[1];
    if (name !== undefined) match.facts.push({ name: 'secret name', value: name });
  }
  const rule = rules.get(dumpRule);
  if (!rule) return;
  const dumps = found.filter((match) => match.rule === rule && match.allowed === undefined);
  for (const dump of dumps) {
    const others = entriesBeside(dump, path);
    if (others.length > 0) found.push(...others);
    else dump.allowed = 'no other secrets stand beside it';
  }
}

function entriesBeside(dump: Found, path: string): Found[] {
  const { view, rule } = dump;
  const object = blocksAround(view.bytes, dump.start, dump.end).find((block) => view.bytes[block.start] === 0x7b);
  if (!object) return [];
  const others: Found[] = [];
  for (const match of latin1(view.bytes, object.start, object.end).matchAll(entry)) {
    const [text, name, value] = match as unknown as [string, string, string];
    const matchStart = object.start + match.index;
    const end = matchStart + text.length - 1;
    const start = end - value.length;
    if (start === dump.start) continue;
    const groups = { fact_secret_name: name };
    others.push(judge({ rule, view, start, end, matchStart, matchEnd: end + 1, value, groups }, path));
  }
  return others;
}
