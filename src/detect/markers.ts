/** Inline markers: a comment on the line, or alone on the line before, that lets a match pass, with its reason. */

import type { Span } from '../model/span.ts';
import { latin1, lineEnd, lineStart } from './view.ts';

/** Bytes of a line to either side of the match that are searched. */
const reach = 4096;

const own = /leakwalk:allow[ \t]+([A-Za-z0-9][A-Za-z0-9-]*)(?:[ \t]+--[ \t]*(.{0,200}))?/g;
const foreign = /gitleaks:allow|betterleaks:allow|pragma:\s*(?:allowlist|whitelist)\s+secret/i;
const ownText = 'leakwalk:allow';
/** What may stand beside a marker on a line of its own. */
const comment = /^[\s/*#;%"'<!-]*(?:--|rem\b)?[\s/*#;%"'<!-]*$/i;

/** What ends a comment after the reason. */
const commentEnd = /[ \t]*(?:\*\/|-->|--\}\}|#\}|%>)?[ \t\r]*$/;

export interface Markers {
  /** The reason given for this rule at a place of the chunk. */
  reason(ruleId: string, place: Span): string | undefined;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function inLine(line: string, ruleId: string): string | undefined {
  if (!line.includes(ownText)) return undefined;
  for (const match of line.matchAll(own)) {
    if (match[1] !== ruleId) continue;
    const why = printable((match[2] ?? '').replace(commentEnd, '').trim());
    return why ? `marked on its line: ${why}` : 'marked on its line, no reason given';
  }
  return undefined;
}

/** @param foreignMarkers honour other scanners' markers on the same line too */
export function createMarkers(bytes: Buffer, foreignMarkers: boolean): Markers {
  return {
    reason(ruleId, { start, end }) {
      const from = lineStart(bytes, start, reach);
      const line = latin1(bytes, from, lineEnd(bytes, end, reach));
      const found = inLine(line, ruleId) ?? before(bytes, from, ruleId);
      if (found !== undefined) return found;
      return foreignMarkers && foreign.test(line) ? "marked on its line in another scanner's words" : undefined;
    },
  };
}

/** A marker alone on the line before. */
function before(bytes: Buffer, from: number, ruleId: string): string | undefined {
  if (from === 0 || bytes[from - 1] !== 0x0a) return undefined;
  const line = latin1(bytes, lineStart(bytes, from - 1, reach), from - 1);
  const at = line.indexOf(ownText);
  return at !== -1 && comment.test(line.slice(0, at)) ? inLine(line, ruleId) : undefined;
}
