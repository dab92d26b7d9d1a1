// The places where people put a credential, as those who write tests for scanners would write them too.

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** Words of a kind's name: `api-key` is `api`, `key`. */
const kinds = {
  'api-key': [['api', 'key'], ['api', 'key'], ['token'], ['api', 'token'], ['key'], ['secret'], ['access', 'token']],
};

/**
 * One credential's name in the spellings of languages and files.
 *
 * @param words further words without which the form is not known
 */
export function namesOf(provider, kind, words, random) {
  const own = words.find((word) => /^[a-z_]+$/.test(word) && word.replaceAll('_', '').startsWith(provider.slice(0, 3)));
  const stem = (own ?? provider)
    .replaceAll(/[^a-z0-9]+/gi, '_')
    .split('_')
    .filter(Boolean);
  const tail = random.one(kinds[kind] ?? [kind.split('-')]);
  const extra = words.filter((word) => word !== own && /^[a-z_]+$/.test(word) && !tail.includes(word)).slice(0, 1);
  const parts = [...stem, ...extra.flatMap((word) => word.split('_')), ...tail];
  return {
    word: stem.join(''),
    title: stem.map(capital).join(''),
    kind: tail.join(' '),
    snake: parts.join('_'),
    upper: parts.join('_').toUpperCase(),
    kebab: parts.join('-'),
    header: parts.map(capital).join('-'),
    camel: parts.map((part, at) => (at === 0 ? part : capital(part))).join(''),
    pascal: parts.map(capital).join(''),
    spaced: parts.join(' '),
    dotted: `${stem.join('')}.${tail.join('.')}`,
  };
}

const drawnHex = (random, length) => random.text('0123456789abcdef', length);

/** `named`: the provider's name stands in it. */
const named = {
  'env file': (n) => `PORT=8080\n${n.upper}=${n.value}\nDEBUG=false\n`,
  'env quoted': (n) => `${n.upper}="${n.value}"`,
  'env last line': (n) => `NODE_ENV=production\n${n.upper}=${n.value}`,
  export: (n) => `#!/bin/sh\nexport ${n.upper}='${n.value}'\n./run.sh\n`,
  'snake assigned': (n) => `${n.snake} = "${n.value}"\n`,
  'word assigned': (n) => `${n.word} = '${n.value}'`,
  'word colon': (n) => `${n.word}: ${n.value}`,
  'word spaced': (n) => `${n.word} ${n.value}`,
  'Word quoted': (n) => `${n.title} "${n.value}"`,
  const: (n) => `const ${n.camel} = '${n.value}';\n`,
  'const typed': (n) => `private readonly ${n.camel}: string = "${n.value}";\n`,
  'const backtick': (n) => `let ${n.camel} = \`${n.value}\`\n`,
  'go short': (n) => `func main() {\n\t${n.camel} := "${n.value}"\n\tclient := ${n.word}.New(${n.camel})\n}\n`,
  'go const': (n) => `const ${n.pascal} = "${n.value}"\n`,
  java: (n) => `public static final String ${n.upper} = "${n.value}";\n`,
  'ruby hash': (n) => `config = {\n  :${n.snake} => "${n.value}",\n  timeout: 30\n}\n`,
  php: (n) => `define('${n.upper}', '${n.value}');\n`,
  'php array': (n) => `'${n.word}' => [\n    'key' => '${n.value}',\n],\n`,
  python: (n) => `${n.upper} = os.environ.get("${n.upper}", "${n.value}")\n`,
  'js default': (n) => `const ${n.camel} = process.env.${n.upper} || '${n.value}';\n`,
  'call set': (n) => `${n.word}.setApiKey("${n.value}");\n`,
  'call new': (n) => `client = ${n.title}Client("${n.value}")\n`,
  'call keyword': (n) => `client = ${n.word}.Client(api_key="${n.value}", timeout=10)\n`,
  'call object': (n) => `const client = new ${n.title}({ apiKey: '${n.value}' });\n`,
  json: (n) => `{\n  "name": "service",\n  "${n.camel}": "${n.value}",\n  "port": 80\n}\n`,
  'json compact': (n) => `{"${n.snake}":"${n.value}"}`,
  'json nested': (n) => `{"${n.word}": {"enabled": true, "token": "${n.value}"}}\n`,
  yaml: (n) => `service:\n  ${n.snake}: ${n.value}\n  replicas: 2\n`,
  'yaml quoted': (n) => `${n.camel}: "${n.value}"\n`,
  'yaml nested': (n) => `${n.word}:\n  url: https://api.${n.word}.com/v1\n  api_key: ${n.value}\n`,
  'yaml env': (n) => `env:\n  - name: ${n.upper}\n    value: "${n.value}"\n`,
  toml: (n) => `[${n.word}]\nkey = "${n.value}"\n`,
  ini: (n) => `[default]\n${n.snake}=${n.value}\nregion=eu\n`,
  properties: (n) => `${n.dotted}=${n.value}\n`,
  xml: (n) => `<config>\n  <${n.camel}>${n.value}</${n.camel}>\n</config>\n`,
  'xml attribute': (n) => `<add key="${n.pascal}" value="${n.value}" />\n`,
  terraform: (n) => `provider "${n.word}" {\n  api_key = "${n.value}"\n}\n`,
  dockerfile: (n) => `FROM node:20\nENV ${n.upper} ${n.value}\nRUN npm ci\n`,
  'compose list': (n) => `    environment:\n      - ${n.upper}=${n.value}\n`,
  'curl bearer': (n) => `curl -H "Authorization: Bearer ${n.value}" https://api.${n.word}.com/v1/users\n`,
  'curl header': (n) => `curl https://api.${n.word}.io/v2/items -H "X-Api-Key: ${n.value}"\n`,
  'curl user': (n) => `curl -u user:${n.value} https://${n.word}.com/api/v1/status\n`,
  'curl user bare': (n) => `curl -u ${n.value}: https://api.${n.word}.com/v1/charges\n`,
  'url query': (n) => `GET https://api.${n.word}.com/v1/search?q=test&api_key=${n.value}\n`,
  'url token': (n) => `url = "https://${n.word}.com/api/data?token=${n.value}&format=json"\n`,
  'header own': (n) => `POST /v1/messages HTTP/1.1\nHost: example.net\nX-${n.header}: ${n.value}\n`,
  'header js': (n) => `headers: { 'X-${n.title}-Token': '${n.value}' },\n`,
  'python header': (n) => `# ${n.title} API\nheaders = {"Authorization": f"Token ${n.value}"}\n`,
  'sentence within': (n) => `You can find a ${n.word} secret ${n.value} within the text.`,
  'sentence is': (n) => `The ${n.title} ${n.kind} is ${n.value}, do not share it.`,
  'sentence use': (n) => `Please use ${n.value} as the ${n.word} ${n.kind}.`,
  'spaced name': (n) => `${n.spaced}: ${n.value}`,
  'Spaced equals': (n) => `${capital(n.spaced)} = ${n.value}\n`,
  kebab: (n) => `--${n.kebab}=${n.value} --verbose\n`,
  'flag spaced': (n) => `${n.word} login --token ${n.value}\n`,
  'line before': (n) => `# ${n.word}\n${n.value}\n`,
  'line before named': (n) => `// ${n.title} credentials\nkey = "${n.value}"\n`,
  'two lines before': (n) => `${n.word}:\n  enabled: true\n  token: ${n.value}\n`,
  'line after': (n) => `api_key = "${n.value}"\nclient = ${n.word}.connect(api_key)\n`,
  'comment after': (n) => `token = "${n.value}" # ${n.word} production\n`,
  log: (n) => `[DEBUG] Using ${n.title} API with key=${n.value}\n[INFO] Response received: 200 OK\n`,
  'log lines': (n) =>
    `[INFO] Sending request to the ${n.word} API\n[DEBUG] Using Key=${n.value}\n[INFO] Response received: 200 OK\n`,
  'id and secret': (n) => `${n.word}_client_id = "${drawnHex(n.random, 20)}"\n${n.word}_client_secret = "${n.value}"\n`,
  'user and key': (n) => `${n.upper.split('_')[0]}_USER=deploy@corp.net\n${n.upper}=${n.value}\n`,
  'or equals': (n) => `${n.camel} ||= "${n.value}"\n`,
  'or colon': (n) => `${n.word}.key ||: "${n.value}"\n`,
  arrow: (n) => `${n.word} -> ${n.value}\n`,
  'markdown table': (n) => `| ${n.title} | ${n.kind} | ${n.value} |\n`,
  csv: (n) => `service,key\n${n.word},${n.value}\n`,
  'escaped json': (n) => `{"body":"{\\"${n.snake}\\":\\"${n.value}\\"}"}\n`,
  gradle: (n) => `buildConfigField "String", "${n.upper}", "\\"${n.value}\\""\n`,
  'sql insert': (n) => `INSERT INTO settings (name, value) VALUES ('${n.snake}', '${n.value}');\n`,
  swift: (n) => `static let ${n.camel}: String = "${n.value}"\n`,
  csharp: (n) => `["${n.title}:ApiKey"] = "${n.value}",\n`,
  powershell: (n) => `$env:${n.upper} = "${n.value}"\n`,
  'github action': (n) => `      - uses: ${n.word}/action@v2\n        with:\n          token: ${n.value}\n`,
  'only the word near': (n) => `import ${n.word}\n\nrun('${n.value}')\n`,
};

/** What stands by itself, for values that say what they are. */
const unnamed = {
  bare: (n) => `${n.value}\n`,
  'bare in text': (n) => `please rotate ${n.value} today\n`,
  'bare in quotes': (n) => `foo("${n.value}")\n`,
  'bare assigned': (n) => `x = '${n.value}'\n`,
  'bare in list': (n) => `["first", "${n.value}", "last"]\n`,
  'bare bearer': (n) => `Authorization: Bearer ${n.value}\n`,
};

const listed = (texts, isNamed) => Object.entries(texts).map(([name, text]) => ({ name, text, named: isNamed }));

export const contexts = [...listed(named, true), ...listed(unnamed, false)];
