/** Every output format: no secret, no hostile text, nothing for nothing, the same each time. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { createCollector } from '../../src/findings/collect.ts';
import { parseReport } from '../../src/findings/parse.ts';
import { problem } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report.ts';
import { type Severity, severities } from '../../src/model/rule.ts';
import type { RenderOptions } from '../../src/report/format.ts';
import { allFormats } from '../../src/report/index.ts';
import { planChecklist } from '../../src/respond/checklist.ts';
import { setOf } from '../detect/support.ts';
import { credential, random40, rules } from '../findings/support.ts';
import { awsFinding, occurrence, plainFinding, reportOf, reportRule } from '../support/report.ts';

const formats = await allFormats();

const plain: RenderOptions = { colour: false, width: 100, verbose: true };
const render = (name: string, report: Report, options = plain): string =>
  formats.find((format) => format.name === name)!.render(report, planChecklist(report), options);

const s1 = random40(1);
const s2 = random40(2);
const esc = '\u001b';
const hostile = `a\nb\r${esc}[31m\u202e::error::]]><script>alert(1)</script>|\`[x](y)" & '\u0007\u{e0041}\ud800`;

/** A report that was made by the airlock, out of text that its author chose. */
function collected(): Report {
  const collector = createCollector({ rules: setOf(...rules.values()) });
  const provenance = {
    target: `dir:${hostile}`,
    path: `${hostile}/${s1}.env`,
    details: [{ name: `commit${hostile}`, value: `${hostile} ${s2}` }],
  };
  const made = credential(
    [
      ['acme-id', 'ACID00000001'],
      ['acme-secret', s1],
    ],
    { provenance, facts: [{ name: 'user', value: hostile }], reasons: [hostile] },
  );
  collector.add({ ...made, parts: made.parts.map((part) => ({ ...part, key: `${hostile}${s1}` })) });
  collector.add(credential([['other-token', s2]], { provenance }));
  collector.add(
    credential([['generic-password', `hunter${hostile}`]], { provenance: { ...provenance, path: '=cmd' } }),
  );
  collector.add(problem('UNREADABLE', `dir:${hostile}`, `${hostile} ${s1}`));
  collector.add({ kind: 'allowed', rule: 'acme-id', reason: `${hostile}${s2}`, provenance, line: 1 });
  for (const entry of collector.credentials())
    collector.judge(entry, { state: 'unknown', reason: hostile, identity: { arn: hostile } });
  return collector.report({
    version: '0.0.0',
    started: new Date(0),
    finished: new Date(1500),
    targets: [`dir:${hostile}`],
    network: { state: 'none', hosts: [], requests: [] },
    interrupted: false,
    texts: () => [],
  });
}

const nothing = reportOf([]);

describe.each(formats.map((format) => [format.name, format] as const))('%s', (name, format) => {
  test('prints no secret', () => {
    const text = render(name, collected());
    for (const secret of [s1, s2, 'hunter']) expect(text).not.toContain(secret);
    // Not in pieces either: eight characters of a value are not shown.
    expect(text).not.toContain(s1.slice(0, 8));
    expect(text).not.toContain(s1.slice(-8));
  });

  test('lets no control character, direction mark or hidden character through', () => {
    const text = render(name, collected());
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\ud800]|\u{e0041}/u);
    expect(text.replaceAll('\r\n', '\n')).not.toContain('\r');
  });

  test('renders what a hostile report says', () => {
    const odd = reportOf([
      plainFinding({
        rule: hostile,
        name: hostile,
        fingerprint: hostile,
        occurrences: [{ ...occurrence(hostile, hostile), parts: [] }],
        parts: [],
      }),
      awsFinding({ occurrences: [] }),
    ]);
    const text = render(name, { ...odd, started: 'never', finished: hostile });
    expect(text).not.toMatch(/\u001b|\u202e/);
  });

  test('nothing found is said, and ends with a newline', () => {
    const text = render(name, nothing);
    expect(text).toMatch(/\n$/);
    expect(text.length).toBeGreaterThan(10);
  });

  test('is deterministic, also after a journey through JSON', () => {
    const report = collected();
    expect(render(name, report)).toBe(render(name, report));
    const again = parseReport(JSON.stringify(report));
    expect(render(name, again)).toBe(render(name, report));
  });

  test('is listed under its own name with an extension and a summary', () => {
    expect(format.extension).toMatch(/^\.[a-z]+$/);
    expect(format.summary.length).toBeGreaterThan(10);
    expect(formats.filter((entry) => entry.name === name)).toHaveLength(1);
  });

  test('ten thousand findings are no trouble', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      plainFinding({ fingerprint: `f${n}`, occurrences: [occurrence('dir:.', `a${n}`)] }),
    );
    expect(format.render(reportOf(many), planChecklist(nothing), plain).length).toBeGreaterThan(1000);
  });
});

describe('hostile text in particular', () => {
  const report = collected();

  test('text: a name is one line', () => {
    const text = render('text', report);
    expect(text).toContain('a\\x0ab\\x0d\\x1b[31m\\u202e::error::');
    expect(text.split('\n').some((line) => line.startsWith('::') || line.startsWith('b'))).toBe(false);
  });

  test('github: only our own commands begin a line', () => {
    for (const line of render('github', report).split('\n')) expect(line).toMatch(/^(?:::(?:error|warning) |\d|$)/);
    expect(render('github', report)).not.toMatch(/^::error file=[^:]*,[^:]*::error::/m);
  });

  test('markdown: no tag, no link, no heading of theirs', () => {
    const text = render('markdown', report);
    // In code spans all is literal.
    const outside = text.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toContain('<script');
    expect(outside).not.toContain('](y)');
  });

  test('junit: well-formed', () => {
    const text = render('junit', report);
    expect(text).not.toContain('<script');
    expect(text).not.toContain(']]>');
    // Each `&` begins an entity, and every tag that opens closes.
    expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/);
    const open: string[] = [];
    for (const [, end, tag, empty] of text.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(tag);
      else if (!empty) open.push(tag!);
    }
    expect(open).toEqual([]);
  });

  test('csv: as many columns in each row, no formula', () => {
    const rows = render('csv', report).trimEnd().split('\r\n');
    const cells = rows.map((row) => row.match(/"(?:[^"]|"")*"/g)!);
    expect(new Set(cells.map((row) => row.length)).size).toBe(1);
    for (const cell of cells.flat()) expect(cell).not.toMatch(/^"[=+\-@]/);
    expect(rows.some((row) => row.includes(`"'=cmd"`))).toBe(true);
  });

  test('sarif: addresses are relative and percent-encoded', () => {
    const log = JSON.parse(render('sarif', report));
    const uris: string[] = log.runs[0].results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]!.physicalLocation.artifactLocation.uri,
    );
    for (const uri of uris) expect(uri).toMatch(/^[A-Za-z0-9._~%-]+(?:\/[A-Za-z0-9._~%-]+)*$/);
    expect(uris[0]).toContain('a%0Ab%0D%1B');
  });
});

describe('text', () => {
  test('a finding, its places, what was missed, a summary', () => {
    const places = Array.from({ length: 12 }, (_, n) => occurrence('git:./app', `f${n}`));
    const report = reportOf([awsFinding(), plainFinding({ occurrences: places, known: true })], {
      problems: [problem('ENCRYPTED', 'dir:. a.zip', 'entry x is encrypted', { count: 2 })],
      allowed: [{ rule: 'acme-token', reason: 'documented example', count: 3, example: 'dir:. a:1' }],
      totals: { documents: 1204, bytes: 12_345_678 },
      complete: false,
    });
    expect(render('text', report, { ...plain, verbose: false })).toBe(`CRITICAL  AWS access key  aws-access-key-id
  AKIAIOSFODNN7EXAMPLE with secretAccessKey …(40)
  account 111122223333
  config/.env:3:5
      commit abc123abc123abc1 on 2026-03-01T10:00:00Z

HIGH  Acme token  acme-token  (known)
  acme_…(40)
${Array.from({ length: 10 }, (_, n) => `  f${n}:3:5`).join('\n')}
  +2 more places

Not scanned, so this result is incomplete:
  ENCRYPTED dir:. a.zip: entry x is encrypted (2 things)
    → Decrypt it and scan what it holds.

1 finding (1 critical), 1 known in 1,204 documents, 12.3 MB, 1.0 s; 2 things not scanned
Dates are what the commits claim, and lower bounds: a credential became readable when it was pushed.
What to do: leakwalk scan --format json=report.json …, then leakwalk checklist report.json
`);
    const verbose = render('text', report);
    expect(verbose).toContain('Dropped, with the reason:\n  3 × acme-token: documented example (first: dir:. a:1)');
    expect(verbose).toContain('confidence 0.90');
  });

  test('colour only when asked for', () => {
    const report = reportOf([awsFinding()]);
    expect(render('text', report)).not.toContain(esc);
    const coloured = render('text', report, { ...plain, colour: true });
    expect(coloured).toContain(`${esc}[`);
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(render('text', report));
  });

  test('wraps to the width', () => {
    const facts = Array.from({ length: 20 }, (_, n) => ({ name: `fact${n}`, value: 'some value' }));
    const lines = render('text', reportOf([awsFinding({ facts })]), { ...plain, width: 60 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('the verdict is said in a sentence, with whose it is', () => {
    const verdict = {
      state: 'active',
      reason: 'GetCallerIdentity answered',
      identity: { arn: 'arn:aws:iam::111122223333:user/a' },
    } as const;
    expect(render('text', reportOf([awsFinding({ verdict })]))).toContain(
      '  active: The provider accepted it: it can be used now. GetCallerIdentity answered arn',
    );
  });

  test('several targets are told apart', () => {
    const report = reportOf([awsFinding()], { targets: ['git:./app', 'log:x'] });
    expect(render('text', report)).toContain('config/.env:3:5\n      in git:./app; commit');
  });
});

describe('sarif', () => {
  const require = createRequire(import.meta.url);
  // The validator that the package itself was built with: the schema is of draft 4.
  const home = require.resolve('@microsoft/jest-sarif/package.json');
  const inside = createRequire(home);
  const Ajv = inside('ajv');
  const ajv = new Ajv({ schemaId: 'auto', allErrors: true, unknownFormats: 'ignore' });
  ajv.addMetaSchema(inside('ajv/lib/refs/json-schema-draft-04.json'));
  const schema = JSON.parse(readFileSync(inside.resolve('./lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
  const valid = ajv.compile(schema);
  const check = (report: Report): unknown => (valid(JSON.parse(render('sarif', report))) ? [] : valid.errors);

  test('the schema refuses what is not SARIF', () => {
    expect(valid({ version: '2.1.0', runs: [{}] })).toBe(false);
  });

  test.each([
    ['nothing', nothing],
    [
      'an AWS pair',
      reportOf([awsFinding({ known: true })], {
        rules: [
          reportRule({
            id: 'aws-access-key-id',
            references: ['https://docs.aws.amazon.com/'],
            rotation: [{ text: 'Revoke.', command: 'aws x' }],
          }),
        ],
      }),
    ],
    ['hostile text', collected()],
    ['an interrupted scan', reportOf([], { interrupted: true, complete: false })],
  ])('%s is valid', (_name, report) => {
    expect(check(report)).toEqual([]);
  });

  test('the region is the secret’s own, its text a preview; the id is related', () => {
    const places = [
      {
        name: 'accessKeyId',
        place: { start: 4, end: 24, line: 1, column: 5, endLine: 1, endColumn: 25 },
        decoders: [],
      },
      {
        name: 'secretAccessKey',
        place: { start: 40, end: 80, line: 2, column: 3, endLine: 2, endColumn: 43 },
        decoders: [],
      },
    ];
    const report = reportOf([
      awsFinding({ occurrences: [{ ...occurrence('git:./app', 'a b/c!.env'), parts: places }] }),
    ]);
    const [result] = JSON.parse(render('sarif', report)).runs[0].results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'a%20b/c%21.env' },
      region: {
        startLine: 2,
        startColumn: 3,
        endLine: 2,
        endColumn: 43,
        byteOffset: 40,
        byteLength: 40,
        snippet: { text: '…(40)' },
      },
    });
    expect(result.relatedLocations[0].physicalLocation.region).toMatchObject({
      startLine: 1,
      startColumn: 5,
      snippet: { text: 'AKIAIOSFODNN7EXAMPLE' },
    });
  });

  test('severity becomes a level and a score', () => {
    const all = severities.map((severity: Severity) =>
      plainFinding({ severity, rule: severity, fingerprint: severity }),
    );
    const rulesOf = severities.map((severity) => reportRule({ id: severity, severity }));
    const [run] = JSON.parse(render('sarif', reportOf(all, { rules: rulesOf }))).runs;
    expect(run.results.map((result: { level: string }) => result.level)).toEqual([
      'error',
      'error',
      'warning',
      'note',
      'note',
    ]);
    expect(
      run.tool.driver.rules.map((rule: { properties: Record<string, string> }) => rule.properties['security-severity']),
    ).toEqual(['9.5', '8.0', '5.5', '3.0', '1.0']);
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  test('what follows an alert survives moved lines and tells places of one file apart', () => {
    const at = (path: string, line: number) => {
      const here = occurrence('git:./app', path);
      return { ...here, parts: [{ ...here.parts[0]!, place: { ...here.parts[0]!.place, line, start: line * 10 } }] };
    };
    const hashes = (...places: ReturnType<typeof at>[]): string[] =>
      JSON.parse(render('sarif', reportOf([plainFinding({ occurrences: places })]))).runs[0].results.map(
        (result: { partialFingerprints: Record<string, string> }) =>
          result.partialFingerprints['primaryLocationLineHash'],
      );
    expect(new Set(hashes(at('a', 1), at('a', 2), at('b', 1))).size).toBe(3);
    expect(hashes(at('a', 7), at('a', 9))).toEqual(hashes(at('a', 1), at('a', 2)));
  });

  test('what was not scanned makes the run a failed one and is named', () => {
    const report = reportOf([], { complete: false, problems: [problem('ENCRYPTED', 'dir:. a.zip', 'x')] });
    const [invocation] = JSON.parse(render('sarif', report)).runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications).toMatchObject([
      { level: 'warning', descriptor: { id: 'ENCRYPTED' } },
    ]);
  });

  test('within the limits of code scanning every finding keeps a place', () => {
    const places = Array.from({ length: 30_000 }, (_, n) => occurrence('git:./app', `f${n}`));
    const report = reportOf([plainFinding({ occurrences: places }), awsFinding()]);
    const [run] = JSON.parse(render('sarif', report)).runs;
    expect(run.results.length).toBeLessThanOrEqual(25_000);
    expect(new Set(run.results.map((result: { ruleId: string }) => result.ruleId))).toEqual(
      new Set(['acme-token', 'aws-access-key-id']),
    );
    expect(run.invocations[0].toolExecutionNotifications.at(-1).message.text).toMatch(/further places are left out/);
  });
});

describe('the others', () => {
  test('jsonl: each line is JSON with the version; the last is the summary', () => {
    const lines = render('jsonl', reportOf([awsFinding(), plainFinding()], { problems: [problem('EMPTY', 'a', 'b')] }))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => [line.kind, line.schemaVersion])).toEqual([
      ['finding', 1],
      ['finding', 1],
      ['problem', 1],
      ['summary', 1],
    ]);
    expect(lines.at(-1)).toMatchObject({ findings: 2, problems: 1, complete: true });
  });

  test('json: is the report', () => {
    const report = collected();
    expect(parseReport(render('json', report))).toEqual(report);
  });

  test('github: severe ones are errors; known ones are not annotated; what was missed is a warning', () => {
    const report = reportOf(
      [awsFinding(), plainFinding({ severity: 'low' }), plainFinding({ fingerprint: 'k', known: true })],
      { problems: [problem('EMPTY', 'dir:a', 'b')] },
    );
    expect(render('github', report).split('\n')).toEqual([
      '::error file=config/.env,line=3,endLine=3,title=AWS access key::AKIAIOSFODNN7EXAMPLE with secretAccessKey …(40) (account 111122223333) at config/.env:3:5, commit abc123abc123abc1 on 2026-03-01T10:00:00Z',
      '::warning file=config/.env,line=3,endLine=3,title=Acme token::acme_…(40) at config/.env:3:5, commit abc123abc123abc1 on 2026-03-01T10:00:00Z',
      '::warning title=Not scanned::EMPTY dir:a: b',
      '2 findings (1 critical), 1 known in 1 document, 1 B, 1.0 s; 1 thing not scanned',
      '',
    ]);
  });

  test('gitlab: what its schema requires, and no raw value', () => {
    const report = reportOf([awsFinding(), plainFinding({ occurrences: [occurrence('dir:.', 'a')] })], {
      complete: false,
      problems: [problem('EMPTY', 'a', 'b')],
    });
    const log = JSON.parse(render('gitlab', report));
    expect(log.scan).toMatchObject({
      type: 'secret_detection',
      status: 'failure',
      start_time: '2026-11-20T10:00:00',
      messages: [{ level: 'warn', value: 'EMPTY a: b' }],
    });
    expect(log.vulnerabilities.map((item: { location: object }) => item.location)).toEqual([
      {
        file: 'config/.env',
        commit: { sha: 'abc123abc123abc1', date: '2026-03-01T10:00:00Z' },
        start_line: 3,
        end_line: 3,
      },
      { file: 'a', commit: { sha: '0'.repeat(40) }, start_line: 3, end_line: 3 },
    ]);
    for (const item of log.vulnerabilities) {
      expect(item.id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(item.identifiers[0]).toMatchObject({ type: 'leakwalk_rule_id' });
      expect(item).not.toHaveProperty('raw_source_code_extract');
      expect(item.tracking.items[0].signatures[0].value).toMatch(/^(?:aws|acme):/);
    }
  });

  test('junit: a failure for each new finding, an error for each problem, one passed case for nothing', () => {
    const report = reportOf([awsFinding(), plainFinding({ known: true })], { problems: [problem('EMPTY', 'a', 'b')] });
    expect(render('junit', report)).toContain(
      '<testsuite name="leakwalk" tests="3" failures="1" errors="1" skipped="1"',
    );
    expect(render('junit', nothing)).toContain('tests="1" failures="0" errors="0" skipped="0"');
  });

  test('markdown: stays within what an issue takes, and says so', () => {
    const many = Array.from({ length: 2000 }, (_, n) => plainFinding({ fingerprint: `f${n}` }));
    const text = render('markdown', reportOf(many));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/and [\d,]+ more findings: the JSON report holds all\.\n$/);
  });
});
