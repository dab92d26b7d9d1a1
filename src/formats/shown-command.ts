/** A command line fit to be shown: what may be a secret in it is left out, and so is all that a terminal would obey. */

const longest = 160;

/** Replacements in order. `…` stands for what was left out. */
const masks: readonly (readonly [RegExp, string])[] = [
  // Control characters, escape sequences and direction marks.
  [/\x1b\[[0-9;?]*[A-Za-z]/g, ''],
  [/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' '],
  // user:password@ in URLs
  [/(:\/\/)[^\s/@]{1,512}@/g, '$1…@'],
  // NAME=value, quoted or not
  [/([A-Za-z_][A-Za-z0-9_.-]{0,80}=)(?:"[^"]{0,4096}"?|'[^']{0,4096}'?|[^\s"']{1,4096})/g, '$1…'],
  // password: value, Authorization: Bearer value
  [
    /((?:pass|token|secret|key|auth|cred|pwd)[\w-]{0,40}["']?\s{0,4}[=:]\s{0,4}(?:bearer\s{1,4}|basic\s{1,4})?)(?:"[^"]{0,4096}"?|'[^']{0,4096}'?|[^\s"']{1,4096})/gi,
    '$1…',
  ],
  // --token value
  [
    /(\s--?[\w-]{0,40}(?:pass|token|secret|key|auth|cred|pwd)[\w-]{0,40}\s{1,4})(?!-)(?:"[^"]{0,4096}"?|'[^']{0,4096}'?|[^\s"']{1,4096})/gi,
    '$1…',
  ],
  [/(\b(?:bearer|basic)\s{1,4})[^\s"']{1,4096}/gi, '$1…'],
  // ENV NAME value, ARG NAME value
  [/(\b(?:ENV|ARG)\s{1,4}\w{1,128}\s{1,4})[^\s].{0,4096}/g, '$1…'],
  // -u user:password, -psecret, echo secret |
  [/(\s-u\s{0,4}["']?[^\s:"']{1,80}:)[^\s"']{1,512}/g, '$1…'],
  [/(\s-p)[^\s-][^\s]{0,512}/g, '$1…'],
  [/(\b(?:echo|printf)\s{1,4})[^|]{1,4096}\|/g, '$1… |'],
  // Long runs with digits and letters, and whatever has the look of base64.
  [/\b(?=[A-Za-z_+=-]{0,64}\d)(?=[\d_+=-]{0,64}[A-Za-z])[A-Za-z0-9_+=-]{16,4096}/g, '…'],
  [/(?=[a-z0-9/+]{0,40}[A-Z])(?=[A-Z0-9/+]{0,40}[a-z])(?=[A-Za-z/+]{0,40}\d)[A-Za-z0-9/+=]{32,4096}/g, '…'],
];

/**
 * One line of at most 160 characters: values of assignments, credentials in URLs, arguments of flags with a secretive
 * name and long mixed runs are replaced by `…`. Errs on the side of leaving out.
 */
export function shownCommand(command: string): string {
  let text = command.slice(0, 8192);
  for (const [pattern, mask] of masks) text = text.replace(pattern, mask);
  text = text.replace(/ {2,}/g, ' ').trim();
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
