// Text of our own making for scripts/fit.mjs: names that promise a secret with random values, and with what is none.
// Everything is random and fixed by the seed; nothing here opens anything.
import { randomOf } from './fit-trees.mjs';

const owners =
  'acme nimbus orbit zephyr lumen quartz harbor falcon relay beacon cobalt ember vertex pixel atlas delta signal mosaic summit canyon mail chat pay cloud data map weather crm shop ads video sms search deploy build metrics queue bot app service my prod staging main default'.split(
    ' ',
  );
const kinds =
  'api_key|api_token|access_token|auth_token|secret|secret_key|client_secret|token|key|access_key|app_secret|password|passwd|pat|bearer_token|webhook_secret|signing_key|private_token|refresh_token|api_secret|encryption_key|admin_key|service_key|license_key|personal_access_token|credentials'.split(
    '|',
  );
const paths =
  '||a.txt|1|snippet|case.txt|x.py|app.py|.env|.env.production|config.yaml|deploy.yml|src/app.js|src/config.ts|README.md|main.go|settings.json|config.json|app.config|web.xml|run.sh|Dockerfile|docker-compose.yml|lib/client.rb|app/Config.php|src/main/java/App.java|terraform.tfvars|main.tf|config.ini|application.properties|log.txt|build.log|Program.cs|src/main.rs|notebook.ipynb|test/test_client.py|docs/setup.md|.npmrc|conf/app.toml|page.html|script.ps1|index.jsx'.split(
    '|',
  );

const written = [
  (n, v) => `${n.screaming}=${v}`,
  (n, v) => `export ${n.screaming}="${v}"`,
  (n, v) => `${n.snake}: ${v}`,
  (n, v) => `${n.snake}: "${v}"`,
  (n, v) => `  "${n.camel}": "${v}",`,
  (n, v) => `{"${n.snake}":"${v}"}`,
  (n, v) => `${n.snake} = '${v}'`,
  (n, v) => `${n.camel} := "${v}"`,
  (n, v) => `const ${n.camel} = "${v}";`,
  (n, v) => `<${n.camel}>${v}</${n.camel}>`,
  (n, v) => `run --${n.kebab} ${v}`,
  (n, v) => `run --${n.kebab}=${v} --verbose`,
  (n, v) => `curl -H "X-${n.kebab}: ${v}" https://api.service.dev/v1`,
  (n, v) => `headers = {"X-${n.kebab}": "${v}"}`,
  (n, v) => `client = Client(${n.snake}="${v}")`,
  (n, v) => `'${n.snake}' => '${v}',`,
  (n, v) => `client.set${n.camel[0].toUpperCase()}${n.camel.slice(1)}("${v}");`,
  (n, v) => `os.environ["${n.screaming}"] = "${v}"`,
  (n, v) => `ENV ${n.screaming} ${v}`,
  (n, v) => `${n.screaming}: "${v}"`,
  (n, v) => `# ${n.snake} = ${v}`,
  (n, v) => `private static final String ${n.screaming} = "${v}";`,
  (n, v) => `config.set("${n.snake}", "${v}")`,
  (n, v) => `https://api.service.dev/v1/items?${n.snake}=${v}&page=1`,
  (n, v) => `:${n.snake} => "${v}"`,
  (n, v) => `${n.snake}: str = "${v}"`,
  (n, v) => `let ${n.snake}: &str = "${v}";`,
  (n, v) => `$env:${n.screaming} = "${v}"`,
  (n, v) => `<add key="${n.camel}" value="${v}" />`,
  (n, v) => `  - name: ${n.screaming}\n    value: "${v}"`,
  (n, v) => `${n.words}: ${v}`,
];

const digits = '0123456789';
const small = 'abcdefghijklmnopqrstuvwxyz';
const alphabets = {
  hex: `${digits}abcdef`,
  alnum: digits + small + small.toUpperCase(),
  low: digits + small,
  up: digits + small.toUpperCase(),
  url: `${digits}${small}${small.toUpperCase()}-_`,
};

/** Characters that are drawn until no letters of a placeholder word could be meant by them. */
function draw(random, alphabet, length) {
  let text = '';
  for (let k = 0; k < length; k++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

function secretOf(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const hex = (length) => draw(random, alphabets.hex, length);
  return pick([
    () => hex(pick([24, 32, 32, 40, 40, 48, 64, 64])),
    () => hex(pick([32, 32, 40, 64])),
    () => draw(random, alphabets.alnum, 16 + Math.floor(random() * 50)),
    () => draw(random, alphabets.alnum, pick([20, 22, 24, 32, 40])),
    () => draw(random, alphabets.low, 18 + Math.floor(random() * 40)),
    () => draw(random, alphabets.up, 18 + Math.floor(random() * 24)),
    () => draw(random, alphabets.url, 20 + Math.floor(random() * 50)),
    () => Buffer.from(hex(pick([32, 48, 64]))).toString('base64'),
    () =>
      `${draw(random, small, 2 + Math.floor(random() * 3))}_${draw(random, alphabets.alnum, 24 + Math.floor(random() * 16))}`,
    () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    () => `${draw(random, alphabets.alnum, 12)}.${draw(random, alphabets.url, 24)}`,
  ])();
}

const noSecrets = (name) => [
  `YOUR_${name.screaming}`,
  `your-${name.kebab}`,
  `your_${name.snake}_here`,
  `<${name.kebab}>`,
  `<your ${name.words}>`,
  `my_${name.snake}`,
  `my-${name.kebab}`,
  `test_${name.snake}`,
  `example-${name.kebab}`,
  name.snake,
  name.screaming,
  `\${${name.screaming}}`,
  `$${name.screaming}`,
  `{{ ${name.snake} }}`,
  `process.env.${name.screaming}`,
  `os.getenv('${name.screaming}')`,
  `settings.${name.screaming}`,
  `secrets.${name.screaming}`,
  'xxxxxxxxxxxxxxxx',
  'XXXXXXXX-XXXX-XXXX-XXXX',
  '****************',
  'changeme',
  'change-me-please',
  'REPLACE_ME',
  'replace_with_your_own',
  'insert-key-here',
  'placeholder',
  'dummy-value',
  'fake-token',
  'not-a-real-key',
  'TODO',
  'some-token',
  'sometoken',
  'the-token',
  'redacted',
  '[REDACTED]',
  'foobar',
  'abc',
  'abcdef',
  '1234567890',
  'abcdefghijklmnop',
  '0123456789abcdef',
  '00000000-0000-0000-0000-000000000000',
  'secret',
  'token',
  'string',
  'undefined',
  'required',
  'application/json',
  'https://example.com/oauth/token',
  '/etc/ssl/private/server.key',
  'config/credentials.json',
];

/** Names that hold the words and no secret, with values as random as a secret's. */
const innocent = (random) => {
  const hex = (length) => draw(random, alphabets.hex, length);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const digest = hex(pick([32, 40, 64]));
  return pick([
    `password_hash: ${digest}`,
    `"passwordHash": "$2b$12$${draw(random, alphabets.alnum, 53)}"`,
    `token_sha256 = "${hex(64)}"`,
    `"cache_key": "${digest}"`,
    `cacheKey = "${digest}"`,
    `"key_fingerprint": "${digest}"`,
    `public_key: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${draw(random, alphabets.alnum, 86)}=="`,
    `publicKey = "${hex(64)}"`,
    `"publicKeyToken": "${hex(16)}"`,
    `PublicKeyToken=${hex(16)}`,
    `"token_id": "${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}"`,
    `key_id: ${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    `  "private_key_id": "${hex(40)}",`,
    `keyId: "${pick([hex(32), hex(40), draw(random, alphabets.alnum, 20)])}"`,
    `"client_key_id": "${draw(random, alphabets.url, 22)}"`,
    `kms_key_id = "arn:aws:kms:us-east-1:${draw(random, digits, 12)}:key/${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}"`,
    `"secret_arn": "arn:aws:secretsmanager:eu-west-1:${draw(random, digits, 12)}:secret:${draw(random, small, 8)}-${draw(random, alphabets.alnum, 6)}"`,
    `"secretName": "${draw(random, small, 5)}-tls"`,
    `secretName: ${draw(random, small, 5)}-${draw(random, small, 6)}-tls`,
    `"key": "${digest}"`,
    `"integrity-key": "sha512-${draw(random, alphabets.alnum, 86)}=="`,
    `token_url = "https://${draw(random, small, 7)}.dev/oauth/token"`,
    `token_type: bearer`,
    `<input type="password" name="password" placeholder="Enter ${draw(random, small, 6)}">`,
    `"password": "Password must have at least 8 characters",`,
    `passwordLabel: "Your password"`,
    `primary_key: "${draw(random, small, 9)}_id"`,
    `key: "${draw(random, small, 6)}.${draw(random, small, 8)}"`,
    `if token == "${draw(random, small, 5)}":`,
    `password_field = "user_password"`,
    `forgot_password: "Forgot your password?"`,
    `api_key_header = "X-Api-Key"`,
    `commit_key = "${hex(40)}"`,
    `etag_key: "${hex(32)}"`,
    `"token": "${pick(['identifier', 'keyword', 'punctuation', 'operator', 'comment', 'string'])}"`,
    `TOKEN_${draw(random, small, 5).toUpperCase()} = "${draw(random, small, 7)}"`,
    `sort_key = "${draw(random, small, 5)}#${draw(random, small, 6)}"`,
    `access_key_id = "${draw(random, small, 6)}-reader"`,
  ]);
};

function nameOf(random) {
  const words = `${owners[Math.floor(random() * owners.length)]}_${kinds[Math.floor(random() * kinds.length)]}`;
  const own = random() < 0.2 ? words.slice(words.indexOf('_') + 1) : words;
  const parts = own.split('_');
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  return {
    snake: own,
    screaming: own.toUpperCase(),
    kebab: parts.join('-'),
    camel: parts[0] + parts.slice(1).map(capital).join(''),
    words: parts.map(capital).join(' '),
  };
}

/** Texts of one line or two, each with its path and whether it holds a secret. */
export function madeTexts(count, seed = 7) {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const texts = [];
  for (let k = 0; k < count; k++) {
    const name = nameOf(random);
    const path = pick(paths);
    texts.push({ path, text: `${pick(written)(name, secretOf(random))}\n`, truth: 1 });
    texts.push({ path, text: `${pick(written)(name, pick(noSecrets(name)))}\n`, truth: 0 });
    if (k % 2 === 0) texts.push({ path, text: `${innocent(random)}\n`, truth: 0 });
  }
  return texts;
}
