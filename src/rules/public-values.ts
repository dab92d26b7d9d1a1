/**
 * Values that their providers give out to be read by everybody: keys for browsers, public halves, addresses of accounts. Context
 * of a finding, never one.
 */

/** Forms and why they are public; a form stands here by the word of its provider, on the page beside it. */
const forms: readonly (readonly [form: RegExp, reason: string])[] = [
  // Stripe, Clerk, Paystack, PayMongo, Yoco and others write it so. @see https://docs.stripe.com/keys
  [/^(?:test_|live_)?pk_(?:live|test|sandbox|sbox)_[\w$=-]{8,200}$/, 'a publishable key'],
  [/^(?:test|live|sandbox|production)_(?:pk|ck|gck|pub)_[\w-]{8,100}$/, 'a publishable key'],
  // @see https://supabase.com/docs/guides/api/api-keys
  [/^sb_publishable_[\w-]{10,80}$/, 'a publishable key'],
  // @see https://developer.flutterwave.com/docs/authentication
  [/^FLWPUBK(?:_TEST)?-[\w-]{8,80}$/, 'a public key for browsers'],
  // @see https://developer.squareup.com/docs/web-payments/overview
  [/^(?:sandbox-)?sq0id[pb]-[\w-]{8,40}$/, 'an application id'],
  // @see https://docs.mapbox.com/help/getting-started/access-tokens/
  [/^pk\.eyJ[\w-]{20,250}\.[\w-]{10,40}$/, 'a public token'],
  // @see https://docs.xendit.co/docs/api-keys
  [/^xnd_public_[\w-]{10,120}$/, 'a public key for browsers'],
  // @see https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth
  [/^pubkey-[a-f0-9]{32}$/, 'a public key'],
  // @see https://langfuse.com/faq/all/where-are-langfuse-api-keys
  [/^pk-lf-[a-f0-9-]{36}$/, 'the public half of a pair'],
  // @see https://docs.lob.com/#tag/Authentication
  [/^(?:test|live)_pub_[a-z0-9]{20,60}$/, 'a publishable key'],
  // @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth
  [/^[UANOCX][A-Z2-7]{55}$/, 'a public nkey'],
  // @see https://www.rfc-editor.org/rfc/rfc8292 (an uncompressed point of P-256)
  [/^B[A-P][\w-]{85}=?$/, 'a public key of P-256'],
  // But for those of accounts and of keys. @see https://www.twilio.com/docs/glossary/what-is-a-sid
  [/^(?:SM|MM|VA|MG|PN|CA|CF|WO|IS|CH|AP|RE|TR|ZS|ZN|EV|HX|BN)[0-9a-f]{32}$/, 'the SID of a resource'],
  // @see https://www.twilio.com/docs/sendgrid/ui/sending-email/how-to-send-an-email-with-dynamic-templates
  [/^d-[a-f0-9]{32}$/, 'the id of a template'],
  // Roles of trusted publishing. @see https://guides.rubygems.org/trusted-publishing/
  [/^rg_oidc_akr_[a-z0-9]{10,40}$/, 'the id of a role'],
  // @see https://tailscale.com/kb/1010/node-keys
  [/^(?:nodekey|mkey|discokey):[a-f0-9]{64}$/, 'a public key of Tailscale'],
  // @see https://developer.algorand.org/docs/get-details/accounts/
  [/^(?!S[UAONCX])[A-Z2-7]{58}$/, 'an address of Algorand'],
  // @see https://developers.stellar.org/docs/learn/encyclopedia/network-configuration/federation
  [/^G[A-D][A-Z2-7]{54}$/, 'an address of Stellar'],
  // @see https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki (bech32)
  [/^(?:(?:bc1|tb1|ltc1)[qp]|addr1|cosmos1|osmo1|stake1)[ac-hj-np-z02-9]{37,110}$/, 'an address'],
  [/^[xyz]pub[1-9A-HJ-NP-Za-km-z]{100,112}$/, 'a public key'],
  [/^age1[a-z0-9]{58}$/, 'a public key of age'],
  // SPKI and SSH: what public keys begin with in base64.
  [
    /^(?:MFkwEwYHKoZIzj0|MIIBIjANBgkqhkiG9w0BAQEF|MIGfMA0GCSqGSIb3DQEBAQUAA4|MCowBQYDK2Vw|MHYwEAYHKoZIzj0)/,
    'a public key',
  ],
  [/^AAAA(?:B3NzaC1yc2E|C3NzaC1lZDI1NTE5|E2VjZHNhLXNoYTI)/, 'a public key'],
];

/** Why a value is public by its form; undefined for one that may be a secret. */
export function publicReason(value: string): string | undefined {
  if (value.length < 16 || value.length > 800) return undefined;
  for (const [form, reason] of forms) if (form.test(value)) return `public by its form: ${reason}`;
  return undefined;
}
