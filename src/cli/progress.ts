/** One status line on stderr while long work goes on; only where a person is looking. */

import { grouped } from '../model/printable.ts';
import type { Io } from './io.ts';

export interface ProgressLine {
  add(documents: number, bytes: number): void;
  found(): void;
  /** Wipes the line. */
  end(): void;
}

/** Nothing is shown for runs shorter than this, milliseconds. */
const quietMs = 400;
const everyMs = 100;

export function progressLine(io: Io, shown: boolean): ProgressLine {
  if (!shown) return { add() {}, found() {}, end() {} };
  const started = Date.now();
  let documents = 0;
  let bytes = 0;
  let findings = 0;
  let drawn = 0;
  const draw = (): void => {
    const now = Date.now();
    if (now - started < quietMs || now - drawn < everyMs || !io.progress) return;
    drawn = now;
    const rate = bytes / 1e6 / ((now - started) / 1000);
    const text = `  ${count(documents)} documents, ${size(bytes)}, ${rate.toFixed(0)} MB/s, ${count(findings)} found`;
    io.err(`\r\x1b[K${text.slice(0, Math.max(20, io.width - 1))}`);
  };
  return {
    add(moreDocuments, moreBytes) {
      documents += moreDocuments;
      bytes += moreBytes;
      draw();
    },
    found() {
      findings++;
    },
    end() {
      if (drawn > 0) io.err('\r\x1b[K');
    },
  };
}

function count(value: number): string {
  return grouped(value);
}

/** 1234567 → `1.2 MB`. Powers of ten. */
export function size(bytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'];
  let step = 0;
  let value = bytes;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step++;
  }
  return `${step === 0 ? value : value.toFixed(1)} ${steps[step]}`;
}
