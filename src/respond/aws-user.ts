/** The access key of an IAM user: the order in which it is replaced without breaking what uses it. */

import type { ChecklistStep } from '../model/checklist.ts';
import { homeRegion, huntStep, type LogScope, lookStep } from './aws-logs.ts';
import { shellQuote } from './quote.ts';
import { step } from './subject.ts';

export interface UserKey extends LogScope {
  /** Absent where only AWS can tell. */
  readonly user?: string;
  readonly account?: string;
  /** The user's ARN, which may hold a path. */
  readonly arn?: string;
  /** Deactivate first, accept the outage. */
  readonly incident: boolean;
  /** Known to be refused already. */
  readonly dead: boolean;
  /** Found on public GitHub, the only place that AWS watches. */
  readonly onGithub: boolean;
}

/** The user as a shell word: its name, or the variable that the first step sets. */
export function userWord(key: Pick<UserKey, 'user'>): string {
  return key.user === undefined ? '"$user"' : shellQuote(key.user);
}

/** Ordered steps; an incident and a dead key change the order and leave out what is done. */
export function userKeySteps(key: UserKey): readonly ChecklistStep[] {
  const user = userWord(key);
  if (key.dead) return [confirmStep(key), lookStep(key), sessionsStep(key), huntStep(key, user), deleteStep(key)];
  const replace = [secondKeyStep(key), deployStep(key), watchStep(key)];
  const order = key.incident
    ? [deactivateStep(key), sessionsStep(key), ...replace]
    : [...replace, deactivateStep(key), sessionsStep(key)];
  return [
    confirmStep(key),
    containStep(key),
    lookStep(key),
    ...order,
    huntStep(key, user),
    deleteStep(key),
    quarantineStep(key),
  ];
}

export function confirmStep(key: UserKey): ChecklistStep {
  const id = shellQuote(key.keyId);
  const user = userWord(key);
  const find =
    key.user === undefined
      ? [`user=$(aws iam get-access-key-last-used --access-key-id ${id} --query UserName --output text)`]
      : [];
  const region = key.partition === 'aws' ? [] : [`export AWS_REGION=${homeRegion(key.partition)}`];
  return step('confirm', 'Note the facts from inside, before touching anything', {
    why: `Last use tells user, date, service and region${key.account ? `; sign in to account ${key.account}` : ''}. Do it before validating: a validation overwrites the date.`,
    commands: [
      ...region,
      'aws sts get-caller-identity   # with your own credentials: the right account?',
      `aws iam get-access-key-last-used --access-key-id ${id}`,
      ...find,
      `aws iam list-access-keys --user-name ${user}`,
      `aws iam list-service-specific-credentials --user-name ${user}`,
      `aws iam list-signing-certificates --user-name ${user}`,
      `aws iam list-ssh-public-keys --user-name ${user}`,
      `aws iam get-login-profile --user-name ${user}`,
      `aws iam list-mfa-devices --user-name ${user}`,
      `aws iam list-attached-user-policies --user-name ${user} && aws iam list-user-policies --user-name ${user} && aws iam list-groups-for-user --user-name ${user}`,
    ],
    proof: 'User, last use and number of keys are written down. Two keys: find out who made the second.',
  });
}

function containStep(key: UserKey): ChecklistStep {
  const principal = key.arn ?? `arn:${key.partition}:iam::${key.account ?? '*'}:user/${key.user ?? 'USER_NAME'}`;
  const outside = {
    NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] },
    BoolIfExists: { 'aws:ViaAWSService': 'false' },
  };
  const condition = { ArnLike: { 'aws:PrincipalArn': principal }, ...(key.incident ? {} : outside) };
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: condition }],
  });
  const reach = key.incident
    ? 'It stops the honest users of the key too: abuse was seen, accept the outage.'
    : 'This one denies only from outside your networks: put them in place of 203.0.113.0/24.';
  return step('contain', 'Contain it from outside the account', {
    why: `A service control policy cannot be removed from inside; a deny or a deletion in IAM takes some 4 seconds to hold everywhere, in which a thief with IAM rights can undo it. ${reach}`,
    commands: [
      `aws organizations create-policy --type SERVICE_CONTROL_POLICY --name leaked-key-containment --description containment --content ${shellQuote(policy)}`,
      `aws organizations attach-policy --policy-id "$POLICY_ID" --target-id ${key.account === undefined ? '"$ACCOUNT_ID"' : shellQuote(key.account)}`,
    ],
    proof: 'A call with the key answers AccessDenied "with an explicit deny in a service control policy".',
  });
}

function secondKeyStep(key: UserKey): ChecklistStep {
  return step('second-key', 'Make a second key', {
    why: 'A user can have two. If there are two already, find the unused one first; one that nobody knows is a finding in itself.',
    commands: [
      `aws iam create-access-key --user-name ${userWord(key)}   # straight into the vault; do not let it scroll through a log`,
    ],
    proof: 'list-access-keys shows exactly two, and you know who made both.',
  });
}

function deployStep(_: UserKey): ChecklistStep {
  return step('deploy', 'Deploy the new key from a vault, never from the repository', {
    why: 'Better: replace the key by a role or by OIDC, so that there is nothing to leak.',
    proof: 'The new key’s last use is recent, from where it should be.',
  });
}

function watchStep(key: UserKey): ChecklistStep {
  return step('watch', 'Watch until nothing uses the old key', {
    why: key.incident ? 'Minutes, in an incident.' : '24 to 48 hours normally; minutes in an incident.',
    commands: [`aws iam get-access-key-last-used --access-key-id ${shellQuote(key.keyId)}`],
    proof:
      'Last use of the old key no longer moves (subtract the times of leakwalk’s own requests: they stand in the report).',
  });
}

function deactivateStep(key: UserKey): ChecklistStep {
  return step('deactivate', 'Deactivate the leaked key', {
    why: `Can be undone. Kills its presigned URLs and new STS calls, but not sessions already issued.${key.incident ? ' Abuse was seen or the key is an administrator’s: now, accept the outage.' : ' If abuse is seen, or the key is an administrator’s, do this first and accept the outage.'}`,
    commands: [
      `aws iam update-access-key --user-name ${userWord(key)} --access-key-id ${shellQuote(key.keyId)} --status Inactive`,
    ],
    proof: 'leakwalk --validate answers inactive (InvalidClientTokenId).',
  });
}

function sessionsStep(key: UserKey): ChecklistStep {
  return step('sessions', 'End the sessions made from it', {
    why: 'Sessions of GetSessionToken and GetFederationToken live up to 36 hours and survive the deletion of the key. A role session can renew itself in another role for ever: revoke on every role that it reached.',
    commands: [
      `aws iam put-user-policy --user-name ${userWord(key)} --policy-name deny-older-sessions --policy-document ${olderSessions}`,
      `aws iam put-role-policy --role-name "$ROLE" --policy-name AWSRevokeOlderSessions --policy-document ${olderSessions}   # for each role it assumed`,
    ],
    proof: 'No event of a derived ASIA id is later than the policy.',
  });
}

/** A policy document as a shell word: denies all to sessions issued before now. Keys without a session are not touched. */
export const olderSessions =
  '\'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"\'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"\'"}}}]}\'';

function deleteStep(key: UserKey): ChecklistStep {
  return step('delete', 'Delete the leaked key', {
    why: `${key.dead ? 'The provider refuses it already: deactivated keys can be switched on again, deleted ones cannot.' : 'After a quiet week; at once in an incident.'} Its id stays in CloudTrail.`,
    commands: [`aws iam delete-access-key --user-name ${userWord(key)} --access-key-id ${shellQuote(key.keyId)}`],
    proof: 'list-access-keys no longer shows it.',
  });
}

function quarantineStep(key: UserKey): ChecklistStep {
  const arn = `arn:${key.partition}:iam::aws:policy/AWSCompromisedKeyQuarantine`;
  const where = key.onGithub
    ? 'AWS may have attached it, since the key was on GitHub.'
    : 'AWS attaches it only to keys that it sees on public GitHub: a key found anywhere else gets none.';
  return step('quarantine', 'Lift AWS’s quarantine, only now', {
    why: `${where} It does not deactivate the key and does not deny sts:AssumeRole, secretsmanager:GetSecretValue, ssm:GetParameter or kms:Decrypt, and it can break S3 reads in production. Answer the AWS support case, else the account can be limited.`,
    commands: [
      `aws iam list-attached-user-policies --user-name ${userWord(key)}`,
      ...['', 'V2', 'V3'].map(
        (version) => `aws iam detach-user-policy --user-name ${userWord(key)} --policy-arn ${arn}${version}`,
      ),
    ],
    proof: 'No AWSCompromisedKeyQuarantine policy is attached, and the support case is closed.',
  });
}
