/** The list of checks: one line each here. */

import type { Check } from '../check.ts';
import { awsKeyId } from './aws-key-id.ts';
import { awsSecretShape } from './aws-secret-shape.ts';
import { awsApiKey, awsEcrToken } from './aws-service-credential.ts';
import { awsSessionToken } from './aws-session-token.ts';
import { awsSignedToken, awsSignedUrl } from './aws-signed-url.ts';
import { basicCredentials } from './basic-credentials.ts';
import { githubCrc32 } from './github-crc32.ts';
import { privateKeyPem } from './private-key-pem.ts';
import { pypiMacaroon } from './pypi-macaroon.ts';
import { zuploCrc32 } from './zuplo-crc32.ts';

const list: readonly Check[] = [
  awsApiKey,
  awsEcrToken,
  awsKeyId,
  awsSecretShape,
  awsSessionToken,
  awsSignedToken,
  awsSignedUrl,
  basicCredentials,
  githubCrc32,
  privateKeyPem,
  pypiMacaroon,
  zuploCrc32,
];

/** Checks by the name that rules give. */
export const checks: ReadonlyMap<string, Check> = new Map(list.map((check) => [check.name, check]));
