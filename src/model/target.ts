/** What to scan, as the user wrote it: `kind:locator`, or a bare path. */

export interface Target {
  /** The source's kind: `dir`, `file`, `git`, `log`, `image`, `stdin`, … */
  readonly kind: string;
  /** What the source opens: a path, a URL, an image name. */
  readonly locator: string;
}

/** The spelling that names a target in reports: `git:./app`. */
export function targetName(target: Target): string {
  return `${target.kind}:${target.locator}`;
}
