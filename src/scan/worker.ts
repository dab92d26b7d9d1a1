/** A worker thread: scans the slices it is sent and posts what it finds. */

import { parentPort, workerData } from 'node:worker_threads';
import { createPacker } from '../findings/transport.ts';
import { loadBuiltinRules } from '../rules/builtin.ts';
import { readBaked } from './baked.ts';
import type { PlainEvent, WorkerReply, WorkerStart, WorkerTask } from './messages.ts';
import { createScanner } from './scanner.ts';
import { scanSlice } from './slice.ts';

/** Events are posted in batches of this many, and at the end of each slice. */
const batch = 256;

const port = parentPort!;
const { rules = loadBuiltinRules(), options, begun } = workerData as WorkerStart;
const baked = readBaked(rules);
const scanner = createScanner(rules, { ...options, ...(baked && { baked }) });
const cell = new Int32Array(begun);
const pack = createPacker();

const post = (reply: WorkerReply): void => port.postMessage(reply);

async function serve(task: WorkerTask): Promise<void> {
  let events: PlainEvent[] = [];
  const flush = (): void => {
    if (events.length > 0) post({ kind: 'events', events });
    events = [];
  };
  await scanSlice(task.slice, scanner, options.read, {
    skip: task.skip,
    begin: (index) => Atomics.store(cell, 0, index),
    emit: (event) => {
      events.push(event.kind === 'credential' ? pack(event) : event);
      if (events.length >= batch) flush();
    },
  });
  flush();
  post({ kind: 'done' });
}

port.on('message', (task: WorkerTask) => {
  // The stack names our own code only; messages of errors may hold scanned text and stay here.
  serve(task).catch((cause: unknown) => post({ kind: 'failed', stack: stackOf(cause) }));
});

function stackOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'thrown value is no Error';
  const lines = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [cause.name, ...lines].join('\n');
}
