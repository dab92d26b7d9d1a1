/** Which commits a build tests, as its system tells in variables. */

import { UsageError } from '../../model/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Read = (file: string) => string;

interface System {
  readonly name: string;
  /** `a..b`, or undefined where the system says nothing. */
  range(env: Environment, read: Read): string | undefined;
}

const unset = /^(?:|0+|null)$/;

/** Both sides, where both are set; a commit of zeros stands for none. */
function between(from: string | undefined, to: string | undefined): string | undefined {
  return from === undefined || unset.test(from) || to === undefined || unset.test(to) ? undefined : `${from}..${to}`;
}

/** From where the target branch stands at the remote. */
function fromBranch(branch: string | undefined, to: string | undefined): string | undefined {
  if (branch === undefined || unset.test(branch)) return undefined;
  return between(`origin/${branch.replace(/^refs\/heads\//, '')}`, to ?? 'HEAD');
}

/** The systems, with the variables that each documents. Those of pull requests go first. */
const systems: readonly System[] = [
  {
    // https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    name: 'GitHub Actions (GITHUB_EVENT_PATH, GITHUB_BASE_REF)',
    range: (env, read) => {
      const event = eventOf(env['GITHUB_EVENT_PATH'], read);
      const text = (...path: readonly string[]): string | undefined => at(event, path);
      const sha = env['GITHUB_SHA'];
      return (
        between(text('pull_request', 'base', 'sha'), text('pull_request', 'head', 'sha')) ??
        between(text('merge_group', 'base_sha'), text('merge_group', 'head_sha')) ??
        between(text('before'), text('after')) ??
        fromBranch(env['GITHUB_BASE_REF'], sha) ??
        (sha === undefined ? undefined : fromBranch(text('repository', 'default_branch'), sha))
      );
    },
  },
  {
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    name: 'GitLab (CI_MERGE_REQUEST_DIFF_BASE_SHA, CI_COMMIT_BEFORE_SHA)',
    range: (env) =>
      between(env['CI_MERGE_REQUEST_DIFF_BASE_SHA'], env['CI_COMMIT_SHA']) ??
      between(env['CI_COMMIT_BEFORE_SHA'], env['CI_COMMIT_SHA']) ??
      (env['GITLAB_CI'] === undefined ? undefined : fromBranch(env['CI_DEFAULT_BRANCH'], env['CI_COMMIT_SHA'])),
  },
  {
    // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
    name: 'Bitbucket (BITBUCKET_PR_DESTINATION_COMMIT, BITBUCKET_PR_DESTINATION_BRANCH)',
    range: (env) =>
      between(env['BITBUCKET_PR_DESTINATION_COMMIT'], env['BITBUCKET_COMMIT']) ??
      fromBranch(env['BITBUCKET_PR_DESTINATION_BRANCH'], env['BITBUCKET_COMMIT']),
  },
  {
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    name: 'Azure Pipelines (SYSTEM_PULLREQUEST_TARGETBRANCH)',
    range: (env) => fromBranch(env['SYSTEM_PULLREQUEST_TARGETBRANCH'], env['BUILD_SOURCEVERSION']),
  },
  {
    // https://plugins.jenkins.io/git/ and https://www.jenkins.io/doc/book/pipeline/multibranch/
    name: 'Jenkins (CHANGE_TARGET, GIT_PREVIOUS_SUCCESSFUL_COMMIT)',
    range: (env) =>
      fromBranch(env['CHANGE_TARGET'], env['GIT_COMMIT']) ??
      between(env['GIT_PREVIOUS_SUCCESSFUL_COMMIT'], env['GIT_COMMIT']) ??
      between(env['GIT_PREVIOUS_COMMIT'], env['GIT_COMMIT']),
  },
  {
    // https://buildkite.com/docs/pipelines/configure/environment-variables
    name: 'Buildkite (BUILDKITE_PULL_REQUEST_BASE_BRANCH)',
    range: (env) => fromBranch(env['BUILDKITE_PULL_REQUEST_BASE_BRANCH'], env['BUILDKITE_COMMIT']),
  },
  {
    // https://docs.travis-ci.com/user/environment-variables/
    name: 'Travis (TRAVIS_COMMIT_RANGE)',
    range: (env) => {
      const range = env['TRAVIS_COMMIT_RANGE'];
      return range?.includes('..') ? range : undefined;
    },
  },
  {
    // https://docs.drone.io/pipeline/environment/reference/
    name: 'Drone (DRONE_COMMIT_BEFORE)',
    range: (env) => between(env['DRONE_COMMIT_BEFORE'], env['DRONE_COMMIT_AFTER'] ?? env['DRONE_COMMIT_SHA']),
  },
  {
    // https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    name: 'CodeBuild (CODEBUILD_WEBHOOK_BASE_REF)',
    range: (env) => fromBranch(env['CODEBUILD_WEBHOOK_BASE_REF'], env['CODEBUILD_RESOLVED_SOURCE_VERSION']),
  },
];

/**
 * The range that the build at hand tests.
 * @param read how a file is read (GitHub tells the event in one)
 * @throws UsageError CI_UNKNOWN
 */
export function ciRange(env: Environment, read: Read): string {
  for (const system of systems) {
    const range = system.range(env, read);
    if (range === undefined) continue;
    // These variables are other people's text: none may turn into an option of git.
    if (/^[\w./@{}^~+=%#,-]+$/.test(range) && !/(?:^|\.\.)-/.test(range)) return range;
    throw new UsageError('CI_UNKNOWN', `--range ci: ${system.name} gives no range of commits that can be used`);
  }
  throw new UsageError(
    'CI_UNKNOWN',
    `--range ci: no variable says which commits are tested; write the range, or set those of ${systems.map(({ name }) => name).join('; ')}`,
  );
}

function eventOf(file: string | undefined, read: Read): unknown {
  if (file === undefined) return undefined;
  try {
    return JSON.parse(read(file));
  } catch {
    return undefined;
  }
}

/** The text at a path of keys, if there is one. */
function at(value: unknown, path: readonly string[]): string | undefined {
  let here = value;
  for (const key of path)
    here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined;
  return typeof here === 'string' ? here : undefined;
}
