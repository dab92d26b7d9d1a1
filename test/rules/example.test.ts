/** Templates of examples. */

import { describe, expect, test } from 'vitest';
import { githubCrc32 } from '../../src/rules/checks/github-crc32.ts';
import { checks } from '../../src/rules/checks/index.ts';
import { expandExample } from '../../src/rules/example.ts';

const expand = (template: string, seed = 'rule:0'): string => expandExample(template, seed, checks);

describe('templates', () => {
  test('the same template and seed give the same text; another seed gives another', () => {
    expect(expand('{{alnum:36}}')).toBe(expand('{{alnum:36}}'));
    expect(expand('{{alnum:36}}')).not.toBe(expand('{{alnum:36}}', 'rule:1'));
  });

  test.each([
    ['{{alnum:36}}', /^[A-Za-z0-9]{36}$/],
    ['{{alpha:9}}', /^[A-Za-z]{9}$/],
    ['{{lower:9}}', /^[a-z]{9}$/],
    ['{{upper:9}}', /^[A-Z]{9}$/],
    ['{{digits:9}}', /^[0-9]{9}$/],
    ['{{hex:32}}', /^[0-9a-f]{32}$/],
    ['{{HEX:32}}', /^[0-9A-F]{32}$/],
    ['{{base32:16}}', /^[A-Z2-7]{16}$/],
    ['{{base64:44}}', /^[A-Za-z0-9+/]{44}$/],
    ['{{base64url:43}}', /^[A-Za-z0-9_-]{43}$/],
    ['{{lower+digits:20}}', /^[a-z0-9]{20}$/],
    ['{{upper+digits:20}}', /^[A-Z0-9]{20}$/],
    ['{{[a-f2-7_-]:20}}', /^[a-f2-7_-]{20}$/],
    ['{{uuid}}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['a {{ .Values.key }} ${{ secrets.KEY }}', /^a \{\{ \.Values\.key \}\} \$\{\{ secrets\.KEY \}\}$/],
    ['{{repeat:ab:3}}', /^ababab$/],
    ['{{percent:a b/c}}', /^a%20b%2Fc$/],
    ['{{hexof:AZ}}', /^415a$/],
    ['{{b64:{"a":{"b":1}}}}.', /^eyJhIjp7ImIiOjF9fQ==\.$/],
    ['{{b64url:{{b64:user:pass}}}}', /^ZFhObGNqcHdZWE56$/],
  ])('%s', (template, shape) => {
    expect(expand(template)).toMatch(shape);
  });

  test('a signature is of the token right before it, not of the name it is given to', () => {
    for (const template of ['', 'GITHUB_TOKEN=', 'x: ', 'https://user:', '{"a":"', 'a/{{begin}}']) {
      const text = expand(`${template}ghp_{{alnum:30}}{{sign:github-crc32}}`);
      expect(githubCrc32.test(text.slice(-40), {}).outcome, text).toBe('pass');
    }
  });

  test('a signature inside an encoding is of the text that is encoded', () => {
    const text = Buffer.from(expand('{{b64:ghp_{{alnum:30}}{{sign:github-crc32}}}}'), 'base64').toString();
    expect(githubCrc32.test(text, {}).outcome).toBe('pass');
  });

  test('no expansion holds a placeholder word, a run or a walk', () => {
    for (let k = 0; k < 2000; k++) {
      const text = expand('{{lower:24}} {{alnum:36}} {{digits:12}} {{hex:40}}', `seed:${k}`);
      expect(text).not.toMatch(/example|test|fake|dummy|sample|xxxx|1234|abcd|(.)\1\1/i);
    }
  });

  test.each(['{{alnum}}', '{{nothing:3}}', '{{b64:abc', '{{sign:no-such-check}}', '{{alnum:x}}', '{{repeat:ab}}'])(
    'the fault in %s is named',
    (template) => {
      expect(() => expand(template)).toThrow(template);
    },
  );
});
