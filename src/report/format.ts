/** The contract of an output format: Report + Checklist → text. Pure; prints nothing. */

import type { Checklist } from '../model/checklist.ts';
import type { Report } from '../model/report.ts';

export interface RenderOptions {
  readonly colour: boolean;
  /** Terminal columns. */
  readonly width: number;
  /** Also show what was allowed, and why. */
  readonly verbose: boolean;
}

export interface Format {
  readonly name: string;
  /** With the dot. */
  readonly extension: string;
  readonly summary: string;
  render(report: Report, checklist: Checklist, options: RenderOptions): string;
}
