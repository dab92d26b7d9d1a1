/** One scan from targets to report: scan, collect, validate. */

import { type Collector, createCollector } from '../findings/collect.ts';
import type { Report } from '../model/report.ts';
import { type Target, targetName } from '../model/target.ts';
import { version } from '../model/version.ts';
import { ruleTextsOf } from '../rules/builtin.ts';
import { readBaked } from '../scan/baked.ts';
import { type ScanOptions, scan } from '../scan/scan.ts';
import { workerScript } from '../scan/worker-script.ts';
import type { Io } from './io.ts';
import { progressLine } from './progress.ts';
import type { Settings } from './settings.ts';
import type { StateFile } from './state-file.ts';

/** `state`: what earlier runs have met; it is up to the caller to keep what this one met. */
export async function runScan(
  targets: readonly Target[],
  settings: Settings,
  io: Io,
  state?: StateFile,
): Promise<Report> {
  const { args, read, rules } = settings;
  const started = new Date();
  const stop = { aborted: false };
  const interrupt = (): void => {
    stop.aborted = true;
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = progressLine(io, args.progress && !args.quiet);
  const collector = createCollector({ rules, minConfidence: settings.minConfidence, allow: settings.allow });
  const script = workerScript();
  const baked = readBaked(rules);
  const options: ScanOptions = {
    read,
    detect: { foreignMarkers: args.foreignMarkers === true },
    signal: stop,
    minConfidence: settings.minConfidence,
    ...(baked && { baked }),
    ...(state && { seen: state.seen }),
    ...(script === undefined ? {} : { workerScript: script }),
    ...(args.threads === undefined ? {} : { threads: args.threads }),
    ...(args.engine === undefined ? {} : { engine: args.engine }),
    ...(args.deadline === undefined ? {} : { deadlineMs: args.deadline }),
  };
  try {
    await scan(targets, rules, options, (event) => {
      collector.add(event);
      if (event.kind === 'progress') progress.add(event.documents, event.bytes);
      else if (event.kind === 'credential') progress.found();
    });
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
  if (state) {
    const { seenNote } = await import('./since-state.ts');
    for (const note of seenNote(state, args.sinceState!)) collector.add(note);
  }
  const network = args.validate && !stop.aborted ? await judge(collector, settings, io) : noNetwork;
  const report = collector.report({
    version,
    started,
    finished: new Date(),
    targets: targets.map(targetName),
    network,
    interrupted: stop.aborted,
    texts: (ids) => (ids.length > 0 ? ruleTextsOf(ids) : []),
  });
  return settings.baseline === undefined ? report : await withBaseline(report, settings.baseline);
}

const noNetwork: Report['network'] = { state: 'none', hosts: [], requests: [] };

async function judge(collector: Collector, settings: Settings, io: Io): Promise<Report['network']> {
  const { judgeCredentials } = await import('./judge.ts');
  return judgeCredentials(collector, settings, io, new AbortController().signal);
}

async function withBaseline(report: Report, file: string): Promise<Report> {
  const { applyBaseline, readBaseline } = await import('../findings/baseline.ts');
  return applyBaseline(report, readBaseline(file));
}
