/** What a compressed stream expands to. */

import type { Problem } from '../model/problem.ts';

/**
 * Reads like a document, but does not throw at damage: it ends, and `fault` then says why and what was not read. So
 * all that came before the damage is scanned.
 */
export interface Expansion {
  read(into: Uint8Array): number | Promise<number>;
  fault: Problem | undefined;
  /** Name of the original, where the format keeps it. Known after the first read. */
  name?: string;
  close(): void;
}
