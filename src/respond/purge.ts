/** Removing the copies, by the kind of place they stand in. Comes after rotation and never replaces it. */

import type { ChecklistStep } from '../model/checklist.ts';
import type { Occurrence } from '../model/finding.ts';
import { detailValues, type PlaceKind, placesByKind, targetKind } from './places.ts';
import { pathQuote, shellQuote } from './quote.ts';
import { type Subject, step } from './subject.ts';

/** Paths named in one command. */
const maxPaths = 10;

type Purge = (occurrences: readonly Occurrence[]) => readonly ChecklistStep[];

const purges: Readonly<Record<PlaceKind, Purge>> = {
  git: purgeGit,
  tree: purgeTree,
  log: purgeLog,
  image: purgeImage,
  package: purgePackage,
  saas: () => [saas],
  other: () => [
    step('purge-copies', 'Delete the copies where they were found', {
      why: 'The place is not one that leakwalk knows how to clean.',
      proof: 'A new scan of the same input does not find it.',
    }),
  ],
};

export function purgeSteps({ finding }: Subject): readonly ChecklistStep[] {
  return [...placesByKind(finding)].flatMap(([kind, occurrences]) => purges[kind](occurrences));
}

/** Re-scan and prove: the last step of every plan. */
export function proveStep({ finding }: Subject): ChecklistStep {
  const targets = [...new Set(finding.occurrences.map(({ provenance }) => provenance.target))].slice(0, maxPaths);
  const commands = targets.map((target) => {
    const history = targetKind(target) === 'git' ? '--history ' : '';
    return `leakwalk scan ${history}--validate --format json ${shellQuote(target)}`;
  });
  return step('prove', 'Scan again and prove that it is over', {
    why: 'Before the copies are gone the old value must answer "not usable"; afterwards it must not be found at all.',
    commands,
    proof: `The finding ${finding.fingerprint} is inactive or expired, and no longer present in places that could be cleaned.`,
  });
}

function purgeGit(occurrences: readonly Occurrence[]): readonly ChecklistStep[] {
  const commits = detailValues(occurrences, 'commit').slice(0, maxPaths);
  const paths = [...new Set(occurrences.map(({ provenance }) => provenance.path))].slice(0, maxPaths);
  const targets = [...new Set(occurrences.map(({ provenance }) => provenance.target.replace(/^git:/, '')))];
  return [
    step('purge-git-rewrite', 'Rewrite the history, if it is worth the trouble', {
      why: `A rotated secret usually needs no purge; do this for data that stays dangerous. ${commits.length > 0 ? `Found in commit ${commits.join(', ')}. ` : ''}Every clone must be made anew: a merge from an old one brings it back. git-filter-repo 2.47 or newer.`,
      commands: [
        `git clone --mirror ${pathQuote(targets[0] ?? '.')} purge.git && cd purge.git`,
        'printf \'%s==>REMOVED\\n\' "$LEAKED_VALUE" > ../replace.txt   # set it with: read -rs LEAKED_VALUE',
        'git filter-repo --sensitive-data-removal --replace-text ../replace.txt',
        `# or drop whole files: git filter-repo --sensitive-data-removal --invert-paths ${paths.map((path) => `--path ${shellQuote(path)}`).join(' ')}`,
        'git push --force --mirror && rm ../replace.txt',
      ],
      proof: 'leakwalk scan --history of a fresh clone finds nothing.',
    }),
    step('purge-git-forge', 'Have the forge drop what a push cannot reach', {
      why: 'Pull-request refs, cached views and forks keep the commits reachable by their ids. GitHub: ask Support with the repository, the number of affected pull requests and the "First Changed Commit(s)" that filter-repo prints. GitLab: repository cleanup with the commit-map, keep-around refs, prune. Bitbucket and Azure Repos: support. Fork owners must act themselves. Look also at gists, wiki, releases, issue and pull-request texts with their edit history, Actions caches and artifacts, Pages, packages.',
      proof: 'The commit’s page on the forge answers 404.',
    }),
    step('purge-git-clones', 'Clean every other clone', {
      commands: ['git stash list && git worktree list', 'git reflog expire --expire=now --all && git gc --prune=now'],
      proof: 'git cat-file -e COMMIT fails in each clone.',
    }),
  ];
}

function purgeTree(occurrences: readonly Occurrence[]): readonly ChecklistStep[] {
  const paths = [...new Set(occurrences.map(({ provenance }) => provenance.path))].slice(0, maxPaths);
  return [
    step('purge-tree', 'Take it out of the files, and look whether history holds it', {
      why: 'A file in a repository was most likely committed before; backups and build contexts copy folders.',
      commands: [
        ...paths.map((path) => `git log --all --oneline -- ${pathQuote(path.split('!/')[0] ?? path)}`),
        'leakwalk scan --history .',
      ],
      proof:
        'The files read the new value from a vault or the environment; the history scan does not find the old one.',
    }),
  ];
}

/** How each system deletes a log. @see the vendors' API references */
const logSystems: Readonly<Record<string, StepLines>> = {
  github: {
    title: 'GitHub Actions: delete the run’s logs, artifacts and caches',
    commands: [
      'gh api --method DELETE "repos/$OWNER/$REPO/actions/runs/$RUN_ID/logs"',
      'gh api --method DELETE "repos/$OWNER/$REPO/actions/artifacts/$ARTIFACT_ID"',
      'gh cache delete "$CACHE_ID" --repo "$OWNER/$REPO"',
    ],
    why: 'Each attempt of a run has logs of its own. They are kept 90 days by default.',
  },
  gitlab: {
    title: 'GitLab: erase the job',
    commands: ['glab api --method POST "projects/$PROJECT_ID/jobs/$JOB_ID/erase"'],
    why: 'Erases log and artifacts, not while it runs; the trace may also lie in object storage.',
  },
  jenkins: {
    title: 'Jenkins: delete the build',
    commands: ['curl --fail --user "$USER:$API_TOKEN" --request POST "$JENKINS_URL/job/$JOB/$BUILD/doDelete"'],
    why: 'Look also at log-index, workflow/*.xml (arguments of steps) and build.xml (parameters) in the build’s folder and its backups.',
  },
  azure: {
    title: 'Azure DevOps: delete the run and its retention leases',
    commands: [
      'az rest --method delete --url "https://dev.azure.com/$ORGANIZATION/$PROJECT/_apis/build/builds/$BUILD_ID?api-version=7.1"',
    ],
  },
  circleci: {
    title: 'CircleCI: ask support to delete the log',
    commands: [],
    why: 'There is no deletion by oneself; artifacts expire by the plan’s retention.',
  },
  buildkite: {
    title: 'Buildkite: delete the job’s log',
    commands: [
      'curl --fail --request DELETE --header "Authorization: Bearer $BUILDKITE_TOKEN" "https://api.buildkite.com/v2/organizations/$ORG/pipelines/$PIPELINE/builds/$BUILD/jobs/$JOB/log"',
    ],
  },
  travis: {
    title: 'Travis: remove the log',
    commands: [
      'curl --fail --request DELETE --header "Travis-API-Version: 3" --header "Authorization: token $TRAVIS_TOKEN" "https://api.travis-ci.com/job/$JOB_ID/log"',
    ],
  },
  teamcity: { title: 'TeamCity: remove the build', commands: [] },
  drone: { title: 'Drone, Woodpecker: purge the build’s log', commands: ['drone log purge "$REPO" "$BUILD"'] },
};

interface StepLines {
  readonly title: string;
  readonly commands: readonly string[];
  readonly why?: string;
}

function purgeLog(occurrences: readonly Occurrence[]): readonly ChecklistStep[] {
  const text = occurrences
    .flatMap(({ provenance }) => [
      provenance.target,
      provenance.path,
      ...provenance.details.map((entry) => `${entry.name} ${entry.value}`),
    ])
    .join('\n')
    .toLowerCase();
  const named = Object.entries(logSystems).filter(([system]) => text.includes(system));
  const systems = named.length > 0 ? named : Object.entries(logSystems).slice(0, 3);
  return [
    ...systems.map(([system, { title, commands, why }]) =>
      step(`purge-log-${system}`, named.length > 0 ? title : `If it ran there: ${title}`, {
        ...(why ? { why } : {}),
        commands,
        proof: 'The log’s page says that it was deleted, for every attempt.',
      }),
    ),
    step('purge-log-copies', 'Delete the copies of the log', {
      why: 'Log shippers (Splunk, Datadog, Loki, CloudWatch), chat notifications, mails, screenshots of failed jobs.',
      proof: 'A search for the key id (never for the secret) in each of them finds nothing.',
    }),
  ];
}

function purgeImage(occurrences: readonly Occurrence[]): readonly ChecklistStep[] {
  const targets = [...new Set(occurrences.map(({ provenance }) => provenance.target))].slice(0, maxPaths);
  const layers = [...detailValues(occurrences, 'layer'), ...detailValues(occurrences, 'digest')].slice(0, maxPaths);
  return [
    step('purge-image', 'Delete every tag and every digest of the image', {
      why: `Found in ${targets.join(', ')}${layers.length > 0 ? `, layer ${layers.join(', ')}` : ''}. An untagged manifest stays pullable by its digest; each platform’s manifest and attestation in the index counts; a layer stays while any other image refers to it. GHCR: public versions with more than 5,000 downloads need support. Docker Hub: also "manage images" for untagged ones.`,
      commands: [
        'aws ecr batch-delete-image --repository-name "$REPOSITORY" --image-ids "imageDigest=$DIGEST"',
        'gh api --method DELETE "/orgs/$ORG/packages/container/$PACKAGE/versions/$VERSION_ID"',
        'curl --fail --request DELETE "https://$REGISTRY/v2/$REPOSITORY/manifests/$DIGEST"   # then garbage-collect with the registry read-only',
      ],
      proof: 'A pull by the old digest answers "manifest unknown".',
    }),
    step('purge-image-copies', 'Delete the copies, and build it without the secret', {
      why: 'Pull-through caches, cluster nodes, developers’ disks, docker-save files, BuildKit cache exports. A later RUN rm does not remove a layer: use RUN --mount=type=secret.',
      commands: ['crictl rmi "$IMAGE"', 'docker image rm "$IMAGE"'],
      proof: 'leakwalk scan of the rebuilt image finds nothing.',
    }),
  ];
}

function purgePackage(occurrences: readonly Occurrence[]): readonly ChecklistStep[] {
  const isPython = occurrences.some(({ provenance }) => /pypi|\.whl/.test(`${provenance.target} ${provenance.path}`));
  const npm = step('purge-npm', 'npm: unpublish the version, or deprecate it and ask support', {
    why: 'Unpublishing works within 72 hours, or when nobody depends on it. Tarballs are mirrored (unpkg, jsDelivr, npmmirror, Artifactory) within minutes.',
    commands: ['npm unpublish "$PACKAGE@$VERSION"', 'npm deprecate "$PACKAGE@$VERSION" "contains a revoked secret"'],
    proof: 'npm view of that version answers 404.',
  });
  const pypi = step('purge-pypi', 'PyPI: delete the release’s files', {
    why: 'Yanking does not hide it. Mirrors keep it, and a name-version cannot be used again.',
    proof: 'The simple index does not list the file.',
  });
  return [
    isPython ? pypi : npm,
    step('purge-package-copies', 'Accept that mirrors keep it', {
      why: 'The Go module proxy, crates.io and Maven Central do not delete; a public package is public for good. Only rotation helps.',
    }),
  ];
}

const saas = step('purge-saas', 'Delete it from chats, tickets and pages, with their history', {
  why: 'Page history, message edits, Postman workspaces, search engines’ caches and the Wayback Machine, Sentry breadcrumbs, transcripts of AI assistants.',
  proof: 'A search in each system finds nothing, as another user too.',
});
