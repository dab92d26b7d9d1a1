import * as v from 'valibot';
import { expect, test } from 'vitest';
import { misfitText } from '../../src/model/misfit.ts';

const schema = v.strictObject({
  list: v.optional(v.array(v.string())),
  count: v.optional(v.pipe(v.number(), v.maxValue(7))),
  kind: v.optional(v.picklist(['low', 'high'])),
  id: v.optional(v.pipe(v.string(), v.regex(/^[a-z]+$/, 'an id is lower case'))),
  flag: v.optional(v.boolean()),
});

function said(value: unknown): string {
  const result = v.safeParse(schema, value);
  return misfitText(result.issues![0]);
}

const secret = ['hunter', '2-of-prod'].join('');

test.each([
  [secret, 'should be a mapping, but is a text'],
  [{ list: secret }, 'should be a list, but is a text'],
  [{ list: [7431] }, 'should be a text, but is a number'],
  [{ count: 7431 }, 'should be <=7, but is a number'],
  [{ kind: secret }, 'should be ("low" | "high"), but is a text'],
  [{ id: secret }, 'an id is lower case'],
  [{ flag: {} }, 'should be true or false, but is a mapping'],
  [{ [secret]: 1 }, 'is not known here'],
])('what does not fit is told without its content: %#', (value, words) => {
  expect(said(value)).toBe(words);
  expect(said(value)).not.toContain(secret);
  expect(said(value)).not.toContain('7431');
});

test('what is missing', () => {
  const result = v.safeParse(v.object({ name: v.string() }), {});
  expect(misfitText(result.issues![0])).toBe('is missing');
});
