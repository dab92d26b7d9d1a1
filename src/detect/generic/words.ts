/**
 * Names under which secrets are kept. Short words stand with a separator or with what follows them, since a bare `key`
 * or `pwd` is everywhere. They are the keywords of the `assigned-*` rules in `patterns/assigned.yaml`; a test holds the
 * two lists together.
 */

/** In order: a name that holds words of several classes belongs to the first. */
export const classes = ['password', 'token', 'key', 'secret'] as const;
export type WordClass = (typeof classes)[number];

/** Lower case; matched in either case. */
export const words: Readonly<Record<WordClass, readonly string[]>> = {
  password: 'passphrase password passwort passwd passcode pass _pwd .pwd -pwd pwd= pwd: pwd" pwd\' pwd(" _psw _pw= _pw:'
    .split(' ')
    .concat(['pwd =', 'pwd :', '_pw ']),
  token: ['token', '_auth', 'auth"', '_pat=', '_pat:', '_pat"', "_pat'", '_pat '],
  key: 'apikey _key -key .key accesskey secretkey privatekey authkey signingkey masterkey encryptionkey consumerkey licensekey sharedkey storagekey accountkey key" key\' key='
    .split(' ')
    .concat(['api key', 'key =', 'key :', 'key:', 'key("', "key('", 'key>']),
  secret: ['secret', 'credential'],
};

const escaped = (word: string): string => word.replace(/[.()-]/g, '\\$&');
const patterns = classes.map((name) => [name, new RegExp(words[name].map(escaped).join('|'), 'i')] as const);

/** @param name with the two bytes after it */
export function classOf(name: string): WordClass | undefined {
  return patterns.find(([, pattern]) => pattern.test(name))?.[0];
}
