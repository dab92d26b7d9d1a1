/** Values assigned to names that promise a secret: found at default confidence in the syntaxes people write, silent where there is none. */

import { describe, expect, test } from 'vitest';
import { loadBuiltinRules } from '../../../src/rules/builtin.ts';
import { detectorOf } from '../support.ts';

const detect = detectorOf(loadBuiltinRules());
const defaultConfidence = 0.5;

/** Characters drawn from an alphabet, the same each time. */
function draw(alphabet: string, length: number, seed: number): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
  }).join('');
}

const hex = '0123456789abcdef';
const alnum = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const digest = draw(hex, 40, 41);
const uuid = [draw(hex, 8, 42), draw(hex, 4, 43), `4${draw(hex, 3, 44)}`, `a${draw(hex, 3, 45)}`, draw(hex, 12, 46)];

function found(text: string, path: string): string[] {
  return detect(text, { path })
    .matches.filter((match) => match.allowed === undefined && match.confidence >= defaultConfidence)
    .map((match) => match.secret.reveal());
}

const syntaxes: readonly (readonly [string, (value: string) => string])[] = [
  ['env', (v) => `ACME_API_KEY=${v}`],
  ['export', (v) => `export ACME_TOKEN="${v}"`],
  ['yaml', (v) => `acme_secret: ${v}`],
  ['json', (v) => `{"acmeApiKey": "${v}"}`],
  ['python', (v) => `acme_token = '${v}'`],
  ['go', (v) => `acmeSecret := "${v}"`],
  ['typescript', (v) => `const acmeApiKey: string = "${v}";`],
  ['java', (v) => `private static final String ACME_SECRET = "${v}";`],
  ['rust', (v) => `let acme_token: &str = "${v}";`],
  ['php', (v) => `'acme_secret' => '${v}',`],
  ['ruby', (v) => `config.acme_api_key = "${v}"`],
  ['xml', (v) => `<acmeApiKey>${v}</acmeApiKey>`],
  ['xml attributes', (v) => `<add key="AcmeApiKey" value="${v}" />`],
  ['kubernetes', (v) => `  - name: ACME_API_KEY\n    value: "${v}"`],
  ['named pair', (v) => `{"Name": "ACME_TOKEN", "Value": "${v}"}`],
  ['setter', (v) => `client.setApiKey("${v}");`],
  ['set', (v) => `config.set("acme_token", "${v}")`],
  ['symbol argument', (v) => `store(:acme, :secret_key, '${v}')`],
  ['flag', (v) => `acme login --api-token ${v}`],
  ['flag with =', (v) => `acme login --api-token=${v} --verbose`],
  ['curl header', (v) => `curl -H "X-Acme-Api-Key: ${v}" https://api.acme.dev/v1`],
  ['query', (v) => `https://api.acme.dev/v1/items?access_token=${v}&page=2`],
  ['Dockerfile', (v) => `ENV ACME_TOKEN ${v}`],
  ['PowerShell', (v) => `$env:ACME_API_KEY = "${v}"`],
  ['comment', (v) => `# acme_api_key = ${v}`],
  ['personal access token', (v) => `ACME_PAT=${v}`],
  ['setting with a default', (v) => `acme_token = os.getenv("ACME", "${v}")`],
  ['setting by the name of its variable', (v) => `"acme_secret": os.getenv("ACME_SECRET", "${v}"),`],
  ['alternative', (v) => `const it = process.env["ACME_TOKEN"] || "${v}";`],
  ['alternative in words', (v) => `it = os.environ.get("ACME_TOKEN") or "${v}"`],
  ['aligned', (v) => `acme_key    = "${v}"`],
  ['form', (v) => `fill_in :acme_token, with: "${v}"`],
  ['bytes', (v) => `acmeSecretKey = []byte("${v}")`],
];

describe('found at default confidence', () => {
  const values = [
    ['32 hex', draw(hex, 32, 11)],
    ['40 letters and digits', draw(alnum, 40, 12)],
    ['24 letters and digits', draw(alnum, 24, 13)],
    ['lower case', draw(alnum.slice(26), 36, 14)],
  ] as const;
  for (const [syntax, write] of syntaxes) {
    test.each(values)(`${syntax}: %s`, (_, value) => {
      expect(found(`${write(value)}\n`, 'a.txt')).toContain(value);
    });
  }

  test.each(['', 'src/app.py', 'src/main.go', 'lib/client.rb', 'index.js', 'README.md', 'run.sh', 'config.yaml'])(
    'in %s, a file of one line',
    (path) => {
      const value = draw(alnum, 40, 21);
      expect(found(`ACME_API_KEY = "${value}"`, path)).toContain(value);
    },
  );

  test('a password that a person chose', () => {
    const value = ['Tr0mb', 'one!', '77'].join('');
    expect(found(`DB_PASSWORD=${value}\n`, '.env')).toContain(value);
  });

  test('a UUID that is an API key', () => {
    expect(found(`ACME_API_KEY="${uuid.join('-')}"\n`, '.env')).toContain(uuid.join('-'));
  });

  test('the password of a URL', () => {
    const value = draw(alnum, 16, 31);
    expect(found(`DATABASE_URL=postgres://app:${value}@db.acme.dev:5432/app\n`, '.env')).toContain(value);
  });
});

const silent: readonly (readonly [string, string, string])[] = [
  ['a placeholder', 'ACME_API_KEY=your_api_key_here', '.env'],
  ['a placeholder in brackets', 'api_key: <your api key>', 'config.yaml'],
  ['a mask', 'api_token = "xxxxxxxxxxxxxxxxxxxxxxxx"', 'app.py'],
  ['stars', 'password: ********', 'log.txt'],
  ['a word to replace', 'client_secret = "REPLACE_ME"', 'app.py'],
  ['change me', 'secret_key: changeme', 'config.yaml'],
  ['a reference to the environment', 'const apiKey = process.env.ACME_API_KEY;', 'index.js'],
  ['a call', 'api_key = os.getenv("ACME_API_KEY")', 'app.py'],
  ['a shell variable', 'export TOKEN="$ACME_TOKEN"', 'run.sh'],
  ['a template', 'password: {{ .Values.password }}', 'deploy.yaml'],
  ['an expression of a workflow', 'token: ${{ secrets.ACME_TOKEN }}', '.github/workflows/ci.yml'],
  ['another variable', 'this.password = userPassword;', 'app.js'],
  ['a pattern', "rule('acme-secret', '[A-Za-z0-9+/]{40}', [])", 'test/rules.ts'],
  ['a hash', `password_sha1 = "${digest}"`, 'app.py'],
  ['a commit', `commit: ${digest}`, 'a.yaml'],
  ['a public key', `public_key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${draw(alnum, 86, 47)}=="`, 'a.py'],
  ['integrity', `"integrity": "sha512-${draw(alnum, 86, 48)}=="`, 'package-lock.json'],
  ['a UUID', `"request_id": "${uuid.join('-')}"`, 'a.json'],
  ['a message', '"password": "Password must have at least 8 characters",', 'locales/en.json'],
  ['a label', '<label for="password">Password</label>', 'index.html'],
  ['a type', 'password: string;', 'types.ts'],
  ['a column', 'password VARCHAR(255) NOT NULL', 'schema.sql'],
  ['an endpoint', 'token_url = "https://auth.acme.dev/oauth/token"', 'app.py'],
  ['a path', 'private_key = "/etc/ssl/private/server.key"', 'app.conf'],
  ['a kind of token', '"token_type": "bearer"', 'a.json'],
  ['a name of a secret', 'secretName: acme-tls', 'ingress.yaml'],
  ['an image', `background: url(data:image/png;base64,${draw(alnum, 200, 49)})`, 'a.css'],
  ['a token of a parser', 'token = "identifier"', 'lexer.py'],
  ['a message that is passed', 'test_result_pass("%s: took %10ld cycles\\n", name);', 'a.c'],
  ['a GUID of a key on a keyboard', `#define ACME_KEY_FN_ESC "${uuid.join('-')}"`, 'a.c'],
  ['a function of an author', 'MODULE_AUTHOR("Jane R. Doe2 <jane@acme.dev>");', 'a.c'],
  ['where a list goes on', `"nextToken": "${draw(alnum, 40, 53)}"`, 'a.json'],
  ['what tells a request from its repetition', `idempotencyKey: '${draw(alnum, 20, 54)}',`, 'a.ts'],
  ['a URL with a placeholder', 'postgres://user:password@localhost:5432/db', 'README.md'],
];

describe('silent', () => {
  test.each(silent)('%s', (_, text, path) => {
    expect(found(`${text}\n`, path)).toEqual([]);
  });
});

test('the reasons for and against are told, strongest first', () => {
  const value = draw(alnum, 32, 51);
  const [match] = detect(`ACME_API_KEY="${value}"\n`, { path: '.env' }).matches.filter(
    ({ rule }) => rule === 'assigned-key',
  );
  expect(match!.reasons.length).toBeGreaterThan(2);
  for (const reason of match!.reasons) expect(reason).toMatch(/^[+−] \S/);
  expect(match!.reasons[0]).toMatch(/^\+/);
});

test.each(['a.sh', 'a.py', 'a.txt'])('the value of a header in a string needs no quotes of its own: %s', (path) => {
  const value = `${draw('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz', 31, 7)}7`;
  expect(found(`curl -H "api_key: ${value}" https://api.acme.dev/v1`, path)).toEqual([value]);
  expect(found('log("api_key: not given, see the documentation")', path)).toEqual([]);
});
