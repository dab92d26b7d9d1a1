/** `leakwalk scan` as its user meets it: what is read, what is printed, how it ends. */

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { cleanEnv, type Ended, folder, git, leakwalk, program, scanJson } from '../support/program.ts';

const pair = awsPair(1);
const env = `AWS_ACCESS_KEY_ID=${pair.id}\nAWS_SECRET_ACCESS_KEY=${pair.secret}\n`;

describe('what is found', () => {
  test('a pair is one finding with both parts at their places, the account decoded', () => {
    const tree = folder({ 'app/.env': `# settings\n${env}` });
    const report = scanJson([`dir:${tree}`]);
    expect(report.exit).toBe(1);
    expect(report.findings).toHaveLength(1);
    const [finding] = report.findings;
    expect(finding!.parts.map((part) => part.name)).toEqual(['accessKeyId', 'secretAccessKey']);
    expect(finding!.parts[0]!.preview).toBe(pair.id);
    expect(finding!.facts).toContainEqual({ name: 'account', value: pair.account });
    const [occurrence] = finding!.occurrences;
    expect(occurrence!.provenance.path).toBe('app/.env');
    const idAt = `# settings\nAWS_ACCESS_KEY_ID=`.length;
    expect(occurrence!.parts[0]).toMatchObject({ place: { start: idAt, end: idAt + 20, line: 2, column: 19 } });
    expect(occurrence!.parts[1]).toMatchObject({ place: { line: 3, column: 23, endLine: 3, endColumn: 63 } });
  });

  test('the same key in many places is one finding with many occurrences', () => {
    const tree = folder({
      'a.env': env,
      'b/c.env': env,
      'd.json': JSON.stringify({ accessKeyId: pair.id, secretAccessKey: pair.secret }),
    });
    const report = scanJson([`dir:${tree}`]);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]!.occurrences.map(({ provenance }) => provenance.path).sort()).toEqual([
      'a.env',
      'b/c.env',
      'd.json',
    ]);
  });

  test('standard input is a target', () => {
    const report = scanJson(['-'], { input: env });
    expect(report.findings[0]!.parts[0]!.preview).toBe(pair.id);
  });

  test('UTF-16 text is decoded, and places point at its bytes', () => {
    const text = Buffer.from(`\ufeff${env}`, 'utf16le');
    const report = scanJson([`dir:${folder({ 'a.txt': text })}`]);
    expect(report.totals.bytes).toBe(text.length);
    expect(report.findings[0]!.occurrences[0]!.parts[0]!.place).toMatchObject({
      start: 2 + 2 * 'AWS_ACCESS_KEY_ID='.length,
      line: 1,
    });
  });

  test('a documented example is not reported, and says why when asked', () => {
    const tree = folder({ 'a.env': 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n' });
    const report = scanJson([`dir:${tree}`]);
    expect(report.exit).toBe(0);
    expect(report.findings).toEqual([]);
    expect(report.allowed.length).toBeGreaterThan(0);
    expect(leakwalk(['scan', '--verbose', `dir:${tree}`]).out).toMatch(/documented example/i);
  });

  test('an inline marker with a reason silences one rule on one line', () => {
    const tree = folder({ 'a.py': `key = "${pair.id}"  # leakwalk:allow aws-access-key-id -- revoked in March\n` });
    const report = scanJson([`dir:${tree}`]);
    expect(report.findings).toEqual([]);
    expect(report.allowed.some(({ reason }) => reason.includes('revoked in March'))).toBe(true);
  });
});

describe('a log', () => {
  test('colours, timestamps and a mask do not hide a key id; its place is in the original', () => {
    const line = `2026-03-19T17:43:38.1234567Z \u001b[36;1mexport AWS_ACCESS_KEY_ID=\u001b[32m${pair.id}\u001b[0m AWS_SECRET_ACCESS_KEY=***\u001b[0m`;
    const log = `\ufeff2026-03-19T17:43:37.1234567Z ##[group]Run deploy\n${line}\n`;
    const report = scanJson([`log:${join(folder({ 'job.txt': log }), 'job.txt')}`]);
    expect(report.findings).toHaveLength(1);
    const [part] = report.findings[0]!.occurrences[0]!.parts;
    const before = log.slice(0, log.indexOf(pair.id));
    expect(part!.place).toMatchObject({ start: Buffer.byteLength(before), line: 2, column: line.indexOf(pair.id) + 1 });
  });
});

describe('the index', () => {
  function staged(): string {
    const repository = folder({ 'a.env': env });
    git(repository, 'init', '-q');
    git(repository, 'add', 'a.env');
    return repository;
  }

  test('--staged reads what will be committed, not the file beside it', () => {
    const repository = staged();
    writeFileSync(join(repository, 'a.env'), 'clean now\n');
    const done = leakwalk(['scan', '--staged'], { cwd: repository });
    expect(done.code).toBe(1);
    expect(done.out).toContain(pair.id);
    expect(done.out).not.toContain(pair.secret);
    expect(done.err).toMatch(/1 staged (blob|file)/);
    expect(done.out).toMatch(/leakwalk:allow aws-access-key-id -- the reason/);
  });

  test('an installed hook refuses the commit', () => {
    const repository = staged();
    expect(leakwalk(['hook', 'install'], { cwd: repository }).code).toBe(0);
    const bin = folder({ leakwalk: `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n` });
    chmodSync(join(bin, 'leakwalk'), 0o755);
    const commit = (path = `${bin}:${process.env['PATH']}`): Ended => {
      const identity = {
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@b',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@b',
      };
      const env = cleanEnv({ ...identity, PATH: path });
      const done = spawnSync('git', ['commit', '-qm', 'x'], { cwd: repository, env, encoding: 'utf8' });
      return { code: done.status, out: done.stdout, err: done.stderr };
    };
    const refused = commit();
    expect(refused.code).toBe(1);
    expect(refused.out + refused.err).toContain(pair.id);
    writeFileSync(join(repository, 'a.env'), 'clean\n');
    git(repository, 'add', 'a.env');
    const unscanned = commit('/usr/bin:/bin');
    expect(unscanned.code).toBe(1);
    expect(unscanned.err).toContain('nothing was scanned');
    expect(commit().code).toBe(0);
  });

  test('nothing staged is said, and is no error', () => {
    const repository = folder();
    git(repository, 'init', '-q');
    const done = leakwalk(['scan', '--staged'], { cwd: repository });
    expect(done.code).toBe(0);
    expect(done.err).toMatch(/nothing is staged|0 staged/);
  });
});

describe('bad input', () => {
  test('what does not exist is a usage error with one line', () => {
    const done = leakwalk(['scan', '/nonexistent/x']);
    expect(done.code).toBe(2);
    expect(done.err.trim().split('\n')).toHaveLength(1);
    expect(done.err).toContain('/nonexistent/x');
  });

  test('an unknown kind of target names those that are known', () => {
    const done = leakwalk(['scan', 'gti:x']);
    expect(done.code).toBe(2);
    expect(done.err).toContain('git');
  });

  test('an empty repository is incomplete, not clean', () => {
    const repository = folder();
    git(repository, 'init', '-q');
    const report = scanJson(['--history', repository]);
    expect(report.exit).toBe(3);
    expect(report.problems.some(({ code }) => code === 'EMPTY')).toBe(true);
  });

  test('a truncated archive is incomplete; what could be read is scanned', () => {
    const tree = folder();
    mkdirSync(join(tree, 'x'));
    writeFileSync(join(tree, 'x/a.env'), env);
    writeFileSync(join(tree, 'x/big'), Buffer.alloc(300_000, 'abc def '));
    git(tree, 'init', '-q');
    git(tree, 'add', '.');
    git(tree, 'commit', '-qm', 'x');
    git(tree, 'archive', '-o', 'a.tar', 'HEAD');
    const cut = folder({ 'a.tar': readFileSync(join(tree, 'a.tar')).subarray(0, 200_000) });
    const report = scanJson([`dir:${cut}`]);
    expect(report.complete).toBe(false);
    expect(report.problems.some(({ code }) => code === 'CORRUPT')).toBe(true);
    expect(report.findings[0]!.occurrences[0]!.provenance.path).toBe('a.tar!/x/a.env');
  });

  test('a rule file with a fault names file, line and rule', () => {
    const tree = folder({
      'r.yaml':
        'provider: x\ntitle: X\nrules:\n  - id: x-token\n    name: X\n    description: X.\n    severity: low\n    confidence: 0.5\n    pattern: "xyz_[a-z]+"\n    examples: [a, b]\n    counterexamples: [c, d]\n',
    });
    const done = leakwalk(['scan', '--rules', join(tree, 'r.yaml'), `dir:${tree}`]);
    expect(done.code).toBe(2);
    expect(done.err).toMatch(/r\.yaml:\d+ .*x-token/);
    expect(done.err).toContain('PATTERN_UNBOUNDED');
  });

  test('hostile names do not reach the terminal', () => {
    const tree = folder({ 'a\u001b[31m\nb.env': env });
    const done = leakwalk(['scan', `dir:${tree}`]);
    expect(done.code).toBe(1);
    expect(done.out).not.toContain('\u001b[31m');
  });

  test('links that leave the target are not followed and do not make it incomplete', () => {
    const outside = folder({ 'a.env': env });
    const tree = folder({ 'clean.txt': 'x' });
    symlinkSync(join(outside, 'a.env'), join(tree, 'link'));
    const report = scanJson([`dir:${tree}`]);
    expect(report.findings).toEqual([]);
    expect(report.exit).toBe(0);
  });

  test('whoever reads only the first line ends the run quietly', async () => {
    const tree = folder(
      Object.fromEntries(Array.from({ length: 300 }, (_, k) => [`${k}.env`, `AWS_ACCESS_KEY_ID=${awsPair(k).id}\n`])),
    );
    const child = spawn('sh', ['-c', `"${process.execPath}" "${program}" scan dir:${tree} | head -n 1`], {
      env: cleanEnv(),
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    await new Promise((resolve) => child.on('close', resolve));
    expect(err).toBe('');
  });

  test('Ctrl-C reports what was done, marked as interrupted', async () => {
    const tree = folder({ 'a.env': env, 'b.bin': Buffer.alloc(400_000_000, 'lorem ipsum dolor ') });
    const child = spawn(
      process.execPath,
      [program, 'scan', '--threads', '0', '--format', 'json', `dir:${tree}`, `dir:${tree}`, `dir:${tree}`],
      { env: cleanEnv() },
    );
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    setTimeout(() => child.kill('SIGINT'), 600);
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ interrupted: true, complete: false });
    expect(report.findings).toHaveLength(1);
  });
});

describe('what comes out', () => {
  test('several formats at once; files are for their owner only', () => {
    const tree = folder({ 'a.env': env });
    const out = folder();
    const done = leakwalk([
      'scan',
      '--format',
      'text',
      '--format',
      `sarif=${join(out, 'o.sarif')}`,
      '--format',
      `json=${join(out, 'o.json')}`,
      `dir:${tree}`,
    ]);
    expect(done.code).toBe(1);
    expect(done.out).toContain(pair.id);
    expect(statSync(join(out, 'o.sarif')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(out, 'o.sarif'), 'utf8')).version).toBe('2.1.0');
    for (const text of [
      done.out,
      readFileSync(join(out, 'o.sarif'), 'utf8'),
      readFileSync(join(out, 'o.json'), 'utf8'),
    ]) {
      expect(text).not.toContain(pair.secret);
    }
  });

  test('a baseline makes known findings pass, new ones fail', () => {
    const tree = folder({ 'a.env': env });
    const out = folder();
    leakwalk(['scan', '--format', `json=${join(out, 'r.json')}`, `dir:${tree}`]);
    expect(leakwalk(['baseline', 'create', join(out, 'r.json'), '--output', join(out, 'b.json')]).code).toBe(0);
    expect(leakwalk(['scan', '--baseline', join(out, 'b.json'), `dir:${tree}`]).code).toBe(0);
    writeFileSync(join(tree, 'new.env'), `AWS_ACCESS_KEY_ID=${awsPair(9).id}\n`);
    expect(leakwalk(['scan', '--baseline', join(out, 'b.json'), `dir:${tree}`]).code).toBe(1);
  });

  test('--fail-on leaves less severe findings in the report and ends with 0', () => {
    const tree = folder({ 'a.env': env });
    expect(leakwalk(['scan', '--fail-on', 'never', `dir:${tree}`]).code).toBe(0);
  });

  test('the result does not depend on threads', () => {
    const tree = folder(
      Object.fromEntries(
        Array.from({ length: 600 }, (_, k) => [`${k % 7}/${k}.env`, `x\nAWS_ACCESS_KEY_ID=${awsPair(k % 50).id}\n`]),
      ),
    );
    const [alone, pooled] = ['0', '2'].map((threads) => scanJson(['--threads', threads, `dir:${tree}`]).findings);
    expect(pooled).toEqual(alone);
    expect(alone!.length).toBeGreaterThan(40);
  });
});
