/** What was drawn by a generator is told from what a person wrote. */

import { describe, expect, test } from 'vitest';
import { draw, seeded } from '../../src/rules/random.ts';
import { whyNotRandom } from '../../src/rules/randomness.ts';

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();

describe('of 400 drawn values nearly all are called random', () => {
  test.each([
    ['hex, 32', `${digits}abcdef`, 32],
    ['lower case and digits, 32', lower + digits, 32],
    ['letters and digits, 24', lower + upper + digits, 24],
    ['letters and digits, 40', lower + upper + digits, 40],
    ['base64url, 43', `${lower}${upper}${digits}_-`, 43],
  ])('%s', (_name, alphabet, length) => {
    const random = seeded('randomness');
    let refused = 0;
    for (let k = 0; k < 400; k++) if (whyNotRandom(draw(alphabet, length, random)) !== undefined) refused++;
    expect(refused).toBeLessThanOrEqual(8);
  });
});

test.each([
  'fetchAccessTokenV2ForTenant',
  'com.company.acme.api.key.v2.property',
  'PBKDF2PasswordHasher',
  'd7network-api-key',
  'AU1000_INTC0_INT_BASE',
  'acme_auth_token_provider_v1',
  'setup-node-version-18-action',
  'your-secret-token-goes-here-1',
  '20240113094512345678',
  '2024-01-13-09-45-12-1234',
  'aaaaaaaaaaaaaaaaaaaa1111',
  'gsk_attribute_get_numeric_value',
  'CS35L36_USERKEY_CTL',
  's3c2450_hsspi1_p',
  'cy7c1019dv33-10zsxi',
  'IF_ADC1/IF_ADC2/VAD_ADC',
  'MAX77693/MAX77843',
  'projects/proj123/keys/sitekey123',
  'sje.corejs2Polyfills',
  '0x801C900500419005ull',
  `0x${'ca11bde059'}77b3631167028862be2a173976ca11`,
  'H147V625h330zm21-306q1',
])('%s is not', (text) => {
  expect(whyNotRandom(text)).toBeDefined();
});
