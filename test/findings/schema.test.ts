/** The published JSON schema says of a report what reading one says. */

import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { reportSchema } from '../../src/findings/schema.ts';
import { problem } from '../../src/model/problem.ts';
import { awsFinding, plainFinding, reportOf, reportRule } from '../support/report.ts';

const valid = new Ajv({ strict: false }).compile(toJsonSchema(reportSchema, { errorMode: 'throw' }) as object);
const whole = reportOf([awsFinding({ known: true }), plainFinding()], {
  problems: [problem('UNREADABLE', 'a', 'b', { bytes: 1, count: 2, note: true })],
  rules: [reportRule({ id: 'acme-token', rotation: [{ text: 'Revoke it.', command: 'x', proof: 'y' }] })],
});

test('a report fits', () => {
  valid(whole);
  expect(valid.errors).toBeNull();
});

test.each([
  ['another version', { version: 2 }],
  ['a severity that is none', { findings: [{ ...plainFinding(), severity: 'fatal' }] }],
  ['no findings', { findings: undefined }],
])('%s does not', (_name, change) => {
  expect(valid(JSON.parse(JSON.stringify({ ...whole, ...change })))).toBe(false);
});
