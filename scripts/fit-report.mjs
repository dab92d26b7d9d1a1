// Precision and recall of a whole report on labelled lines. One unit is a labelled span of lines, true when any of its labels
// is; a finding that touches a true span is no false alarm for another; findings on no labelled line are only counted.

/** Most precise first: limits at which a report is scored. */
export const limits = Array.from({ length: 18 }, (_, at) => Math.round((0.95 - at * 0.05) * 100) / 100);

function spansOf(labels) {
  const spans = new Map();
  for (const { line_start: start, line_end: end, truth, dropped } of labels) {
    if (dropped) continue;
    const span = spans.get(`${start} ${end}`) ?? { start, end, truth: false };
    span.truth ||= truth === 'T';
    spans.set(`${start} ${end}`, span);
  }
  return [...spans.values()];
}

/**
 * Each labelled span with the confidence at which the report begins to touch it: 0 where it never does.
 *
 * @param labels by file
 * @param found of all files: `file`, `line`, `endLine`, `confidence`
 */
export function judgedSpans(labels, found) {
  const byFile = new Map([...labels].map(([file, own]) => [file, spansOf(own)]));
  for (const spans of byFile.values()) for (const span of spans) Object.assign(span, { confidence: 0 });
  for (const { file, line, endLine, confidence } of found) {
    const touched = (byFile.get(file) ?? []).filter(({ start, end }) => start <= endLine && line <= end);
    const good = touched.filter(({ truth }) => truth);
    for (const span of good.length > 0 ? good : touched) span.confidence = Math.max(span.confidence, confidence);
  }
  return [...byFile].flatMap(([file, spans]) => spans.map((span) => ({ ...span, file })));
}

export function scored(spans, limit) {
  let right = 0;
  let wrong = 0;
  let all = 0;
  for (const { truth, confidence } of spans) {
    if (truth) all++;
    if (confidence < limit) continue;
    if (truth) right++;
    else wrong++;
  }
  const precision = right / Math.max(1, right + wrong);
  const recall = right / Math.max(1, all);
  return {
    limit,
    right,
    wrong,
    all,
    precision,
    recall,
    f1: (2 * precision * recall) / Math.max(1e-9, precision + recall),
  };
}

export function told({ limit, precision, recall, f1 }) {
  return `${limit.toFixed(2)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}`;
}
