/** The report itself. */

import type { Format } from './format.ts';

export const json: Format = {
  name: 'json',
  extension: '.json',
  summary: 'the whole report, self-contained; leakwalk report and checklist read it',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
