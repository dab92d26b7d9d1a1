/** Reading a state file: what people wrote is checked before it is believed. */

import * as v from 'valibot';
import { UsageError } from '../model/errors.ts';
import type { ChecklistState } from './state.ts';

const doneSchema = v.object({ at: v.string(), proof: v.optional(v.string()) });
const itemSchema = v.object({ owner: v.optional(v.string()), done: v.record(v.string(), doneSchema) });
const stateSchema = v.object({ version: v.literal(1), items: v.record(v.string(), itemSchema) });

/** @throws UsageError REPORT_INVALID */
export function parseState(text: string, file: string): ChecklistState {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(
      'REPORT_INVALID',
      `${file}: not JSON; it is written by leakwalk checklist --done, restore or delete it`,
      { cause },
    );
  }
  const parsed = v.safeParse(stateSchema, raw);
  if (parsed.success) return parsed.output;
  const where = v.getDotPath(parsed.issues[0]) ?? 'top';
  throw new UsageError('REPORT_INVALID', `${file}: not a checklist state (${where}); restore or delete it`);
}
