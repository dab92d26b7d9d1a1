import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { ChecklistItem } from '../../src/model/checklist.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { VerdictState } from '../../src/model/verdict.ts';
import { planChecklist } from '../../src/respond/checklist.ts';
import { changed, emptyState, serialiseState } from '../../src/respond/state.ts';
import { parseState } from '../../src/respond/state-file.ts';
import { awsFinding, occurrence, plainFinding, reportOf, reportRule } from '../support/report.ts';

const root = { kind: 'root', account: '111122223333', arn: 'arn:aws:iam::111122223333:root', partition: 'aws' };
const user = {
  kind: 'user',
  account: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/team/deploy',
  user: 'deploy',
  partition: 'aws',
};

function verdict(state: VerdictState, identity?: Record<string, string>): Finding['verdict'] {
  return { state, reason: 'test', checkedAt: '2026-11-20T10:00:00.000Z', ...(identity ? { identity } : {}) };
}

function item(finding: Finding, options: Parameters<typeof planChecklist>[1] = {}): ChecklistItem {
  return planChecklist(reportOf([finding]), options).items[0]!;
}

const ids = (entry: ChecklistItem): string[] => entry.steps.map((step) => step.id);
const commandsOf = (entry: ChecklistItem, id: string): string =>
  entry.steps.find((step) => step.id === id)!.commands.join('\n');

describe('order', () => {
  test('live first, root before user, public before private, dead low, canary last; none is left out', () => {
    const at = (fingerprint: string, more: Partial<Finding>) => awsFinding({ fingerprint, ...more });
    const checklist = planChecklist(
      reportOf([
        at('canary', { verdict: verdict('canary') }),
        at('inactive', { verdict: verdict('inactive') }),
        at('expired', { verdict: verdict('expired') }),
        at('exists', { verdict: verdict('exists') }),
        at('unchecked-high', { severity: 'high' }),
        at('unchecked', {}),
        at('unchecked-known', { known: true }),
        at('unchecked-public', { occurrences: [occurrence('npm:left', 'package/.env')] }),
        at('active', { verdict: verdict('active', user) }),
        at('active-root', { verdict: verdict('active', root), severity: 'high' }),
      ]),
    );
    expect(checklist.items.map((entry) => entry.fingerprint)).toEqual([
      'active-root',
      'active',
      'unchecked-public',
      'unchecked',
      'unchecked-known',
      'unchecked-high',
      'exists',
      'expired',
      'inactive',
      'canary',
    ]);
  });

  test('an incomplete scan is said', () => {
    expect(planChecklist(reportOf([], { complete: false })).incomplete).toBe(true);
    expect(planChecklist(reportOf([])).incomplete).toBe(false);
  });
});

describe('the key of an IAM user', () => {
  const live = item(awsFinding({ verdict: verdict('active', user) }));

  test('has the steps in the order that breaks nothing', () => {
    expect(ids(live)).toEqual([
      'confirm',
      'contain',
      'look',
      'second-key',
      'deploy',
      'watch',
      'deactivate',
      'sessions',
      'hunt',
      'delete',
      'quarantine',
      'purge-git-rewrite',
      'purge-git-forge',
      'purge-git-clones',
      'prove',
    ]);
    for (const step of live.steps) {
      expect(step.done).toBe(false);
      expect(step.proof, step.id).toBeTruthy();
    }
  });

  test('is filled with key id, user, account and window', () => {
    expect(live.title).toBe('AWS access key, AKIAIOSFODNN7EXAMPLE, account 111122223333');
    expect(commandsOf(live, 'deactivate')).toBe(
      'aws iam update-access-key --user-name deploy --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive',
    );
    expect(commandsOf(live, 'contain')).toContain('arn:aws:iam::111122223333:user/team/deploy');
    expect(commandsOf(live, 'look')).toContain(
      "useridentity.accesskeyid = 'AKIAIOSFODNN7EXAMPLE' AND eventtime >= '2026-03-01T10:00:00Z'",
    );
    expect(commandsOf(live, 'look')).toMatch(
      /for region in \$\(aws ec2 describe-regions.*\n.*--region "\$region" .*AttributeValue=AKIAIOSFODNN7EXAMPLE --start-time 2026-03-01T10:00:00Z/,
    );
    expect(commandsOf(live, 'hunt')).toContain('CreateAccessKey');
    expect(commandsOf(live, 'quarantine')).toContain('arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3');
  });

  test('without a known user, the first step finds it and the others use it', () => {
    const found = item(awsFinding());
    expect(commandsOf(found, 'confirm')).toContain(
      'user=$(aws iam get-access-key-last-used --access-key-id AKIAIOSFODNN7EXAMPLE --query UserName --output text)',
    );
    expect(commandsOf(found, 'deactivate')).toContain('--user-name "$user"');
  });

  test('is contained without an outage, unless abuse was seen', () => {
    expect(commandsOf(live, 'contain')).toContain('"NotIpAddress":{"aws:SourceIp"');
    expect(commandsOf(item(awsFinding(), { incident: true }), 'contain')).not.toContain('NotIpAddress');
  });

  test('in an incident it is deactivated before it is replaced', () => {
    const order = ids(item(awsFinding(), { incident: true }));
    expect(order.indexOf('deactivate')).toBeLessThan(order.indexOf('second-key'));
    expect(order.indexOf('look')).toBeLessThan(order.indexOf('deactivate'));
  });

  test('already refused, it is still looked at and deleted', () => {
    const dead = item(awsFinding({ verdict: verdict('inactive') }));
    expect(ids(dead)).toEqual([
      'confirm',
      'look',
      'sessions',
      'hunt',
      'delete',
      'purge-git-rewrite',
      'purge-git-forge',
      'purge-git-clones',
      'prove',
    ]);
    expect(dead.window.end).toBe('2026-11-20T10:00:00.000Z');
  });

  test('in China the commands are for that partition', () => {
    const found = item(awsFinding({ facts: [{ name: 'partition', value: 'aws-cn' }] }));
    expect(commandsOf(found, 'confirm')).toContain('export AWS_REGION=cn-north-1');
    expect(commandsOf(found, 'hunt')).toContain('--region cn-north-1');
    expect(commandsOf(found, 'quarantine')).toContain('arn:aws-cn:iam::aws:policy/');
  });

  test('every command is one that a shell can read', () => {
    const kinds = [
      'aws-access-key-id',
      'aws-root-key',
      'aws-ses-smtp-password',
      'aws-bedrock-api-key',
      'aws-bedrock-api-key-short',
      'aws-codecommit-password',
      'aws-presigned-url',
      'aws-ecr-token',
    ];
    const findings = kinds.flatMap((rule) => [
      awsFinding({ rule }),
      awsFinding({ rule, verdict: verdict('active', user) }),
    ]);
    const commands = findings.flatMap((finding) =>
      item(finding, { incident: true }).steps.flatMap((step) => step.commands),
    );
    const shell = commands.filter((command) => !/^(?:--|# CloudWatch)/.test(command));
    expect(shell.length).toBeGreaterThan(150);
    for (const command of shell) execFileSync('sh', ['-n', '-c', command]);
  });
});

describe('other AWS credentials', () => {
  test('a root key is deleted, not rotated', () => {
    const found = item(awsFinding({ verdict: verdict('active', root) }));
    expect(ids(found).slice(0, 5)).toEqual(['root-delete', 'root-secure', 'look', 'root-sessions', 'hunt']);
    expect(found.title).toContain('(root)');
    expect(item(awsFinding({ occurrences: [occurrence('dir:.', 'Downloads/rootkey.csv')] })).steps[0]?.id).toBe(
      'root-delete',
    );
  });

  test('a session is revoked at its role', () => {
    const parts = [{ ...awsFinding().parts[0]!, preview: 'ASIAIOSFODNN7EXAMPLE' }];
    const identity = {
      kind: 'assumed-role',
      role: 'ci',
      session: 'build-77',
      account: '111122223333',
      partition: 'aws',
    };
    const found = item(awsFinding({ parts, verdict: verdict('active', identity) }));
    expect(ids(found).slice(0, 4)).toEqual(['sessions', 'look', 'source', 'hunt']);
    expect(commandsOf(found, 'sessions')).toContain('--role-name ci --policy-name AWSRevokeOlderSessions');
    expect(found.steps[0]?.why).toContain('build-77');
  });

  test.each([
    ['aws-ses-smtp-password', 'ses'],
    ['aws-bedrock-api-key-long', 'delete-user'],
    ['aws-bedrock-api-key-short', 'sessions'],
    ['aws-codecommit-password', 'reset'],
    ['aws-cloudwatch-api-key', 'reset'],
    ['aws-presigned-url', 'revoke'],
    ['aws-ecr-token', 'revoke'],
  ])('%s has its own step %s', (rule, id) => {
    expect(ids(item(awsFinding({ rule })))).toContain(id);
  });

  test('a policy document is JSON after the shell has read it', () => {
    const command = commandsOf(item(awsFinding()), 'sessions').split('\n')[0]!;
    const words = execFileSync('sh', ['-c', command.replace('aws iam', "user=x; printf '%s\\n'")], {
      encoding: 'utf8',
    }).split('\n');
    const policy = JSON.parse(words[words.indexOf('--policy-document') + 1]!) as {
      Statement: { Condition: { DateLessThan: Record<string, string> } }[];
    };
    expect(policy.Statement[0]?.Condition.DateLessThan['aws:TokenIssueTime']).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
  });
});

describe('any other credential', () => {
  test('follows its rule, filled, then looks, purges and proves', () => {
    const rotation = [
      { text: 'Revoke it for {user}.', command: 'acme revoke {token} --user {user}', proof: 'It answers 401.' },
      { text: 'Make a new one.' },
    ];
    const rules = [reportRule({ id: 'acme-token', rotation, references: ['https://acme.example/docs'] })];
    const finding = plainFinding({
      facts: [{ name: 'user', value: "ana'; rm -rf /; '" }],
      occurrences: [occurrence('log:ci.log', 'ci.log')],
    });
    const found = planChecklist(reportOf([finding], { rules })).items[0]!;
    expect(ids(found).slice(0, 4)).toEqual(['rotate-1', 'rotate-2', 'deploy', 'look']);
    expect(found.steps[0]?.commands).toEqual(["acme revoke \"$TOKEN\" --user 'ana'\\''; rm -rf /; '\\'''"]);
    expect(found.references).toEqual(['https://acme.example/docs']);
    expect(ids(found).at(-1)).toBe('prove');
  });

  test('without steps of its own it is revoked, replaced, deployed, looked at, purged, proved', () => {
    expect(ids(item(plainFinding({ occurrences: [occurrence('dir:.', 'a.env')] })))).toEqual([
      'revoke',
      'replace',
      'deploy',
      'look',
      'purge-tree',
      'prove',
    ]);
  });

  test('a provider that is known is said where to revoke', () => {
    const found = item(plainFinding({ provider: 'stripe', rule: 'stripe-secret-key' }));
    expect(found.steps[0]?.title).toContain('Roll key');
    expect(found.steps.find((step) => step.id === 'look')?.why).toContain('payouts');
  });

  test('an id without its secret is said to be no more than that, and so is one with another’s', () => {
    const alone = awsFinding({
      parts: awsFinding().parts.slice(0, 1),
      verdict: { state: 'unchecked', reason: 'no secret found' },
    });
    expect(ids(item(alone))[0]).toBe('find-secret');
    expect(item(alone).urgency).toContain('Not asked (no secret found).');
    expect(ids(item(awsFinding({ verdict: verdict('exists') })))[0]).toBe('find-secret');
    expect(ids(item(awsFinding()))[0]).toBe('confirm');
  });

  test('a dump of a runner’s memory is a list of secrets to rotate', () => {
    expect(ids(item(plainFinding({ rule: 'loot-runner-memory' })))[0]).toBe('job-secrets');
  });

  test('a canary is left alone', () => {
    const found = item(awsFinding({ verdict: verdict('canary') }));
    expect(ids(found)).toEqual(['leave', 'tell']);
    expect(found.steps.flatMap((step) => step.commands)).toEqual([]);
    expect(found.steps[0]?.title).toMatch(/Do not rotate/);
  });
});

describe('purging', () => {
  test.each([
    ['git:./app', '.env', { commit: 'abc' }, ['purge-git-rewrite', 'purge-git-forge', 'purge-git-clones']],
    ['dir:.', '.env', {}, ['purge-tree']],
    ['log:run.zip', 'build/2_test.txt', { system: 'github-actions' }, ['purge-log-github', 'purge-log-copies']],
    ['log:trace', 'trace', { system: 'GitLab' }, ['purge-log-gitlab', 'purge-log-copies']],
    ['log:x', 'x', {}, ['purge-log-github', 'purge-log-gitlab', 'purge-log-jenkins', 'purge-log-copies']],
    ['image:app.tar', 'app/.env', { layer: '3 of 7' }, ['purge-image', 'purge-image-copies']],
    ['registry:ghcr.io/o/a:1', 'env', {}, ['purge-image', 'purge-image-copies']],
    ['npm:left', 'package/.env', {}, ['purge-npm', 'purge-package-copies']],
    ['pypi:left', 'left/.env', {}, ['purge-pypi', 'purge-package-copies']],
    ['slack:general', 'message', {}, ['purge-saas']],
    ['stdin:-', '-', {}, ['purge-copies']],
  ])('%s %s %j', (target, path, details, expected) => {
    const found = ids(
      item(plainFinding({ occurrences: [occurrence(target, path, details as Record<string, string>)] })),
    );
    expect(found.filter((id) => id.startsWith('purge'))).toEqual(expected);
  });

  test('a hostile path stays a word of its command', () => {
    const found = item(plainFinding({ occurrences: [occurrence('dir:.', "a'; touch pwned; '")] }));
    expect(commandsOf(found, 'purge-tree')).toContain("git log --all --oneline -- 'a'\\''; touch pwned; '\\'''");
  });

  test('the proof scans each target again, history where it is git', () => {
    const occurrences = [occurrence('git:./a b', 'x', { commit: 'c' }), occurrence('image:app.tar', 'x')];
    expect(commandsOf(item(plainFinding({ occurrences })), 'prove')).toBe(
      "leakwalk scan --history --validate --format json 'git:./a b'\nleakwalk scan --validate --format json image:app.tar",
    );
  });
});

describe('the exposure window', () => {
  const windowOf = (details: readonly Record<string, string>[], target = 'git:.') =>
    item(awsFinding({ occurrences: details.map((entry) => occurrence(target, 'x', entry)) })).window;

  test('starts with the earliest evidence, and says how it is known', () => {
    const window = windowOf([
      { commit: 'bbbb', date: '2026-03-02 10:00:00 +0200' },
      { commit: 'aaaa1111aaaa1111', 'author date': '2026-03-01T23:00:00+01:00' },
    ]);
    expect(window.start).toBe('2026-03-01T22:00:00Z');
    expect(window.basis).toBe(
      'date written in commit aaaa1111aaaa; a lower bound: it became readable when it was pushed, see the forge’s event log',
    );
    expect(window.end).toBeUndefined();
  });

  test('reads images and logs', () => {
    expect(windowOf([{ layer: 'sha256:1', created: '2026-01-05T00:00:00Z' }], 'image:a.tar')).toMatchObject({
      start: '2026-01-05T00:00:00Z',
      basis: expect.stringContaining('layer sha256:1 was made then; a lower bound'),
    });
    expect(windowOf([{ timestamp: '2026-01-05T00:00:00Z' }], 'log:a').basis).toMatch(/^stamp in the log/);
  });

  test('is open where nothing dates it', () => {
    expect(windowOf([{ author: '2026 Ana', date: 'yesterday', commit: '20260101' }])).toEqual({
      basis: 'nothing here dates it: take the day the credential was made',
    });
  });

  test('ends with a refusal, or with a session’s own end', () => {
    expect(item(awsFinding({ verdict: verdict('unknown') })).window.end).toBeUndefined();
    const facts = [{ name: 'expires', value: '2026-03-01T22:00:00Z' }];
    expect(item(awsFinding({ verdict: verdict('expired'), facts })).window.end).toBe('2026-03-01T22:00:00Z');
  });
});

describe('state', () => {
  test('an owner and ticks survive a new report', () => {
    const once = changed(emptyState, {
      fingerprint: 'aws:1111',
      owner: 'ana',
      done: ['confirm'],
      proof: 'ticket 7',
      at: '2026-11-20T11:00:00.000Z',
    });
    const twice = changed(once, {
      fingerprint: 'aws:1111',
      done: ['confirm', 'contain'],
      at: '2026-11-21T11:00:00.000Z',
    });
    const state = parseState(serialiseState(twice), 'checklist.state.json');
    const found = item(awsFinding({ verdict: verdict('active', user) }), { state });
    expect(found.owner).toBe('ana');
    expect(found.steps.filter((step) => step.done).map((step) => [step.id, step.doneAt, step.provedBy])).toEqual([
      ['confirm', '2026-11-20T11:00:00.000Z', 'ticket 7'],
      ['contain', '2026-11-21T11:00:00.000Z', undefined],
    ]);
    const undone = changed(state, { fingerprint: 'aws:1111', undone: ['contain'], at: '' });
    expect(item(awsFinding(), { state: undone }).steps.filter((step) => step.done)).toHaveLength(1);
  });

  test('names from a prototype are no state', () => {
    const finding = plainFinding({ fingerprint: 'constructor' });
    expect(item(finding, { state: emptyState }).owner).toBeUndefined();
  });

  test.each(['{', '[]', '{"version":2,"items":{}}', '{"version":1,"items":{"a":{"done":{"b":1}}}}'])(
    '%s is refused',
    (text) => {
      expect(() => parseState(text, 'f.json')).toThrow(/^f\.json: not/);
    },
  );
});
