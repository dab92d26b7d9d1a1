/** What earlier runs have scanned, so that it need not be scanned again. */

export interface Seen {
  /**
   * The names that no earlier run has met within this scope, in the order given; from now on all of them are met. Names are
   * object ids (hex), or anything else that changes whenever its content does.
   */
  fresh(scope: string, names: Iterable<string>): string[];
}
