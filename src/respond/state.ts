/** What people have done so far: kept beside a checklist, so that a new report does not forget it. */

import type { ChecklistItem } from '../model/checklist.ts';

export interface StepState {
  /** ISO 8601. */
  readonly at: string;
  readonly proof?: string | undefined;
}

export interface ItemState {
  readonly owner?: string | undefined;
  /** By step. */
  readonly done: Readonly<Record<string, StepState>>;
}

/** By fingerprint: who owns the item, and by step when it was done and what proved it. */
export interface ChecklistState {
  readonly version: 1;
  readonly items: Readonly<Record<string, ItemState>>;
}

export const emptyState: ChecklistState = { version: 1, items: {} };

/** Sorted, so that two people's changes merge line by line. */
export function serialiseState(state: ChecklistState): string {
  return `${JSON.stringify(sorted(state), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

/** The item with owner and ticks. Entries of steps that the plan no longer has stay in the state, unseen. */
export function withState(item: ChecklistItem, state: ChecklistState | undefined): ChecklistItem {
  const entry = own(state, item.fingerprint);
  if (!entry) return item;
  return {
    ...item,
    ...(entry.owner ? { owner: entry.owner } : {}),
    steps: item.steps.map((step) => {
      const done = Object.hasOwn(entry.done, step.id) ? entry.done[step.id] : undefined;
      return done ? { ...step, done: true, doneAt: done.at, ...(done.proof ? { provedBy: done.proof } : {}) } : step;
    }),
  };
}

function own(state: ChecklistState | undefined, fingerprint: string): ItemState | undefined {
  return state && Object.hasOwn(state.items, fingerprint) ? state.items[fingerprint] : undefined;
}

export interface Change {
  readonly fingerprint: string;
  readonly owner?: string;
  /** Ids of steps. */
  readonly done?: readonly string[];
  readonly undone?: readonly string[];
  readonly proof?: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The state after a change; a step that was done before keeps its first time and proof unless a proof is given. */
export function changed(state: ChecklistState, change: Change): ChecklistState {
  const before = own(state, change.fingerprint) ?? { done: {} };
  const done = { ...before.done };
  for (const id of change.done ?? []) {
    const old = Object.hasOwn(done, id) ? done[id] : undefined;
    const proof = change.proof ?? old?.proof;
    done[id] = { at: old?.at ?? change.at, ...(proof ? { proof } : {}) };
  }
  for (const id of change.undone ?? []) delete done[id];
  const owner = change.owner ?? before.owner;
  return { version: 1, items: { ...state.items, [change.fingerprint]: { ...(owner ? { owner } : {}), done } } };
}
