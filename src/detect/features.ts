/** What surrounds a match, as facts that a score can weigh: the document's kind, comments, placeholder words near. */

import type { Candidate } from './candidate.ts';
import { latin1, lineStart } from './view.ts';

export type PathKind =
  | 'test'
  | 'documentation'
  | 'example'
  | 'locale'
  | 'lock'
  | 'minified'
  | 'vendored'
  | 'secret-file'
  | 'other';

export interface Features {
  /** The rule's own confidence, 0 to 1. */
  readonly base: number;
  /** What passed checks raise it to, 0 to 1; undefined when none passed. */
  readonly checked: number | undefined;
  readonly path: PathKind;
  /** The match stands in a comment. */
  readonly commented: boolean;
  /** A word near it that says the value is none: `example`, `dummy`. */
  readonly nearWord: string | undefined;
  /** The value's parts were found whole (all needs met). */
  readonly complete: boolean;
  /** How many decoders led to it. */
  readonly layers: number;
}

const kinds: readonly (readonly [PathKind, RegExp])[] = [
  [
    'lock',
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|composer\.lock|Gemfile\.lock|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|Pipfile\.lock|Podfile\.lock|pubspec\.lock|mix\.lock|packages\.lock\.json|flake\.lock)$/,
  ],
  ['locale', /(?:^|\/)(?:locales?|i18n|l10n|lang|languages|translations?)\/|\.(?:po|pot|xlf|xliff|resx|strings)$/i],
  ['minified', /\.min\.(?:js|css|mjs)$|\.(?:js|css)\.map$/i],
  ['vendored', /(?:^|\/)(?:node_modules|vendor|third[_-]?party|bower_components|site-packages)\//i],
  [
    'test',
    /(?:^|\/)(?:tests?|__tests__|specs?|testdata|test[_-]data|fixtures?|__fixtures__|mocks?|__mocks__|e2e|testing|cassettes?)\/|(?:[._-](?:test|spec|tests|mock|fixture)s?\.[a-z]{1,5}$)|(?:^|\/)test_[^/]*$|_test\.[a-z]{1,4}$|Tests?\.(?:java|kt|cs|php|swift)$/,
  ],
  [
    'example',
    /(?:^|\/)(?:examples?|samples?|demos?|tutorials?)\/|(?:[._-](?:example|sample|template|dist|tmpl|tpl)(?:\.[a-z]{1,5})?$)|\.env\.(?:example|sample|template|dist|test)$/i,
  ],
  [
    'documentation',
    /\.(?:md|mdx|rst|adoc|asciidoc|txt|html?|ipynb|1|3|5|8)$|(?:^|\/)(?:docs?|documentation|man)\/|(?:^|\/)(?:README|CHANGELOG|CONTRIBUTING|HISTORY|NEWS)/i,
  ],
  [
    'secret-file',
    /(?:^|\/)(?:\.env(?:\.[a-z]+)?|credentials|\.npmrc|\.netrc|_netrc|\.pgpass|\.git-credentials|\.pypirc|id_[a-z0-9]+|rootkey\.csv|accessKeys\.csv|terraform\.tfstate(?:\.backup)?|[^/]*\.(?:pem|key|tfstate|tfvars))$/,
  ],
];

/** What kind of file a path names; the first that fits. */
export function pathKind(path: string): PathKind {
  for (const [kind, pattern] of kinds) if (pattern.test(path)) return kind;
  return 'other';
}

const wordReach = 120;
const nearWords =
  /\b(example|sample|dummy|placeholder|fake|changeme|invalid|your[_-]|not[ -]a[ -]real|for testing|mock(?:ed)?)/i;
const commentStart = /^[ \t]*(?:\/\/|#|\*|\/\*|--|;|<!--|%|rem\b|')/i;

/** Whether the line that holds the match is a comment from its start. */
function isCommented(bytes: Buffer, at: number): boolean {
  const start = lineStart(bytes, at, 400);
  return commentStart.test(latin1(bytes, start, Math.min(at, start + 40)));
}

function nearWord({ view, start, end }: Candidate): string | undefined {
  const { bytes } = view;
  const before = latin1(bytes, Math.max(0, start - wordReach), start);
  const after = latin1(bytes, end, Math.min(bytes.length, end + 40));
  return (nearWords.exec(before) ?? nearWords.exec(after))?.[1]?.toLowerCase();
}

export function featuresOf(
  candidate: Candidate,
  path: PathKind,
  known: { readonly checked: number | undefined; readonly complete: boolean },
): Features {
  const { view, matchStart } = candidate;
  return {
    base: candidate.rule.rule.confidence,
    path,
    commented: isCommented(view.bytes, matchStart),
    nearWord: nearWord(candidate),
    layers: view.decoders.length,
    ...known,
  };
}
