/** Which commits a build tests, from each system's variables. */

import { expect, test } from 'vitest';
import { ciRange } from '../../src/sources/git/ci-range.ts';

const [a, b, zero] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];
type Environment = Readonly<Record<string, string>>;

const range = (env: Environment, event: unknown = {}): string => ciRange(env, () => JSON.stringify(event));
const github = { GITHUB_EVENT_PATH: '/event.json', GITHUB_SHA: b };

test.each<[string, Environment, unknown, string]>([
  ['a pull request on GitHub', github, { pull_request: { base: { sha: a }, head: { sha: b } } }, `${a}..${b}`],
  ['a merge queue on GitHub', github, { merge_group: { base_sha: a, head_sha: b } }, `${a}..${b}`],
  ['a push to GitHub', github, { before: a, after: b }, `${a}..${b}`],
  [
    'a new branch on GitHub',
    github,
    { before: zero, after: b, repository: { default_branch: 'trunk' } },
    `origin/trunk..${b}`,
  ],
  ['GitHub without its event', { GITHUB_BASE_REF: 'main', GITHUB_SHA: b }, {}, `origin/main..${b}`],
  [
    'a merge request on GitLab',
    { CI_MERGE_REQUEST_DIFF_BASE_SHA: a, CI_COMMIT_SHA: b, CI_COMMIT_BEFORE_SHA: zero },
    {},
    `${a}..${b}`,
  ],
  ['a push to GitLab', { CI_COMMIT_BEFORE_SHA: a, CI_COMMIT_SHA: b }, {}, `${a}..${b}`],
  [
    'a new branch on GitLab',
    { GITLAB_CI: 'true', CI_COMMIT_BEFORE_SHA: zero, CI_COMMIT_SHA: b, CI_DEFAULT_BRANCH: 'main' },
    {},
    `origin/main..${b}`,
  ],
  ['Bitbucket', { BITBUCKET_PR_DESTINATION_COMMIT: a, BITBUCKET_COMMIT: b }, {}, `${a}..${b}`],
  ['Bitbucket by branch', { BITBUCKET_PR_DESTINATION_BRANCH: 'main', BITBUCKET_COMMIT: b }, {}, `origin/main..${b}`],
  ['Azure', { SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', BUILD_SOURCEVERSION: b }, {}, `origin/main..${b}`],
  ['a pull request on Jenkins', { CHANGE_TARGET: 'main' }, {}, 'origin/main..HEAD'],
  ['Jenkins', { GIT_PREVIOUS_SUCCESSFUL_COMMIT: a, GIT_COMMIT: b }, {}, `${a}..${b}`],
  ['Jenkins after a failure', { GIT_PREVIOUS_COMMIT: a, GIT_COMMIT: b }, {}, `${a}..${b}`],
  ['Buildkite', { BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main', BUILDKITE_COMMIT: b }, {}, `origin/main..${b}`],
  ['Travis', { TRAVIS_COMMIT_RANGE: `${a}...${b}` }, {}, `${a}...${b}`],
  ['Drone', { DRONE_COMMIT_BEFORE: a, DRONE_COMMIT_AFTER: b }, {}, `${a}..${b}`],
  [
    'CodeBuild',
    { CODEBUILD_WEBHOOK_BASE_REF: 'refs/heads/main', CODEBUILD_RESOLVED_SOURCE_VERSION: b },
    {},
    `origin/main..${b}`,
  ],
])('%s', (_name, env, event, expected) => {
  expect(range(env, event)).toBe(expected);
});

test('no system, and variables that are empty or zeros', () => {
  for (const env of [{}, { CI_COMMIT_BEFORE_SHA: zero, CI_COMMIT_SHA: b }, { CHANGE_TARGET: '' }])
    expect(() => range(env)).toThrow(/no variable says which commits are tested/);
});

test('an event that is no JSON is as none', () => {
  expect(ciRange({ ...github, GITHUB_BASE_REF: 'main' }, () => '{')).toBe(`origin/main..${b}`);
});

test('a branch named by somebody else becomes no option', () => {
  expect(range({ CHANGE_TARGET: '--output=x', GIT_COMMIT: b })).toBe(`origin/--output=x..${b}`);
  for (const env of [{ TRAVIS_COMMIT_RANGE: `--output=x..${b}` }, { CHANGE_TARGET: 'a b;c', GIT_COMMIT: b }])
    expect(() => range(env)).toThrow(/no range of commits that can be used/);
});
