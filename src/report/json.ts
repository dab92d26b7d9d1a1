/** The report itself. */

import type { Format } from './format.ts';
import { jsonText } from './json-text.ts';

export const json: Format = {
  name: 'json',
  extension: '.json',
  summary: 'the whole report, self-contained; leakwalk report and checklist read it',
  render: (report) => `${jsonText(report, 2)}\n`,
};
