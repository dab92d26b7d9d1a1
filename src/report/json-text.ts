/** JSON that can be shown: what a terminal or an editor might obey or hide is written as an escape, nothing is lost. */

/** As in `model/printable.ts`, but for what JSON itself escapes. */
const hostile =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Such characters stand in strings only, so the escapes mean the same. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(hostile, (char) =>
    [...Array(char.length).keys()].map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
