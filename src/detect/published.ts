/**
 * Credentials that standards and documentation print, and that everybody copies. Known for nobody's where the text says whence they
 * are: a service that was given one of them has it for its own.
 */

const published = new Set([
  // RFC 6455, the opening handshake of WebSocket, and its constant.
  'dGhlIHNhbXBsZSBub25jZQ==',
  's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  '258EAFA5-E914-47DA-95CA-C5AB0DC85B11',
  'x3JJHMbDL1EzLkh9GBhXDw==',
  // RFC 2617, 7616 and 7617, authentication of HTTP.
  'QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  'QWxhZGRpbjpPcGVuU2VzYW1l',
  'dGVzdDoxMjPCow==',
  'Circle Of Life',
  'Circle of Life',
  'CircleOfLife',
  'open sesame',
  'OpenSesame',
  'dcd98b7102dd2f0e8b11d0f600bfb0c093',
  '5ccc069c403ebaf9f0171e9517f40e41',
  '6629fae49393a05397450978507c4ef1',
  // RFC 6749 and 6750, OAuth 2.0.
  '2YotnFZFEjr1zCsicMWpAA',
  'tGzv3JOkF0XG5Qx2TlKWIA',
  'mF_9.B5f-4.1JqM',
  'SplxlOBeZQQYbYS6WxSbIA',
  'czZCaGRSa3F0MzpnWDFmQmF0M2JW',
  'czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3',
  '7Fjfp0ZBr1KtDRbnfVdmIw',
  'SlAV32hkKG',
  // RFC 5849, OAuth 1.0.
  'kd94hf93k423kf44',
  'pfkkdhi9sl3r4s00',
  'j49sk3j29djd',
  'dh893hdasih9',
  'hdhd0244k9j7ao03',
  'nnch734d00sl2jdk',
  'dpf43f3p2l4k3l03',
  // RFC 7515 and 7519, and jwt.io.
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWV9.TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ',
  'your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  // RFC 8032, section 7.1.
  '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
  // The vectors of BIP-39 and the comic that everybody quotes.
  'TREZOR',
  'correct horse battery staple',
  'correcthorsebatterystaple',
]);

const saysWhence =
  /\brfc[ _-]?\d{3,5}|(?<![a-z])rfc\d{3,5}|test[-_ ]?vectors?|\bvectors?\.json|\bjwt\.io|\bbip-?39|\bsection \d/i;

/**
 * Whether a value is an example out of a standard or a well-known page, by its own word.
 * @param whence the text before it, and its path
 */
export function isPublished(value: string, whence: () => string): boolean {
  return published.has(value) && (value.startsWith('eyJ') || saysWhence.test(whence()));
}
