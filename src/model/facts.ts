/** The order in which facts are told. */

import type { Fact } from './match.ts';

/** Whose it is, where it opens what, what it may, and how long: the order in which somebody who answers for it asks. */
const asked =
  'canary account organisation tenant workspace project namespace shop user owner service account subject client app bot service host registry bucket database kind type mode role scope permissions use made issued signed starts expires'.split(
    ' ',
  );

function rank({ name }: Fact): number {
  const at = asked.indexOf(name.split(' ', 1)[0]!);
  return at < 0 ? asked.length : at;
}

export function inAskedOrder(facts: readonly Fact[]): readonly Fact[] {
  return facts.toSorted((a, b) => rank(a) - rank(b));
}
