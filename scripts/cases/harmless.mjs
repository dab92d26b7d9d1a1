// Texts that hold no secret and look as if: what stands where a key will be, and what only looks drawn.
import { alphabets, uuid } from './random.mjs';

const { hex, base64 } = alphabets;
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** What people write in place of a value. */
const holders = [
  () => 'your-api-key-here',
  ({ word }) => `your_${word}_api_key`,
  ({ word }) => `YOUR_${word.toUpperCase()}_TOKEN`,
  () => 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  () => 'XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX',
  () => '<TOKEN>',
  ({ word }) => `<your ${word} key>`,
  ({ upper }) => `\${${upper}}`,
  ({ upper }) => `$${upper}`,
  ({ upper }) => `{{ secrets.${upper} }}`,
  ({ upper }) => `%${upper}%`,
  () => '****************',
  () => '00000000000000000000000000000000',
  () => 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  () => '12345678901234567890123456789012',
  () => '0123456789abcdef0123456789abcdef',
  () => 'abcdefghijklmnopqrstuvwxyz123456',
  () => 'changeme',
  () => 'replace-with-your-own-key',
  () => 'insert_key_here',
  () => 'dummy-token-for-tests',
  () => 'fake_api_key_1234567890',
  () => 'example-secret-value',
  () => '00000000-0000-0000-0000-000000000000',
  () => 'REDACTED',
  () => 'null',
  () => '...',
];

const places = [
  (n, value) => `${n.upper}=${value}\n`,
  (n, value) => `const ${n.word}ApiKey = '${value}';\n`,
  (n, value) => `${n.word}:\n  api_key: ${value}\n`,
  (n, value) => `{"${n.word}_token": "${value}"}\n`,
  (n, value) => `curl -H "Authorization: Bearer ${value}" https://api.${n.word}.com/v1\n`,
  (n, value) => `client = ${capital(n.word)}Client(api_key="${value}")\n`,
  (n, value) => `Set the ${n.word} key to ${value} first.\n`,
  (n, value) => `https://api.${n.word}.com/v1/x?api_key=${value}\n`,
];

/** Code about a provider that only says where its value comes from. */
const references = [
  (n) => `const ${n.word}ApiKey = process.env.${n.upper};\n`,
  (n) => `${n.word}_token = os.environ["${n.upper}"]\n`,
  (n) => `api_key: \${{ secrets.${n.upper} }}\n`,
  (n) => `${n.word}.setApiKey(config.get("${n.word}.apiKey"));\n`,
  (n) => `${n.word}Key := os.Getenv("${n.upper}")\n`,
  (n) => `password = getpass("${n.word} password: ")\n`,
  (n) => `${n.upper}=$(vault kv get -field=token secret/${n.word})\n`,
  (n) => `token: { type: String, required: true }, // ${n.word} token\n`,
  (n) => `if (!${n.word}Token) throw new Error("${n.upper} is missing");\n`,
  (n) =>
    `def get_${n.word}_api_key_from_settings(self, organization_id):\n    return self.settings.${n.word}_api_key\n`,
  (n) => `import { ${capital(n.word)}ClientConfiguration2024 } from '@${n.word}/client-sdk-v3-internal';\n`,
  (n) => `$${n.word}_secret = Rails.application.credentials.dig(:${n.word}, :secret_access_key)\n`,
];

/** Values that look drawn and are told by their name or by where they stand, beside a provider's name. */
const drawn = [
  (n, r) => `"@${n.word}/core": "^2.1.0",\n"integrity": "sha512-${r.text(base64, 86)}==",\n`,
  (n, r) => `${n.word}/client v1.4.2 h1:${r.text(base64, 43)}=\n`,
  (n, r) => `commit ${r.text(hex, 40)}\n    ${n.word}: fix retry\n`,
  (n, r) => `uses: ${n.word}/setup-action@${r.text(hex, 40)} # v3\n`,
  (n, r) => `image: ${n.word}/server@sha256:${r.text(hex, 64)}\n`,
  (n, r) => `${n.word}_commit = "${r.text(hex, 40)}"\n`,
  (n, r) => `md5(${n.word}-1.2.tar.gz) = ${r.text(hex, 32)}\n`,
  (n, r) => `sha256sum ${n.word}.zip\n${r.text(hex, 64)}  ${n.word}.zip\n`,
  (n, r) => `${n.word}_request_id: ${uuid(r)}\n`,
  (n, r) => `{"${n.word}_session_id": "${uuid(r)}"}\n`,
  (n, r) => `https://cdn.${n.word}.com/assets/app.${r.text(hex, 20)}.js\n`,
  (n, r) => `<script src="https://${n.word}.com/w.js" integrity="sha384-${r.text(base64, 64)}"></script>\n`,
  (n, r) => `resolved "https://registry.yarnpkg.com/${n.word}/-/${n.word}-3.0.1.tgz#${r.text(hex, 40)}"\n`,
  (n, r) => `etag: "${r.text(hex, 32)}" from ${n.word}\n`,
  (n, r) => `checksum = "${r.text(hex, 64)}"\nname = "${n.word}"\n`,
  (n, r) => `![${n.word}](data:image/png;base64,iVBORw0KGgo${r.text(base64, 200)}=)\n`,
];

/** The same without any provider's name. */
const nameless = [
  (r) => `commit ${r.text(hex, 40)}\nAuthor: A <a@b.net>\n\n    tidy\n`,
  (r) => `index ${r.text(hex, 7)}..${r.text(hex, 7)} 100644\n`,
  (r) => `id: ${uuid(r)}\nparent: ${uuid(r)}\n`,
  (r) => `${r.text(hex, 64)}  archive.tar.gz\n`,
  (r) => `"integrity": "sha512-${r.text(base64, 86)}=="\n`,
  (r) => `background: url(data:image/png;base64,iVBORw0KGgo${r.text(base64, 600)}=)\n`,
  (r) =>
    `!function(e,t){var n="${r.text(alphabets.lower ?? 'abcdefgh', 6)}";e.exports=function(r){return t(r)+"${r.text('0123456789', 12)}"}}(window,document);\n`,
  (r) => `build-${r.text('0123456789', 8)}-${r.text(hex, 8)}\n`,
  (r) =>
    `-----BEGIN CERTIFICATE-----\n${Array.from({ length: 8 }, () => r.text(base64, 64)).join('\n')}\n-----END CERTIFICATE-----\n`,
  (r) => `ssh-rsa AAAAB3NzaC1yc2E${r.text(base64, 340)} user@host\n`,
  (r) =>
    `M${r.text('0123456789', 3)}.${r.text('0123456789', 2)}c0-4.4-3.6-8-8-8H${r.text('0123456789', 3)}V${r.text('0123456789', 2)}z\n`,
  (r) => `public_key = "${r.text(base64, 43)}="\n`,
  (r) => `UPDATE t SET digest = '${r.text(hex, 64)}' WHERE id = ${r.text('123456789', 5)};\n`,
];

/** Tokens with a known beginning that are one character short, or hold one that none of theirs may. */
const nearly = [
  ['ghp_', alphabets.alnum, 35],
  ['glpat-', alphabets.alnum, 11],
  ['AKIA', alphabets['upper+digits'], 15],
  ['xoxb-', alphabets.digits, 5],
  ['sk_live_', alphabets.alnum, 6],
  ['npm_', alphabets.alnum, 35],
  ['AIza', alphabets.alnum, 34],
  ['SG.', alphabets.alnum, 21],
  ['dop_v1_', alphabets.hex, 63],
  ['hf_', alphabets.alpha, 20],
  ['shpat_', alphabets.hex, 31],
  ['PMAK-', alphabets.hex, 23],
  ['rubygems_', alphabets.hex, 47],
  ['lin_api_', alphabets.alnum, 20],
  ['ATATT3', alphabets.alnum, 30],
  ['dp.pt.', alphabets.alnum, 20],
  ['EAA', alphabets.alnum, 20],
  ['sq0csp-', alphabets.alnum, 30],
  ['ya29.', alphabets.alnum, 4],
  ['key-', alphabets.hex, 31],
];

export function harmlessTexts(providers, random) {
  const names = [...new Set(providers.map(([, provider]) => provider))];
  const texts = [];
  const add = (kind, text) => texts.push({ kind, text });
  for (const provider of names) {
    const word = provider.replaceAll(/[^a-z0-9]+/gi, '');
    const name = { word, upper: `${provider.replaceAll(/[^a-z0-9]+/gi, '_').toUpperCase()}_API_KEY` };
    for (const holder of random.some(holders, 6)) add('a placeholder', random.one(places)(name, holder(name)));
    for (const reference of random.some(references, 4)) add('a reference', reference(name));
    for (const text of random.some(drawn, 5)) add('drawn, but no secret', text(name, random));
  }
  for (const text of nameless) for (let count = 0; count < 40; count++) add('drawn, without a name', text(random));
  for (const [prefix, alphabet, length] of nearly)
    for (let count = 0; count < 10; count++)
      add('too short for its beginning', `value ${prefix}${random.text(alphabet, length)} here\n`);
  return texts;
}
