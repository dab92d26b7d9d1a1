/** Examples out of standards are known where the text says so. */

import { describe, expect, test } from 'vitest';
import { isPublished } from '../../src/detect/published.ts';

const basic = 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==';

describe('an example of a standard', () => {
  test.each(['// RFC 7617 section 2\n', 'oauth_rfc6749.md\n', 'fixtures/vectors.json\n'])('by %j', (whence) => {
    expect(isPublished(basic, () => whence)).toBe(true);
  });

  test('may be what a service took for its own', () => {
    expect(isPublished(basic, () => 'server.conf\nadmin: ')).toBe(false);
  });

  test('is no other value beside it', () => {
    expect(isPublished(Buffer.from('deploy:h7Gq2').toString('base64'), () => 'RFC 7617')).toBe(false);
  });
});
