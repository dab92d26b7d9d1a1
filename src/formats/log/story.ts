/** What a log tells of itself as it goes: system, job, step, the command that is running. Kept as far back as the window goes. */

import type { Detail } from '../../model/document.ts';
import { shownCommand } from '../shown-command.ts';
import { day } from './prefix.ts';

type Topic = 'job' | 'step' | 'command';

interface Entry {
  /** Output offset from which it holds. */
  readonly from: number;
  readonly text: string;
}

const topics: readonly Topic[] = ['job', 'step', 'command'];

/** Entries of one topic kept at most. */
const most = 4096;

export interface Story {
  /** Said by the first decisive sign; empty until then. */
  system: string;
  tell(topic: Topic, from: number, raw: string): void;
  /** What held at an output offset, on a line with this stamp. */
  at(offset: number, stamp: number): Detail[];
}

/** Empty text ends a topic. */
export function createStory(): Story {
  const told: Record<Topic, Entry[]> = { job: [], step: [], command: [] };
  return {
    system: '',
    tell(topic, from, raw) {
      const entries = told[topic];
      if (entries.length >= most) entries.splice(0, most / 2);
      entries.push({ from, text: raw });
      // What a step's commands were is over when the next begins.
      if (topic === 'step') this.tell('command', from, '');
    },
    at(offset, stamp) {
      const details: Detail[] = [];
      if (this.system) details.push({ name: 'system', value: this.system });
      for (const topic of topics) {
        const text = told[topic].findLast((entry) => entry.from <= offset)?.text;
        const value = text ? shownCommand(text) : '';
        if (value) details.push({ name: topic, value });
      }
      if (stamp > 0) details.push({ name: 'printed', value: shownStamp(stamp) });
      return details;
    },
  };
}

/** ISO 8601, or the time of day alone where the log gives no date. */
function shownStamp(stamp: number): string {
  if (stamp <= day) return new Date(stamp - 1).toISOString().slice(11, 19);
  return stamp < 8.64e15 ? new Date(stamp).toISOString() : '';
}
