/** `{assign}`: what lies between a context word and its value, in the syntaxes people write. */

import { describe, expect, test } from 'vitest';
import { expandMacros, foldMacros, unknownMacro } from '../../src/rules/macro.ts';
import { parsePattern } from '../../src/rules/regex/parse.ts';
import { countSteps } from '../../src/rules/regex/steps.ts';

const value = ['9f86d081884c7d65', '9a2feaa0c55ad015'].join('');
const folded = new RegExp(expandMacros('acme{assign}(?<secret>[a-f0-9]{32})'), 'i');
const cased = new RegExp(expandMacros('[Aa][Cc][Mm][Ee]{assign}(?<secret>[a-f0-9]{32})'));

/** `<V>` stands for the value. */
const syntaxes: readonly (readonly [name: string, text: string])[] = [
  ['shell', 'export ACME_API_KEY=<V>'],
  ['shell, quoted', `ACME_TOKEN='<V>' ./run`],
  ['shell, default', '${ACME_KEY:-<V>}'],
  ['dotenv', 'ACME_SECRET="<V>"'],
  ['JSON', '{"acme_api_key": "<V>"}'],
  ['JSON, pretty, value below', '{"acme_api_key":\n    "<V>"}'],
  ['JSON, array', '{"acme_tokens": ["<V>"]}'],
  ['JSON, nested', '{"acme": {"apiKey": "<V>"}}'],
  ['escaped JSON', '"{\\"acme_api_key\\": \\"<V>\\"}"'],
  ['twice escaped JSON', '{\\\\\\"acme_api_key\\\\\\":\\\\\\"<V>\\\\\\"}'],
  ['YAML', 'acme_api_key: <V>'],
  ['YAML, quoted', "acme-api-key: '<V>'"],
  ['YAML, nested', 'acme:\n  api_key: <V>'],
  ['YAML, list', 'acme_keys:\n  - <V>'],
  ['TOML', 'acme_key = "<V>"'],
  ['TOML section', '[acme]\napi_key = "<V>"'],
  ['INI', '[acme]\nsecret=<V>'],
  ['properties', 'acme.api.key=<V>'],
  ['properties, colon', 'acme.api.key: <V>'],
  ['XML attribute', '<server acmeKey="<V>"/>'],
  ['XML element', '<acme-api-key><V></acme-api-key>'],
  ['XML, CDATA', '<acmeKey><![CDATA[<V>]]></acmeKey>'],
  ['.NET settings', '<add key="AcmeApiKey" value="<V>" />'],
  ['Android strings', '<string name="acme_key"><V></string>'],
  ['plist', '<key>AcmeKey</key>\n  <string><V></string>'],
  ['Hadoop', '<name>acme.key</name><value><V></value>'],
  ['HCL', 'acme_key = "<V>"'],
  ['HCL block', 'acme {\n  api_token = "<V>"\n}'],
  ['Terraform variable', 'variable "acme_key" {\n  default = "<V>"\n}'],
  ['tfvars, aligned', 'acme_api_key          = "<V>"'],
  ['Python dict', "{'acme_key': '<V>'}"],
  ['Python kwargs', "Client(acme_key='<V>')"],
  ['Python os.environ', 'os.environ["ACME_API_KEY"] = "<V>"'],
  ['Python default', 'os.environ.get("ACME_API_KEY", "<V>")'],
  ['Python or', 'key = os.getenv("ACME_KEY") or "<V>"'],
  ['Python bytes', 'ACME_KEY = b"<V>"'],
  ['Python annotated', 'acme_key: Optional[str] = "<V>"'],
  ['JS object', '{ acmeKey: `<V>` }'],
  ['JS const', "const acmeApiKey = '<V>';"],
  ['JS process.env', "process.env.ACME_KEY = '<V>'"],
  ['JS fallback', "process.env.ACME_KEY || '<V>'"],
  ['JS nullish', "process.env['ACME_KEY'] ?? '<V>'"],
  ['TypeScript', 'private readonly acmeKey: string = "<V>";'],
  ['Ruby hash rocket', `'acme_key' => '<V>'`],
  ['Ruby symbol', 'acme_key: "<V>"'],
  ['Ruby ENV', "ENV['ACME_KEY'] ||= '<V>'"],
  ['PHP array', `'acme' => ['key' => 1, 'x' => 2, 'acme_key' => '<V>']`],
  ['PHP define', "define('ACME_KEY', '<V>');"],
  ['PHP nested subscript', "$config['acme']['api']['key'] = '<V>';"],
  ['Go struct', 'Config{AcmeKey: "<V>"}'],
  ['Go :=', 'acmeKey := "<V>"'],
  ['Go typed', 'var acmeKey string = "<V>"'],
  ['Go bytes', 'acmeKey := []byte("<V>")'],
  ['Rust', `const ACME_KEY: &'static str = "<V>";`],
  ['Rust macro', 'let acme_key = String::from("<V>");'],
  ['Java setter', 'client.setAcmeKey("<V>");'],
  ['Java property', 'System.setProperty("acme.key", "<V>");'],
  ['Java', 'private static final String ACME_KEY = "<V>";'],
  ['C# setter', 'options.AcmeKey = "<V>";'],
  ['C# verbatim', 'string acmeKey = @"<V>";'],
  ['C# new', 'var acmeKey = new Secret("<V>");'],
  ['Kotlin', 'val acmeKey: String = "<V>"'],
  ['Swift', 'let acmeKey: String? = "<V>"'],
  ['Objective-C', 'NSString *acmeKey = @"<V>";'],
  ['C', 'const char *acme_key = "<V>";'],
  ['C #define', '#define ACME_KEY "<V>"'],
  ['Dockerfile ENV', 'ENV ACME_KEY <V>'],
  ['Dockerfile ENV =', 'ENV ACME_KEY=<V>'],
  ['Make', 'ACME_KEY ?= <V>'],
  ['HTTP header', 'X-Acme-Key: <V>'],
  ['HTTP header, scheme', 'acme-authorization: Bearer <V>'],
  ['curl header', `curl -H "X-Acme-Token: <V>"`],
  ['CLI flag', 'tool --acme-key <V>'],
  ['CLI flag =', 'tool --acme-key=<V>'],
  ['CLI flag, quoted', 'tool --acme-key "<V>"'],
  ['Kubernetes', '- name: ACME_KEY\n  value: <V>'],
  ['Kubernetes, quoted', '- name: "ACME_KEY"\n  value: "<V>"'],
  ['ECS', '{"name": "ACME_KEY", "value": "<V>"}'],
  ['escaped ECS', '{\\"name\\":\\"ACME_KEY\\",\\"value\\":\\"<V>\\"}'],
  ['CSV', 'acme_key,<V>'],
  ['URL query', 'https://api.example.com/?acme_key=<V>'],
  ['URL query of the host', 'https://api.acme.io/v1/users?page=2&api_key=<V>'],
  ['Groovy', "acmeKey = '<V>'"],
  ['Gradle', 'buildConfigField "String", "ACME_KEY", "\\"<V>\\""'],
  ['Gradle, no operator', "acmeKey '<V>'"],
  ['SQL', "SET acme_key = '<V>';"],
  ['SQL TO', "ALTER SYSTEM SET acme_key TO '<V>';"],
  ['R', 'acme_key <- "<V>"'],
  ['Perl', '$acme_key = "<V>";'],
  ['Lua', 'acme_key = "<V>"'],
  ['nginx', 'set $acme_key <V>;'],
  ['prose', 'Acme API key: <V>'],
  ['prose, is', 'the acme key is <V>'],
  ['prose, Markdown', '**Acme key**: `<V>`'],
  ['Markdown table', '| ACME_KEY | <V> |'],
  ['percent', 'acme_key%3D<V>'],
  ['PowerShell', '$env:ACME_KEY = "<V>"'],
  ['batch', 'set ACME_KEY=<V>'],
  ['Jenkins log', 'ACME_KEY=<V>'],
];

describe('{assign}', () => {
  test.each(syntaxes)('%s', (_, text) => {
    const found = text.replace('<V>', value);
    expect(folded.exec(found)?.groups?.['secret'], 'with flag i').toBe(value);
    expect(cased.exec(found)?.groups?.['secret'], 'without flag i').toBe(value);
  });

  test.each([
    ['a word between', 'acme released <V>'],
    ['a commit', 'acme commit <V>'],
    ['another line', 'acme\n\nV is a hash'],
    ['another statement', 'acme(); hash = "<V>"'],
    ['another key', '{"acme": 1, "hash": "<V>"}'],
    ['a path', 'acme/<V>'],
    ['a name that goes on', 'acme_<V>'],
    ['nested under another key', 'acme:\n  commit: <V>'],
    ['a name of more than thirty bytes', 'acme_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=<V>'],
  ])('no bridge: %s', (_, text) => {
    expect(folded.exec(text.replace('<V>', value))).toBeNull();
  });

  test('is bounded, and its steps are few', () => {
    const steps = (pattern: string, flags: string): number =>
      countSteps(parsePattern(expandMacros(pattern), flags), expandMacros(pattern), flags).steps;
    expect(steps('acme{assign}(?<secret>[a-f0-9]{32})', 'i')).toBeLessThan(40_000);
    expect(steps('acme{assign}(?<secret>[!-~]{20,200})', 'i')).toBeLessThan(131_072);
  });

  test('folds back to its name', () => {
    const pattern = 'acme{assign}(?<secret>[a-f0-9]{32})';
    expect(foldMacros(expandMacros(pattern))).toBe(pattern);
  });

  test('an unknown macro is named, a repeat is none', () => {
    expect(unknownMacro('acme{asign}x{3}[a-z]{1,2}\\{name}')).toBe('asign');
    expect(unknownMacro('acme{assign}x{3}')).toBeUndefined();
  });
});
