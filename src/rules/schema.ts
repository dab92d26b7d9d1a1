/** What a rules file may say. Parsed once; trusted afterwards. */

import * as v from 'valibot';

const text = v.pipe(v.string(), v.trim(), v.minLength(1));
const texts = v.array(text);
const id = v.pipe(
  text,
  v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)+$/, 'an id is <provider>-<what leaks> in lower case, digits and hyphens'),
  v.check((value) => !/-\d+$/.test(value), 'an id ends in what leaks, not in a number'),
);
const provider = v.pipe(text, v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'a provider is lower case, digits and hyphens'));
const edge = v.picklist(['word', 'base64', 'base64url', 'none']);
const reference = v.pipe(text, v.regex(/^https:\/\//, 'a reference is an https:// address'));

const step = v.strictObject({ text, command: v.optional(text), proof: v.optional(text) });

const allow = v.pipe(
  v.strictObject({
    reason: text,
    values: v.optional(texts),
    value: v.optional(text),
    path: v.optional(text),
    line: v.optional(text),
  }),
  v.check(
    (entry) => [entry.values, entry.value, entry.path, entry.line].some((part) => part !== undefined),
    'an allow needs values, value, path or line',
  ),
);

const need = v.strictObject({
  part: text,
  rules: v.pipe(texts, v.minLength(1)),
  within: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192)), 2048),
  required: v.optional(v.boolean(), false),
});

/** Never a literal: an example that looks like a live key would be reported by every scanner. */
const examples = v.pipe(texts, v.minLength(2, 'give at least two'));

const ruleSchema = v.strictObject({
  id,
  name: text,
  description: text,
  severity: v.picklist(['critical', 'high', 'medium', 'low', 'info']),
  confidence: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  reader: v.optional(v.picklist(['assignment', 'beside'])),
  pattern: text,
  flags: v.optional(v.pipe(v.string(), v.regex(/^(?:i?s?m?|i?m?s?)$/, 'flags are some of i, s, m')), ''),
  keywords: v.optional(v.pipe(texts, v.minLength(1))),
  edges: v.optional(v.strictObject({ left: v.optional(edge, 'word'), right: v.optional(edge, 'word') })),
  entropy: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(8))),
  checks: v.optional(texts, []),
  family: v.optional(text),
  part: v.optional(text, 'secret'),
  public: v.optional(v.boolean(), false),
  companion: v.optional(v.boolean(), false),
  binary: v.optional(v.boolean()),
  needs: v.optional(v.array(need), []),
  validator: v.optional(text),
  allow: v.optional(v.array(allow), []),
  references: v.optional(v.array(reference), []),
  rotation: v.optional(v.pipe(v.array(step), v.minLength(1))),
  examples,
  counterexamples: examples,
});

export const fileSchema = v.strictObject({
  provider,
  title: text,
  references: v.optional(v.array(reference), []),
  rotation: v.optional(v.pipe(v.array(step), v.minLength(1)), [
    { text: 'Revoke it where it was issued, then issue a new one to whoever used it.' },
  ]),
  rules: v.pipe(v.array(ruleSchema), v.minLength(1)),
});

export type RuleEntry = v.InferOutput<typeof ruleSchema>;
