/** What a kind of leak looks like, as compiled from `patterns/`. Plain data. */

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Most severe first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** A reason to drop a match; always printable. */
export interface Allow {
  readonly reason: string;
  /** Exact values. */
  readonly values?: readonly string[];
  /** JavaScript regex source, matched against the secret's value. */
  readonly value?: string;
  /** JavaScript regex source, matched against the document's path. */
  readonly path?: string;
  /** JavaScript regex source, matched against the line(s) that hold the match. */
  readonly line?: string;
}

/** A further part that belongs to the credential, looked for around a match. */
export interface Need {
  /** The part's name within the credential: `secretAccessKey`. */
  readonly part: string;
  /** Ids of rules that yield it, best first. */
  readonly rules: readonly string[];
  /** Bytes to either side of the match. */
  readonly within: number;
  /** Without it the match is no finding. */
  readonly required: boolean;
}

/** Which neighbours a match may not have. */
export type Edge = 'word' | 'base64' | 'base64url' | 'none';

export interface Keyword {
  /** latin1; lower case when `fold`. At least 3 bytes. */
  readonly text: string;
  /** Match ASCII letters of either case. */
  readonly fold: boolean;
  /**
   * Every match of the rules that use it begins with this keyword and goes on with at least 16 bytes of
   * `[A-Za-z0-9_-]` in all, so it need only be looked for where such a run starts. In a keyword with other bytes
   * (`SG.`, `hvs.`) the run is that after the last of them (see `prefilter/run-start.ts`).
   */
  readonly run: boolean;
}

/** Bytes of some kinds in a row that every match of a pattern holds. */
export interface RequiredRun {
  /** Borders of ranges of bytes, two hex digits each: `617a3237` for a-z and 2-7. */
  readonly bytes: string;
  readonly least: number;
  /** Where it can begin, bytes after the start of the match: least and most. */
  readonly from: number;
  readonly to: number;
}

export interface RotationStep {
  readonly text: string;
  /** A command to run; `{part}` and `{fact}` placeholders are filled by the checklist. */
  readonly command?: string;
  /** How to know that it worked. */
  readonly proof?: string;
}

export interface Rule {
  /** Says what leaks: `aws-secret-access-key`. Never changes once released. */
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly severity: Severity;
  /** 0 to 1: how sure a match is before checks and features. */
  readonly confidence: number;
  /** Fingerprints are keyed by family and value: rules that find the same thing in other clothes share it. */
  readonly family: string;
  /**
   * How a hit is read: by the pattern, or (`assignment`) as a value assigned to the name that the keyword stands in, with
   * a confidence of its own (`detect/generic/`), or (`beside`) as the values that stand beside the name that the pattern
   * is of (`rules/beside.ts`).
   */
  readonly reader?: 'assignment' | 'beside';
  /** JavaScript regex source; the named group `secret`, if any, is the value, else the whole match. */
  readonly pattern: string;
  /** How every match begins, as regex source, where that tells most hits apart before a long pattern is built. */
  readonly head?: string;
  /** `i`, `s`, `m`, or none. */
  readonly flags: string;
  /** Every match contains one of these. Empty for a companion (found only around another rule's match). */
  readonly keywords: readonly Keyword[];
  /** Longest a match can be, bytes. */
  readonly maxLength: number;
  /** Bytes the keyword can stand after the start of the match: [least, most]. */
  readonly keywordOffset: readonly [number, number];
  /** Asked of the bytes before the pattern is tried. Undefined where the pattern asks for nothing rare. */
  readonly run?: RequiredRun;
  readonly left: Edge;
  readonly right: Edge;
  /** Least Shannon entropy of the value, bits a char. */
  readonly entropy?: number;
  /** Names of checks in `rules/checks/`, run in order. */
  readonly checks: readonly string[];
  /** This rule's part name within its credential. */
  readonly part: string;
  /** An identifier, shown in clear, never a secret by itself. */
  readonly public: boolean;
  /** Found only as a part of another rule's credential, never alone. */
  readonly companion: boolean;
  readonly needs: readonly Need[];
  /** Also run on binary documents. */
  readonly binary: boolean;
  readonly validator?: string;
  readonly allow: readonly Allow[];
}

/** The words of a rule: kept apart from what the scan needs, and loaded only to report or explain. */
export interface RuleText {
  readonly id: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly counterexamples: readonly string[];
  readonly rotation: readonly RotationStep[];
  readonly references: readonly string[];
}

/** A compiled catalogue. Plain data, so that it can be sent to a worker. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** SHA-256 of the compiled text, hex. */
  readonly digest: string;
  /** How to come by single rules where `rules` makes all of them when it is first asked for. */
  readonly shelf?: RuleShelf;
}

export interface RuleShelf {
  /** In the order of the set's rules. */
  readonly ids: readonly string[];
  at(index: number): Rule;
}
