/** Why a file that people write does not fit, without its content: a wrong file may hold secrets. */

/** What a schema says of one place (a valibot issue). */
interface Misfit {
  readonly message: string;
  readonly expected: string | null;
  readonly received: string;
}

const kinds: Readonly<Record<string, string>> = {
  Object: 'a mapping',
  Array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  undefined: 'nothing',
  null: 'empty',
};

/** `is missing`, `is not known here`, `should be a list, but is a text`, or the schema's own words. */
export function misfitText({ message, expected, received }: Misfit): string {
  if (!message.startsWith('Invalid ')) return message;
  if (received === 'undefined') return 'is missing';
  if (expected === 'never') return 'is not known here';
  const is = received.startsWith('"') ? 'a text' : /^-?\d/.test(received) ? 'a number' : (kinds[received] ?? received);
  const should = (expected ?? 'something else').replace(
    /\b(?:Object|Array|string|number|boolean)\b/g,
    (kind) => kinds[kind]!,
  );
  return is === should ? `should be another ${is.replace(/^a /, '')}` : `should be ${should}, but is ${is}`;
}
