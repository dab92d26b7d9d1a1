/** YAML text → rules as written, each fault with file, line and rule id. */

import * as v from 'valibot';
import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type UsageCode, UsageError } from '../model/errors.ts';
import { misfitText } from '../model/misfit.ts';
import type { RotationStep } from '../model/rule.ts';
import { fileSchema, type RuleEntry } from './schema.ts';

/** A rule as written, with what its file says for all of them. */
export interface SourceRule {
  readonly entry: RuleEntry;
  readonly provider: string;
  readonly references: readonly string[];
  readonly rotation: readonly RotationStep[];
  /** A fault of this rule, said with file, line and id. */
  fault(code: UsageCode, path: readonly (string | number)[], message: string): UsageError;
}

export interface LoadedFile {
  readonly rules: readonly SourceRule[];
  /** In the order of lines. */
  readonly faults: readonly UsageError[];
}

type Path = readonly (string | number)[];
type Locate = (path: Path) => number;

/** Reads one rules file. Never throws for what the file says. */
export function loadRules(text: string, file: string): LoadedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => {
      const { line } = lines.linePos(error.pos[0]);
      return new UsageError('RULES_SYNTAX', `${file}:${line} ${error.message}`);
    });
    return { rules: [], faults };
  }
  const locate: Locate = (path) => lines.linePos(offsetOf(document, path)).line;
  return parseFile(document.toJS({ maxAliasCount: 0 }), file, locate);
}

/** Where the node of a path begins: its key where it has one, or the nearest enclosing node that is there. */
function offsetOf(document: Document, path: Path): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(step));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

function parseFile(content: unknown, file: string, locate: Locate): LoadedFile {
  const whole = v.safeParse(fileSchema, content);
  if (!whole.success) {
    const entries = entriesOf(content);
    const faults = whole.issues.map((issue) => {
      const path = issue.path?.map((part) => part.key as string | number) ?? [];
      const id = path[0] === 'rules' ? idOf(entries[Number(path[1])]) : '';
      return new UsageError(
        'RULES_SCHEMA',
        `${file}:${locate(path)}${id} ${path.join('.') || 'the file'}: ${misfitText(issue)}`,
      );
    });
    return { rules: [], faults };
  }
  const { provider, references, rotation, rules } = whole.output;
  return { faults: [], rules: rules.map((entry, index) => sourceRule(entry, index)) };

  function sourceRule(entry: RuleEntry, index: number): SourceRule {
    return {
      entry,
      provider,
      references: [...new Set([...references, ...entry.references])],
      rotation: (entry.rotation ?? rotation).map(plainStep),
      fault: (code, path, message) =>
        new UsageError(code, `${file}:${locate(['rules', index, ...path])} ${entry.id}: ${message}`),
    };
  }
}

function plainStep(step: NonNullable<RuleEntry['rotation']>[number]): RotationStep {
  return {
    text: step.text,
    ...(step.command === undefined ? {} : { command: step.command }),
    ...(step.proof === undefined ? {} : { proof: step.proof }),
  };
}

function entriesOf(content: unknown): readonly unknown[] {
  const rules = (content as { rules?: unknown } | null)?.rules;
  return Array.isArray(rules) ? rules : [];
}

function idOf(entry: unknown): string {
  const id = (entry as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? ` ${id}:` : '';
}
