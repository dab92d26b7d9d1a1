import { expect, test } from 'vitest';
import { readAhead } from '../../src/sources/git/ahead.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* counted(state: { given: number; ended: boolean }, failing = false): AsyncGenerator<Buffer> {
  try {
    for (let k = 0; k < 10; k++) {
      state.given++;
      yield Buffer.from([k]);
    }
    if (failing) throw new Error('the stream broke');
  } finally {
    state.ended = true;
  }
}

test('a stream is read before it is asked for, up to the limit, and given whole and in order', async () => {
  const state = { given: 0, ended: false };
  const ahead = readAhead(counted(state), 4);
  await turn();
  expect(state).toEqual({ given: 4, ended: false });
  const bytes: number[] = [];
  for await (const piece of ahead.pieces) bytes.push(...piece);
  expect(bytes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(state.ended).toBe(true);
});

test('what broke the stream is thrown to whoever asks, after what came before', async () => {
  const ahead = readAhead(counted({ given: 0, ended: false }, true), 100);
  await turn();
  const bytes: number[] = [];
  const all = async (): Promise<void> => {
    for await (const piece of ahead.pieces) bytes.push(...piece);
  };
  await expect(all()).rejects.toThrow('the stream broke');
  expect(bytes).toHaveLength(10);
});

test('a stream that nobody asks for is ended', async () => {
  const state = { given: 0, ended: false };
  const ahead = readAhead(counted(state), 4);
  await turn();
  ahead.end();
  await turn();
  expect(state).toEqual({ given: 4, ended: true });
});
