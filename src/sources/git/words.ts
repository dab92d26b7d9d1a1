/** Numbers of 32 bits in a list that grows: what a history tells of by the hundred thousand. */

export interface Words {
  push(word: number): void;
  readonly count: number;
  at(index: number): number;
  /** All of them, in memory of their own. */
  taken(): Uint32Array;
}

export function createWords(room = 4096): Words {
  let words = new Uint32Array(room);
  let count = 0;
  return {
    push(word) {
      if (count === words.length) {
        const more = new Uint32Array(2 * count);
        more.set(words);
        words = more;
      }
      words[count++] = word;
    },
    get count() {
      return count;
    },
    at: (index) => words[index]!,
    taken: () => words.slice(0, count),
  };
}
