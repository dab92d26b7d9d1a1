/** The report's shape, for reading one from outside; the build writes it as a JSON schema. */

import * as v from 'valibot';
import { problemCodes } from '../model/problem.ts';
import { severities } from '../model/rule.ts';
import { verdictSentences } from '../model/verdict.ts';

const place = v.object({
  start: v.number(),
  end: v.number(),
  line: v.number(),
  column: v.number(),
  endLine: v.number(),
  endColumn: v.number(),
});
const named = v.object({ name: v.string(), value: v.string() });
const severity = v.picklist(severities);
const keys = <T extends string>(table: Readonly<Record<T, string>>) => v.picklist(Object.keys(table) as [T, ...T[]]);

const finding = v.object({
  fingerprint: v.string(),
  rule: v.string(),
  provider: v.string(),
  name: v.string(),
  severity,
  confidence: v.number(),
  reasons: v.array(v.string()),
  parts: v.array(
    v.object({
      name: v.string(),
      rule: v.string(),
      preview: v.string(),
      public: v.boolean(),
      length: v.number(),
      fingerprint: v.string(),
    }),
  ),
  facts: v.array(named),
  verdict: v.object({
    state: keys(verdictSentences),
    reason: v.string(),
    checkedAt: v.exactOptional(v.string()),
    host: v.exactOptional(v.string()),
    identity: v.exactOptional(v.record(v.string(), v.string())),
  }),
  occurrences: v.array(
    v.object({
      provenance: v.object({ target: v.string(), path: v.string(), details: v.array(named) }),
      parts: v.array(
        v.object({ name: v.string(), place, decoders: v.array(v.string()), key: v.exactOptional(v.string()) }),
      ),
    }),
  ),
  known: v.exactOptional(v.boolean()),
});

export const reportSchema = v.object({
  schema: v.literal('https://leakwalk.dev/schema/report.json'),
  version: v.literal(1),
  tool: v.object({ name: v.literal('leakwalk'), version: v.string(), rules: v.string(), ruleCount: v.number() }),
  started: v.string(),
  finished: v.string(),
  targets: v.array(v.string()),
  network: v.object({
    state: v.picklist(['none', 'validate', 'remote']),
    hosts: v.array(v.string()),
    requests: v.array(
      v.object({ at: v.string(), host: v.string(), action: v.string(), subject: v.string(), outcome: v.string() }),
    ),
  }),
  totals: v.object({ documents: v.number(), bytes: v.number() }),
  complete: v.boolean(),
  interrupted: v.boolean(),
  findings: v.array(finding),
  problems: v.array(
    v.object({
      kind: v.literal('problem'),
      code: keys(problemCodes),
      where: v.string(),
      detail: v.string(),
      bytes: v.exactOptional(v.number()),
      count: v.exactOptional(v.number()),
      note: v.exactOptional(v.boolean()),
    }),
  ),
  allowed: v.array(v.object({ rule: v.string(), reason: v.string(), count: v.number(), example: v.string() })),
  rules: v.array(
    v.object({
      id: v.string(),
      provider: v.string(),
      name: v.string(),
      description: v.string(),
      severity,
      references: v.array(v.string()),
      rotation: v.array(
        v.object({ text: v.string(), command: v.exactOptional(v.string()), proof: v.exactOptional(v.string()) }),
      ),
    }),
  ),
});
