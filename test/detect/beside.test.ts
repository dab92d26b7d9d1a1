/** Values beside a provider's name: which of them are findings, by what stands between the two. */

import { describe, expect, test } from 'vitest';
import { detectorOf, rule, setOf } from './support.ts';

const common = {
  flags: 'i',
  right: 'none',
  reader: 'beside',
  keywordOffset: [0, 0],
  maxLength: 242,
  binary: false,
} as const;
const globex = rule('globex-key', 'globex', ['globex'], { ...common, confidence: 0.45, checks: ['random-token'] });
const harvest = rule('harvest-key', 'harvest', ['harvest'], {
  ...common,
  confidence: 0.45,
  checks: ['random-token', 'credential-name'],
});
const scan = detectorOf(setOf(globex, harvest));

const value = ['k6Ii0twQz8h3m1', 'Lx0c9vB2n4r7fD5g8s'].join('');
const hex = ['0f8e2d3c4b5a6978', '91d7c6b5f4e3a2d1'].join('');

/** What is dropped, and might yet tell whose a value is. */
function doubtedIn(text: string): string[] {
  return scan(text, { path: 'service.conf' })
    .matches.filter(({ unsure }) => unsure)
    .map(({ secret }) => secret.reveal());
}

describe('a value that does not look drawn', () => {
  const letters = ['gabTpTUgFS', 'jZTcIjiqqW'].join('');
  const digits = ['41143564', '6039219'].join('');

  test.each([`globex_token = '${letters}'`, `globex.login({ apiKey: '${digits}' })`])(
    'may be told to be the provider’s: %s',
    (text) => {
      expect(doubtedIn(text)).toHaveLength(1);
      expect(foundIn(text)).toEqual([]);
    },
  );

  test('of a signed token that is longer than is read, the beginning tells whose it is', () => {
    const token = `eyJ${value.repeat(12)}.eyJ${value.repeat(12)}.${value}`;
    expect(doubtedIn(`GLOBEX_TOKEN="${token}"`)).toEqual([token.slice(0, 641)]);
    expect(foundIn(`GLOBEX_TOKEN="${token}"`)).toEqual([]);
  });

  test.each([`globex_id = '${letters}'`, `globex.key_id = '${digits}'`])(
    'is nobody’s where no credential’s name stands before it: %s',
    (text) => {
      expect(doubtedIn(text)).toEqual([]);
    },
  );
});

/** What would be reported by default. */
function foundIn(text: string): string[] {
  return scan(text, { path: 'service.conf' })
    .matches.filter(({ confidence, allowed }) => confidence >= 0.5 && allowed === undefined)
    .map(({ secret }) => secret.reveal());
}

describe('a name that is no word', () => {
  test.each([
    `globex -> ${value}`,
    `# globex\n${value}\n`,
    `import globex\n\nrun('${value}')`,
    `curl -u ${value}: https://api.globex.com/v1`,
    `curl -u deploy:${value} https://globex.com`,
    `Please use ${value} as the globex API key.`,
    `globex "${value}"`,
    `const globex = createClient("${value}");`,
    `Globex::Client.new('${value}')`,
    `headers = {'X-Api-Key': '${value}'}\nparams = {'page': 1}\nget('https://api.globex.com/v2/items')`,
    `BASE = "https://api.globex.com/v2/"\nTIMEOUT = 30\n# how often a request is tried again before it is given up\nRETRIES = 3\nAPI_KEY = "${value}"`,
    `git clone https://build:${value}@git.globex.com/web.git`,
    `https://${value}@in.globex.com/1`,
    `-d '[{"key":"x-api-key","value":"${value}"}]' https://globex.com`,
    `INSERT INTO t VALUES ('globex', 'https://x.org', '${value}')`,
    `UPDATE t SET value = '${value}' WHERE name = 'globex_api_key'`,
    `service,login,token\nglobex,ops@acme.org,${value}`,
    `| globex | ops | ${value} |`,
    `new Globex("deploy", "${value}")`,
  ])('%s', (text) => {
    expect(foundIn(text)).toEqual([value]);
  });

  test.each([
    `md5(globex-1.2.tar.gz) = ${hex}`,
    `sha256sum globex.zip\n${hex}${hex}  globex.zip`,
    `${hex} globex: fix the key of a cache`,
    `import globex\n\nrun('${hex}')`,
    `globex/client v1.4.2 h1:+${value}=`,
  ])('digests and commits are none: %s', (text) => {
    expect(foundIn(text)).toEqual([]);
  });
});

test('a signed token is taken whole', () => {
  const part = (length: number): string => value.repeat(10).slice(0, length);
  const token = `${'ey'}J${part(33)}.${'ey'}J${part(120)}.${part(43)}`;
  expect(foundIn(`GLOBEX_TOKEN=${token}`)).toEqual([token]);
});

test('what is said of another key or another host is not taken for it', () => {
  expect(foundIn(`{"id":"${hex}","channel":"globex"}`)).toEqual([]);
  expect(foundIn(`https://feeds.org/new?auth=${value}&url=https://globex.com/a`)).toEqual([]);
  expect(foundIn(`OTHER_SERVICE_TOKEN=${value}\nGLOBEX_URL=https://api.globex.com\n`)).toEqual([]);
});

describe('a word of English', () => {
  test.each([
    [`harvest = '${hex}'`, hex],
    [`harvest_token: ${value}`, value],
    [`// harvest\n${value}`, value],
  ])('%s', (text, found) => {
    expect(foundIn(text)).toEqual([found]);
  });

  test.each([`harvest ${hex}`, `harvest the keys\nu32 dot${'118021'}XGrpKeyid;`, `harvest(${hex.slice(0, 20)})`])(
    'needs more than to stand near: %s',
    (text) => {
      expect(foundIn(text)).toEqual([]);
    },
  );
});
