import { readAssignment } from './assignment.ts';
import { features } from './features.ts';
import { words } from './words.ts';

const re = new RegExp(words.map(([w]) => w.replace(/-/g, '\\-')).join('|'), 'gi');

export { features };
export function candidates(text: string, path: string) {
  const out = new Map<number, any>();
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const lineOf = (o: number) => {
    let a = 0,
      b = starts.length - 1;
    while (a < b) {
      const m = (a + b + 1) >> 1;
      if (starts[m]! <= o) a = m;
      else b = m - 1;
    }
    return a;
  };
  for (const m of text.matchAll(re)) {
    const lo = Math.max(0, m.index! - 200);
    const a = readAssignment(text.slice(lo, m.index! + 700), m.index! - lo, m[0].length);
    if (!a) continue;
    const s = a.start + lo;
    if (out.has(s)) continue;
    const line = lineOf(s);
    const ls = starts[line]!;
    const le = starts[line + 1] ?? text.length;
    const f = features(a, {
      path,
      lineBefore: text.slice(Math.max(ls, s - 300), s),
      lineAfter: text.slice(a.end + lo, Math.min(le, a.end + lo + 100)),
    });
    out.set(s, { ...a, line: line + 1, col: s - ls, features: f });
  }
  return [...out.values()];
}
