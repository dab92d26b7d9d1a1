/** A found secret value that prints as a mask by every ordinary road. */

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * Holds the bytes of a secret as a latin1 string (one char, one byte). Strings, templates, JSON, `inspect` and error
 * texts show only a mask. `reveal()` is called in `findings/`, `validate/` only; a test holds that.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The raw bytes, as latin1. */
  reveal(): string {
    return this.#value;
  }

  /** Length in bytes. */
  get length(): number {
    return this.#value.length;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return `[secret of ${this.#value.length} bytes]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}
