/** The start of a document's unread bytes, in one buffer, so that a format can look ahead. */

import type { Document } from '../model/document.ts';

const room = 256 * 1024;

export class Inlet {
  bytes: Uint8Array<ArrayBuffer>;
  /** Unread bytes stand in `bytes[at, end)`. */
  at = 0;
  end = 0;
  /** Offset in the document of `bytes[0]`. */
  base = 0;
  /** The document gave its last byte. */
  ended = false;
  readonly #document: Pick<Document, 'read'>;
  readonly #seek: ((count: number) => number) | undefined;

  /** @param seek moves the document on without reading; returns by how much it could */
  constructor(document: Pick<Document, 'read'>, size: number = room, seek?: (count: number) => number) {
    this.#document = document;
    this.#seek = seek;
    this.bytes = new Uint8Array(size);
  }

  /** Offset in the document of the next unread byte. */
  get position(): number {
    return this.base + this.at;
  }

  /** Reads once more, moving what is unread to the front where room is short. Resolves when there is more, or the end is known. */
  more(): void | Promise<void> {
    if (this.ended) return;
    if (this.at > 0 && this.bytes.length - this.end < this.bytes.length / 4) {
      this.bytes.copyWithin(0, this.at, this.end);
      this.end -= this.at;
      this.base += this.at;
      this.at = 0;
    }
    if (this.end === this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    const answer = this.#document.read(this.bytes.subarray(this.end));
    if (typeof answer !== 'number') return answer.then((count) => this.#took(count));
    this.#took(answer);
  }

  /** Makes `count` bytes stand in the buffer; false where the document ends before. */
  async ensure(count: number): Promise<boolean> {
    while (this.end - this.at < count && !this.ended) {
      const wait = this.more();
      if (wait) await wait;
    }
    return this.end - this.at >= count;
  }

  /** Gives out up to `limit` next bytes; past the buffer they are read straight into `into`. 0 = end. */
  take(into: Uint8Array, limit: number): number | Promise<number> {
    const wanted = Math.min(into.length, limit);
    if (wanted <= 0) return 0;
    const here = Math.min(this.end - this.at, wanted);
    if (here > 0) {
      into.set(this.bytes.subarray(this.at, this.at + here));
      this.at += here;
      return here;
    }
    if (this.ended) return 0;
    this.base += this.at;
    this.at = this.end = 0;
    // Small reads go through the buffer, so that a chain of formats does not read in drops.
    if (wanted < 4096) {
      const wait = this.more();
      return wait ? wait.then(() => this.take(into, limit)) : this.take(into, limit);
    }
    const answer = this.#document.read(wanted === into.length ? into : into.subarray(0, wanted));
    return typeof answer === 'number' ? this.#passed(answer) : answer.then((count) => this.#passed(count));
  }

  /** Skips up to `count` bytes; resolves to how many there were. */
  async skip(count: number): Promise<number> {
    let left = count;
    while (left > 0) {
      const here = Math.min(this.end - this.at, left);
      this.at += here;
      left -= here;
      if (left === 0) break;
      if (this.ended) break;
      if (this.#seek && left > room) {
        this.base += this.at;
        this.at = this.end = 0;
        const moved = this.#seek(left);
        this.base += moved;
        left -= moved;
        if (left > 0) this.ended = true;
        continue;
      }
      const wait = this.more();
      if (wait) await wait;
    }
    return count - left;
  }

  #took(count: number): void {
    if (count === 0) this.ended = true;
    this.end += count;
  }

  #passed(count: number): number {
    if (count === 0) this.ended = true;
    this.base += count;
    return count;
  }
}
