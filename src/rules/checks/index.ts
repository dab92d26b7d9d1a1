/** The list of checks: one line each here. */

import type { Check } from '../check.ts';
import { awsKeyId } from './aws-key-id.ts';
import { awsSecretShape } from './aws-secret-shape.ts';
import { awsApiKey, awsEcrToken } from './aws-service-credential.ts';
import { awsSessionToken } from './aws-session-token.ts';
import { awsSignedToken, awsSignedUrl } from './aws-signed-url.ts';
import { azureCask } from './azure-cask.ts';
import { azureDevopsCrc32 } from './azure-devops.ts';
import { azureEntra } from './azure-entra.ts';
import { azureMarvin } from './azure-key.ts';
import { basicCredentials } from './basic-credentials.ts';
import { atlassianCrc32, cloudflareCrc32, confluentCrc32, grafanaCrc32 } from './crc-suffix.ts';
import { githubCrc32 } from './github-crc32.ts';
import { gitlabRoutable } from './gitlab-routable.ts';
import { jwt } from './jwt.ts';
import { privateKeyPem } from './private-key-pem.ts';
import { pypiMacaroon } from './pypi-macaroon.ts';
import { credentialName, randomToken } from './random-token.ts';
import {
  atlassianDatacenter,
  discordToken,
  djangoKey,
  grafanaCloud,
  grafanaLegacy,
  jfrogKey,
  nkeyCrc16,
} from './structured-tokens.ts';
import {
  datedId,
  discordWebhook,
  dopplerConfig,
  dynatraceId,
  harnessAccount,
  keyMode,
  mapboxToken,
  onepasswordAccount,
  sendgridId,
  sentryOrg,
  slackIds,
  teamsTenant,
  telegramBot,
} from './token-parts.ts';
import { zuploCrc32 } from './zuplo-crc32.ts';

const list: readonly Check[] = [
  atlassianCrc32,
  atlassianDatacenter,
  awsApiKey,
  awsEcrToken,
  awsKeyId,
  awsSecretShape,
  awsSessionToken,
  awsSignedToken,
  awsSignedUrl,
  azureCask,
  azureDevopsCrc32,
  azureEntra,
  azureMarvin,
  basicCredentials,
  cloudflareCrc32,
  confluentCrc32,
  credentialName,
  datedId,
  discordToken,
  discordWebhook,
  djangoKey,
  dopplerConfig,
  dynatraceId,
  githubCrc32,
  gitlabRoutable,
  grafanaCloud,
  grafanaCrc32,
  grafanaLegacy,
  harnessAccount,
  jfrogKey,
  jwt,
  keyMode,
  mapboxToken,
  nkeyCrc16,
  onepasswordAccount,
  privateKeyPem,
  pypiMacaroon,
  randomToken,
  sendgridId,
  sentryOrg,
  slackIds,
  teamsTenant,
  telegramBot,
  zuploCrc32,
];

/** Checks by the name that rules give. */
export const checks: ReadonlyMap<string, Check> = new Map(list.map((check) => [check.name, check]));
