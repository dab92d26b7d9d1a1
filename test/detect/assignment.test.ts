/** The key a value is assigned to, in the syntaxes people write. */

import { expect, test } from 'vitest';
import { assignmentOf } from '../../src/detect/assignment.ts';

const cases: readonly (readonly [text: string, key: string, operator: string])[] = [
  ['API_KEY=V', 'API_KEY', '='],
  ['export API_KEY="V"', 'API_KEY', '='],
  ['api_key = "V"', 'api_key', '='],
  ['api_key: V', 'api_key', ':'],
  ['"apiKey": "V"', 'apiKey', ':'],
  ['{\\"apiKey\\":\\"V\\"}', 'apiKey', ':'],
  ['&quot;apiKey&quot;: &quot;V&quot;', 'apiKey', ':'],
  ["'api_key' => 'V'", 'api_key', '=>'],
  [':api_key => "V"', 'api_key', '=>'],
  ['apiKey := "V"', 'apiKey', ':='],
  ['const apiKey: string = "V"', 'apiKey', '='],
  ['let api_key: &str = "V"', 'api_key', '='],
  ['private static final String API_KEY = "V"', 'API_KEY', '='],
  ['os.environ["API_KEY"] = "V"', 'API_KEY', '='],
  ['config.set("api.key", "V")', 'api.key', ','],
  ['<apiKey>V</apiKey>', 'apiKey', '>'],
  ['<add key="ApiKey" value="V"/>', 'ApiKey', '='],
  ['tool --api-key V', '--api-key', ' '],
  ['tool --api-key=V', '--api-key', '='],
  ['aws configure set aws_secret_access_key V', 'aws_secret_access_key', ' '],
  ['X-Api-Key: V', 'X-Api-Key', ':'],
  ['- name: API_KEY\n  value: V', 'API_KEY', ':'],
  ['{"Name": "API_KEY", "Value": "V"}', 'API_KEY', ':'],
  ['"API_KEY":{"value":"V","isSecret":true}', 'API_KEY', ':'],
  ['variable "api_key" {\n  default = "V"\n}', 'api_key', '='],
  ['text\\napi_key=V', 'api_key', '='],
  ['credentials.password = b"V"', 'credentials.password', '='],
  ['ENV API_KEY V', 'API_KEY', ' '],
  ['api_key=%22V%22', 'api_key', '='],
  ['api_key%3DV', 'api_key', '%3D'],
  ['API_KEY=\x1b[32mV', 'API_KEY', '='],
  ['$env:API_KEY="V"', 'API_KEY', '='],
  ['if (token === "V")', 'token', '==='],
];

test.each(cases)('%s', (text, key, operator) => {
  const bytes = Buffer.from(text, 'latin1');
  expect(assignmentOf(bytes, text.lastIndexOf('V'))).toMatchObject({ key, operator });
});

test('prose before a value is no assignment', () => {
  expect(assignmentOf(Buffer.from('V'), 0)).toBeUndefined();
  expect(assignmentOf(Buffer.from('(V)'), 1)).toBeUndefined();
});

const id = ['AKIA', 'Q8W2Z5K1X7C4V9B3'].join('');

test.each([
  `login("${id}", "V")`,
  `bob,${id},V`,
  `login("hunter2", "V")`,
  `s3://${id}:V@bucket`,
  'postgres://app:V@db',
  `set q8w2z5k1x7c4v9b3 V`,
])('what may be a secret itself is never a key: %s', (text) => {
  expect(assignmentOf(Buffer.from(text), text.lastIndexOf('V'))?.key).toBeUndefined();
});

test('reading backwards is bounded: a long run before the value changes nothing', () => {
  const text = `${'a.'.repeat(50_000)} = "V"`;
  expect(assignmentOf(Buffer.from(text), text.length - 2)?.operator).toBe('=');
});
