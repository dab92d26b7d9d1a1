/** JSON from outside → Report, checked once. */

import * as v from 'valibot';
import { UsageError } from '../model/errors.ts';
import { misfitText } from '../model/misfit.ts';
import type { Report } from '../model/report.ts';
import { reportSchema } from './schema.ts';

/** @throws UsageError REPORT_INVALID */
export function parseReport(text: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(
      'REPORT_INVALID',
      'the report is not JSON; make one with leakwalk scan --format json=report.json',
    );
  }
  const result = v.safeParse(reportSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(
    'REPORT_INVALID',
    `the report does not fit at ${v.getDotPath(issue) ?? 'its root'}: ${misfitText(issue)}`,
  );
}
