/** Names under which secrets are kept. Each is a keyword of the generic rule; the class says what a name promises. */

export type WordClass = 'password' | 'secret' | 'token' | 'key' | 'auth' | 'credential' | 'salt';

/** Lower case, letters only as they stand in names; longer before shorter where one holds another. */
export const words: readonly (readonly [string, WordClass])[] = [
  ['passphrase', 'password'],
  ['password', 'password'],
  ['passwort', 'password'],
  ['passwd', 'password'],
  ['contrasena', 'password'],
  ['motdepasse', 'password'],
  ['pass', 'password'],
  ['pwd', 'password'],
  ['psw', 'password'],
  ['passcode', 'password'],
  ['secret', 'secret'],
  ['token', 'token'],
  ['bearer', 'token'],
  ['jwt', 'token'],
  ['apikey', 'key'],
  ['api_key', 'key'],
  ['api-key', 'key'],
  ['key', 'key'],
  ['credential', 'credential'],
  ['auth', 'auth'],
  ['salt', 'salt'],
  ['nonce', 'salt'],
  ['_pw', 'password'],
  ['-pw', 'password'],
];
