/** Checklist → JSON, one document. */

import type { Checklist } from '../../model/checklist.ts';

export function renderJson(checklist: Checklist): string {
  return `${JSON.stringify(checklist, null, 2)}\n`;
}
