/** Rules in short form, and a document scanned whole or in given pieces. */

import { createDetector, type DetectOptions } from '../../src/detect/index.ts';
import { context } from '../../src/model/chunk.ts';
import type { Match } from '../../src/model/match.ts';
import type { Keyword, Rule, RuleSet } from '../../src/model/rule.ts';
import type { Location } from '../../src/model/span.ts';
import { createPrefilter } from '../../src/prefilter/index.ts';

export function rule(id: string, pattern: string, keywords: readonly string[], more: Partial<Rule> = {}): Rule {
  return {
    id,
    provider: 'test',
    name: id,
    severity: 'high',
    confidence: 0.9,
    family: id,
    pattern,
    flags: '',
    keywords: keywords.map((text): Keyword => ({ text, fold: more.flags === 'i', run: more.maxLength === 20 })),
    maxLength: 200,
    keywordOffset: [0, 0],
    left: 'word',
    right: 'word',
    checks: [],
    part: 'secret',
    public: false,
    companion: false,
    needs: [],
    binary: true,
    allow: [],
    ...more,
  };
}

export function setOf(...rules: readonly Rule[]): RuleSet {
  return { rules, digest: '0'.repeat(64) };
}

/** An AWS pair by prefix and by alphabet, small enough to read. */
export const awsRules: RuleSet = setOf(
  rule('aws-access-key-id', '(?:AKIA|ASIA)[A-Z2-7]{16}', ['AKIA', 'ASIA'], {
    maxLength: 20,
    part: 'accessKeyId',
    public: true,
    needs: [{ part: 'secretAccessKey', rules: ['aws-secret'], within: 2048, required: false }],
  }),
  rule('aws-secret', '[A-Za-z0-9+/]{40}', [], {
    maxLength: 40,
    part: 'secretAccessKey',
    companion: true,
    left: 'base64',
    right: 'base64',
    entropy: 4,
  }),
);

export interface Scanned {
  readonly matches: readonly Match[];
  /** Those that were not dropped, as `rule value`. */
  readonly values: readonly string[];
}

function located(bytes: Buffer): (offset: number) => Location {
  return (offset) => {
    const before = bytes.subarray(0, offset).toString('latin1');
    const lines = before.split('\n');
    return { offset, line: lines.length, column: lines.at(-1)!.replace(/[\x80-\xbf]/g, '').length + 1 };
  };
}

export function detectorOf(rules: RuleSet, options: DetectOptions = {}) {
  const { detector, prefilter } = createDetector(rules, createPrefilter, options);
  return (
    content: string | Buffer,
    at: { path?: string; cuts?: readonly number[]; binary?: boolean } = {},
  ): Scanned => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const matches: Match[] = [];
    const borders = [0, ...(at.cuts ?? []), bytes.length];
    const locate = located(bytes);
    for (let k = 0; k + 1 < borders.length; k++) {
      const start = Math.max(0, borders[k]! - context.before);
      const end = Math.min(bytes.length, borders[k + 1]! + context.after);
      prefilter.input.fill(0);
      prefilter.input.set(bytes.subarray(start, end));
      matches.push(
        ...detector.detect({
          bytes: prefilter.input.subarray(0, end - start),
          offset: start,
          from: borders[k]! - start,
          to: borders[k + 1]! - start,
          last: end === bytes.length,
          binary: at.binary ?? false,
          path: at.path ?? 'src/app.txt',
          locate,
        }),
      );
    }
    const values = matches.filter((match) => !match.allowed).map((match) => `${match.rule} ${match.secret.reveal()}`);
    return { matches, values };
  };
}
