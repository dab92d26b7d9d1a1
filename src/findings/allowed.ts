/** What was found and dropped: counted by rule and reason, so that no suppression is silent. */

import type { Provenance } from '../model/document.ts';
import { printable } from '../model/printable.ts';
import type { Allowed } from '../model/report.ts';
import { byString } from './order.ts';
import { createPlaceSet } from './place-set.ts';
import { type Masks, redactProvenance, redactText } from './redact.ts';

interface Dropped {
  readonly rule: string;
  readonly reason: string;
  count: number;
  /** The first place in order. */
  first: { readonly provenance: Provenance; readonly line: number; readonly key: string };
}

/** Places of allowed matches remembered, so that none is counted twice; beyond these they are only counted. */
const mostPlaces = 200_000;

interface AllowedList {
  /** Of settled credentials: they may stand in names and details too. */
  readonly secrets: Iterable<string>;
  add(rule: string, reason: string, provenance: Provenance, line: number, secrets: readonly string[]): void;
  list(masks: Masks): Allowed[];
}

/** Counts a place once, however often it is told. */
export function createAllowed(): AllowedList {
  const dropped = new Map<string, Dropped>();
  const places = createPlaceSet(mostPlaces);
  const hidden = new Set<string>();
  return {
    secrets: hidden,
    add(rule, reason, provenance, line, secrets) {
      for (const secret of secrets) if (hidden.size < mostPlaces) hidden.add(secret);
      const key = `${rule}\0${reason}`;
      if (places.add(key, provenance, line) === 'known') return;
      const place = `${provenance.target}\0${provenance.path}\0${String(line).padStart(9, '0')}`;
      const entry = dropped.get(key);
      const first = { provenance, line, key: place };
      if (!entry) dropped.set(key, { rule, reason, count: 1, first });
      else {
        entry.count++;
        if (place < entry.first.key) entry.first = first;
      }
    },
    list: (masks) =>
      [...dropped].sort(byString(([key]) => key)).map(([, { rule, reason, count, first }]) => {
        const { target, path } = redactProvenance({ ...first.provenance, details: [] }, masks);
        const example = printable(`${target} ${path}:${first.line}`);
        return { rule, reason: printable(redactText(reason, masks)), count, example };
      }),
  };
}
