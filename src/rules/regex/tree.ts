/** A pattern as a tree. */

import type { ByteSet } from './set.ts';

/** Where a node stands in the pattern's source. */
interface Source {
  readonly from: number;
  readonly to: number;
}

interface SetNode extends Source {
  readonly kind: 'set';
  readonly set: ByteSet;
}

interface SequenceNode extends Source {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
}

export interface ChoiceNode extends Source {
  readonly kind: 'choice';
  readonly options: readonly Node[];
}

export interface RepeatNode extends Source {
  readonly kind: 'repeat';
  readonly item: Node;
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
}

interface GroupNode extends Source {
  readonly kind: 'group';
  /** Undefined for `(…)` and `(?:…)`. */
  readonly name: string | undefined;
  readonly item: Node;
}

/** `(?=…)`, `(?!…)`, and `$` under flag `m` (no item). */
export interface AssertNode extends Source {
  readonly kind: 'assert';
  readonly negative: boolean;
  readonly item: Node | undefined;
}

export type Node = SetNode | SequenceNode | ChoiceNode | RepeatNode | GroupNode | AssertNode;
