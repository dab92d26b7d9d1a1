/**
 * What the text right around a value says of it, where only that text makes it a secret: encrypted, looked up by name, cut off,
 * called a public key, or said to be public.
 */

import { isPublicName } from '../rules/own-name.ts';

/** Bytes before and after a value that are asked. */
export const settingReach = { before: 240, after: 160 } as const;

/** `ENC[AES256_GCM,data:…`, `secure: …` of CI services, `{cipher}…`, `vault:v1:…`. */
const encrypted =
  /(?:ENC[[(][^\])\n]{0,100}|(?:^|[\s"'])(?:-\s)?secure["']?:\s{0,3}["']?(?:v1:[A-Za-z0-9+/]{0,40}={0,2}:?)?|\{cipher\}["']?|vault:v\d:|\$ANSIBLE_VAULT;[^\n]{0,40}\n\s{0,12}|kms:(?:alias\/)?[\w-]{0,40}:)$/;
/** Bitnami's sealed secrets: what `kubeseal` makes begins with the length of a key of RSA. */
const sealed = /^Ag[A-D][A-Za-z0-9+/]{100,}={0,2}$/;
/** `getSecret("`, `fetch_parameter('`: the name of what is looked up. */
const lookup =
  /(?:get|fetch|read|load|find|lookup|look_up|resolve|retrieve|access|require|delete|describe)_?\w{0,20}(?:secret|password|key|token|credential|env|param|parameter|setting|config|property)s?\w{0,16}\(\s{0,8}(?:[a-z_]{2,20}\s?[=:]\s?)?[@$]?["'`]$/i;
/** `op://vault/item/field`, `ref+awssecrets://`: where a secret is fetched from. */
const reference =
  /^(?:op|vault|ssm|sm|aws-?sm|awssm|secretsmanager|aws-?secrets?manager|gcp-?sm|gcpsecretmanager|akv|azurekeyvault|keyvault|bws|bitwarden|lastpass|keeper|doppler|infisical|pass|secret|secrets|ref\+\w{2,24}|env|file|k8s|conjur|chamber|sops):\/\/[^:@\s]{1,300}$/i;
/** `credentials('`: Jenkins takes the id of what it holds. */
const heldElsewhere = /(?:(?:^|[^\w.])credentials|credentialsId:|passwordCredentialsId:)\s{0,2}\(?\s{0,2}["']$/;
/** The first of two arguments is a tenant. @see https://learn.microsoft.com/en-us/dotnet/api/azure.identity.clientsecretcredential */
const tenant = /\bClient(?:Secret|Certificate|Assertion)Credential\(\s{0,20}["']$/;
/** Keys of Google in the settings of a web page. @see https://firebase.google.com/docs/projects/api-keys */
const firebase = /^AIza/;
const ofPage = /authDomain["']?\s?:\s?["'`]|\.firebaseapp\.com/;
/** The token with which a page is counted. @see https://developers.cloudflare.com/web-analytics/ */
const givenOut = /data-cf-beacon=[^>]{0,60}$/;
/** `<script src="https://…/snippet.js?key=`: what a page loads for everybody. */
const ofScript = /\.js\?(?:[\w.-]{1,30}=[\w.%-]{0,60}&(?:amp;)?){0,4}(?:key|token|id)=$/i;
/** Fingerprints of OpenPGP are keys by name. */
const ofPgp =
  /(?:gpg|pgp|apt|signing|trusted|release)[-_ ]?keys?(?:[-_ ]?id)?["']?\]?\s{0,3}[=:]\s{0,3}["'[]{0,2}(?:0x)?$/i;
const fingerprint = /^(?:[0-9A-F]{16}|[0-9A-F]{40})$/;
/** `0f8e2d… revert`: a digest or a commit that begins its line, and what it is of. */
const digest = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;
const ofLine = /^[ \t]{1,2}[*\w]/;
/** Of a badge in a README; its token, where it has one, is another matter. */
const badge = /\/badge\/[\w./-]{0,60}$/i;
const assetFile = /\w\.(?:chunk\.)?(?:m?js|css|map|svg|png|jpe?g|gif|woff2?)$/;
/** Only names are looked up: words, at most with years, numbers and a version. */
const lookedUp = /^[A-Za-z][A-Za-z]{0,30}(?:[-_./: ][A-Za-z0-9]{1,30}){1,8}$/;
/** `^ghp_[A-Za-z0-9]{36}$` */
const expression = /\[[^\]\s]{0,24}(?:a-z|A-Z|0-9|a-f|\\w|\\d)[^\]\s]{0,24}\](?:[{+*?]|$)|^\^|\\[dws][+*{]|\(\?[:=!<]/;
const ellipsis = /^(?:\.{3}|\xe2\x80\xa6|\[?\.\.\.)/;
const txt = /\bTXT\s{1,8}\(?"$/;
/** `bytes32 constant KEY = 0x…` */
const contractConstant = /\b(?:bytes32|bytes4|address|uint256)\s[\w\s]{0,60}=\s{0,4}$/;
/** `cache.get("user:token:…")`: a piece of a key that is made of pieces. */
const pieced = /["'`](?:[\w.*{}-]{1,40}:){2,6}$/;
const hex = /^0x[0-9a-f]{8,64}n?$/i;
/** A comment after the value. */
const saysPublic =
  /^[^\n]{0,80}(?:(?<!:)\/\/|#|\/\*|<!--|--|\(|;)(?:[^\n]{0,60}[ \t])?(?:public(?:ly)?(?! repo| cloud| api)|publishable|not (?:a )?secret|exposed (?:in|to)|safe to (?:expose|commit|share|publish))\b/i;

/** A comment in the line above. */
const saysPublicAbove =
  /(?:(?<!:)\/\/|#|\/\*|<!--|--)[ \t](?:[^\n]{0,60}[ \t])?(?:publishable|not (?:a )?secret|exposed (?:in|to)|safe to (?:expose|commit|share|publish)|(?:is|are|,) public(?=[ \t]*\n)|public (?:(?:application |client |site |app )?(?:id|key|token)))\b[^\n]{0,80}\n[^\n]{0,100}$/i;

/**
 * Why a value is no secret; undefined where nothing around it says so.
 * @param before what stands before it, `settingReach.before` bytes
 * @param after what stands after it
 */
export function settingReason(value: string, before: string, after: string): string | undefined {
  if (encrypted.test(before) || sealed.test(value)) return 'encrypted';
  if (lookup.test(before) && lookedUp.test(value)) return 'the name of a secret that is looked up';
  if (reference.test(value)) return 'a reference to where a secret is kept';
  if (heldElsewhere.test(before)) return 'the name of a secret that is looked up';
  if (firebase.test(value) && ofPage.test(before + after)) return 'public by its place: the settings of a web page';
  if (tenant.test(before) && /^["'],\s/.test(after)) return 'the id of a tenant';
  if (value.length <= 400 && expression.test(value) && /[[(\\]/.test(value)) return 'a regular expression';
  if (ellipsis.test(after) || (value.length < 60 && value.endsWith('...'))) return 'the beginning of a token, cut off';
  if (isPublicName(before) || givenOut.test(before) || ofScript.test(before))
    return 'called a public key, or a key of a map';
  if (pieced.test(before) && /^["'`:]/.test(after)) return 'a piece of a longer key';
  if (fingerprint.test(value) && ofPgp.test(before)) return 'a fingerprint';
  if (digest.test(value) && /(?:^|\n)$/.test(before) && ofLine.test(after)) return 'a digest in a list of such';
  if (badge.test(before)) return 'of a badge';
  if (value.length >= 16 && assetFile.test(value)) return 'the name of a file';
  if (txt.test(before)) return 'a record of DNS';
  if (hex.test(value) && contractConstant.test(before)) return 'a constant of a contract';
  if (saysPublic.test(after) || saysPublicAbove.test(before)) return 'its line says that it is public';
  return undefined;
}
