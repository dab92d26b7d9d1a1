/** The plan for an AWS credential, by its kind. */

import type { ChecklistStep } from '../model/checklist.ts';
import type { Finding } from '../model/finding.ts';
import {
  bearerSteps,
  codeCommitSteps,
  ecrSteps,
  presignedSteps,
  rootSteps,
  sesSteps,
  sessionSteps,
} from './aws-kinds.ts';
import { type UserKey, userKeySteps } from './aws-user.ts';
import { fact, publicPart, type Subject } from './subject.ts';
import { isRootKey } from './urgency.ts';

export type AwsKind =
  | 'user-key'
  | 'root-key'
  | 'session'
  | 'ses-smtp'
  | 'bedrock-long'
  | 'bedrock-short'
  | 'service-credential'
  | 'presigned-url'
  | 'ecr-token';

/** Which of AWS's credentials it is, or undefined where the rule's own steps say all. */
export function awsKind(finding: Finding): AwsKind | undefined {
  if (!/^(?:aws|amazon)(?:-|$)/.test(finding.provider)) return undefined;
  const { rule } = finding;
  if (/presigned|signed-url/.test(rule)) return 'presigned-url';
  if (/(?:^|-)ecr(?:-|$)/.test(rule)) return 'ecr-token';
  if (/bedrock/.test(rule)) return /short/.test(rule) ? 'bedrock-short' : 'bedrock-long';
  if (/codecommit|keyspaces|service-specific|cloudwatch|acwl|xray/.test(rule)) return 'service-credential';
  if (/(?:^|-)ses(?:-|$)|smtp/.test(rule)) return 'ses-smtp';
  if (isRootKey(finding)) return 'root-key';
  const id = keyIdOf(finding);
  if (id?.startsWith('ASIA') || /session-token|temporary/.test(rule)) return 'session';
  return id !== undefined || /access-key|secret-access|rootkey/.test(rule) ? 'user-key' : undefined;
}

export function keyIdOf(finding: Finding): string | undefined {
  const named = publicPart(finding, 'accessKeyId') ?? fact(finding, 'accessKeyId', 'access key id', 'key id', 'keyId');
  return named !== undefined && /^[A-Z0-9]{16,128}$/.test(named) ? named : undefined;
}

export function awsKey({ finding, window, incident }: Subject): UserKey {
  const { identity, state } = finding.verdict;
  const user = identity?.['user'] ?? fact(finding, 'user', 'userName', 'user name');
  const account = identity?.['account'] ?? fact(finding, 'account', 'accountId');
  return {
    keyId: keyIdOf(finding) ?? 'KEY_ID',
    partition: partition(identity?.['partition'] ?? fact(finding, 'partition')),
    incident,
    dead: state === 'inactive' || state === 'expired',
    onGithub: finding.occurrences.some(({ provenance }) => /github\.com|^github:/.test(provenance.target)),
    ...(user ? { user } : {}),
    ...(identity?.['kind'] === 'user' && identity['arn'] ? { arn: identity['arn'] } : {}),
    ...(account && /^\d{12}$/.test(account) ? { account } : {}),
    ...(window.start ? { start: window.start } : {}),
  };
}

function partition(text: string | undefined): string {
  return text !== undefined && /^aws(?:-[a-z]+){0,3}$/.test(text) ? text : 'aws';
}

export function awsSteps(kind: AwsKind, subject: Subject): readonly ChecklistStep[] {
  const key = awsKey(subject);
  switch (kind) {
    case 'user-key':
      return userKeySteps(key);
    case 'root-key':
      return rootSteps(key);
    case 'session':
      return sessionSteps(key, subject.finding);
    case 'ses-smtp':
      return sesSteps(key);
    case 'bedrock-long':
      return bearerSteps(key);
    case 'service-credential':
      return codeCommitSteps(key);
    case 'bedrock-short':
      return sessionSteps(key, subject.finding);
    case 'presigned-url':
      return presignedSteps(key, subject.finding);
    case 'ecr-token':
      return ecrSteps(key, subject.finding);
  }
}
