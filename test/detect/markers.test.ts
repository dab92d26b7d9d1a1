/** Inline markers drop a match, with their reason, for the rule they name. */

import { expect, test } from 'vitest';
import { detectorOf, rule, setOf } from './support.ts';

const rules = setOf(rule('acme-token', 'acme_[a-z0-9]{16}', ['acme_']));
const value = ['acme', '_q8w2z5k1x7c4v9b3'].join('');

function reason(text: string, foreignMarkers = false): string | undefined {
  const { matches } = detectorOf(rules, { foreignMarkers })(text);
  expect(matches).toHaveLength(1);
  return matches[0]!.allowed;
}

test.each([
  [`t = "${value}" # leakwalk:allow acme-token -- rotated in March`, 'marked on its line: rotated in March'],
  [`t = "${value}" /* leakwalk:allow acme-token -- a fixture */`, 'marked on its line: a fixture'],
  [`# leakwalk:allow acme-token -- a fixture\nt = "${value}"`, 'marked on its line: a fixture'],
  [`  // leakwalk:allow acme-token -- a fixture\r\nt = "${value}"`, 'marked on its line: a fixture'],
  [`t = "${value}" # leakwalk:allow acme-token`, 'marked on its line, no reason given'],
])('%s', (text, expected) => {
  expect(reason(text)).toBe(expected);
});

test.each([
  `t = "${value}" # leakwalk:allow other-rule -- why`,
  `t = "${value}" # leakwalk:allow * -- why`,
  `t = "${value}" # leakwalk:allow`,
  `x = 1 # leakwalk:allow acme-token -- for that line alone\nt = "${value}"`,
  `# leakwalk:allow acme-token -- too far\n\nt = "${value}"`,
  `t = "${value}"\n# leakwalk:allow acme-token -- after`,
  `t = "${value}" # gitleaks:allow`,
])('no marker: %s', (text) => {
  expect(reason(text)).toBeUndefined();
});

test("another scanner's marker counts where asked for", () => {
  expect(reason(`t = "${value}" # gitleaks:allow`, true)).toMatch(/another scanner/);
  expect(reason(`t = "${value}" # pragma: allowlist secret`, true)).toMatch(/another scanner/);
});

test('a reason is printed without control characters', () => {
  expect(reason(`t = "${value}" # leakwalk:allow acme-token -- a\x1b[31mb`)).toBe('marked on its line: a?[31mb');
});
