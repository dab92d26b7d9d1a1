/** What one archive with all that is in it may still expand to; shared by the archives nested in it. */

import type { Document } from '../model/document.ts';

export interface Budget {
  /** Bytes given out so far by the outermost archive and all within. */
  expanded: number;
  readonly maxExpanded: number;
}

const budgets = new WeakMap<Document, Budget>();

/** The budget that a document stands under, or a new one. */
export function budgetOf(document: Document, maxExpanded: number): Budget {
  return budgets.get(document) ?? { expanded: 0, maxExpanded };
}

export function setBudget(document: Document, budget: Budget): Document {
  budgets.set(document, budget);
  return document;
}

/** `heir` stands under the budget of `origin`, if it has one. */
export function adoptBudget(heir: Document, origin: Document): void {
  const budget = budgets.get(origin);
  if (budget) budgets.set(heir, budget);
}
