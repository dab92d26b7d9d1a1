/** AWS credentials that are not the plain key of an IAM user. */

import type { ChecklistStep } from '../model/checklist.ts';
import type { Finding } from '../model/finding.ts';
import { athena, homeRegion, huntStep, lookStep } from './aws-logs.ts';
import { olderSessions, type UserKey, userKeySteps, userWord } from './aws-user.ts';
import { shellQuote } from './quote.ts';
import { fact, step } from './subject.ts';

/** The root user's key: no second one, nothing should use it, everything is open to it. */
export function rootSteps(key: UserKey): readonly ChecklistStep[] {
  return [
    step('root-delete', 'Sign in as root and delete the key, now', {
      why: `${key.account ? `Account ${key.account}. ` : ''}Nothing should use a root key: there is no rotation, only deletion. In an Organization, centralised root access can delete the root credentials of a member account.`,
      commands: [
        `aws iam update-access-key --access-key-id ${shellQuote(key.keyId)} --status Inactive   # signed in as root`,
        `aws iam delete-access-key --access-key-id ${shellQuote(key.keyId)}`,
      ],
      proof: "aws iam get-account-summary --query 'SummaryMap.AccountAccessKeysPresent' prints 0.",
    }),
    step('root-secure', 'Take the root user back', {
      why: 'Change its password, check its MFA devices, the alternate contacts, the mail address and the security questions.',
      commands: [
        'aws iam get-account-summary',
        'aws account get-contact-information',
        'for kind in BILLING OPERATIONS SECURITY; do aws account get-alternate-contact --alternate-contact-type "$kind"; done',
      ],
      proof: 'AccountMFAEnabled is 1; every contact is yours.',
    }),
    lookStep(key),
    step('root-sessions', 'End the sessions of every role', {
      why: 'Root can assume or make any role. Revoke older sessions on each role that the look-ups show.',
      commands: [
        `aws iam put-role-policy --role-name "$ROLE" --policy-name AWSRevokeOlderSessions --policy-document ${olderSessions}`,
      ],
      proof: 'No event of a derived ASIA id is later than the policy.',
    }),
    huntStep(key, undefined),
  ];
}

/** A session (ASIA): there is nothing to delete; its role or user can refuse sessions of before now. */
export function sessionSteps(key: UserKey, finding: Finding): readonly ChecklistStep[] {
  const { identity } = finding.verdict;
  const role = identity?.['role'] === undefined ? '"$ROLE"' : shellQuote(identity['role']);
  const expiry = fact(finding, 'expiration', 'expires', 'expiry');
  const revoke = step('sessions', 'Revoke the sessions of its role', {
    why: `A session cannot be deleted; new sessions of the role keep working.${expiry ? ` This one ends at ${expiry}.` : ' It ends after 36 hours at most (12 for a role).'}${identity?.['session'] ? ` Its session name, ${identity['session']}, tells the job, instance or person.` : ''}`,
    commands: [
      `aws iam put-role-policy --role-name ${role} --policy-name AWSRevokeOlderSessions --policy-document ${olderSessions}`,
      `aws iam put-user-policy --user-name ${userWord(key)} --policy-name deny-older-sessions --policy-document ${olderSessions}   # if a user made it (GetSessionToken, GetFederationToken)`,
    ],
    proof: 'leakwalk --validate answers expired or inactive, or calls answer AccessDenied with an explicit deny.',
  });
  const source = step('source', 'Close the place that gave it away', {
    why: 'The place that leaked this one will leak the next. Instance: require IMDSv2. Build: no dump of the environment. OIDC: tighten the subject in the trust policy. Identity Center: delete the user’s sessions. aws login: sign out and change the console password.',
    commands: [
      'aws ec2 modify-instance-metadata-options --instance-id "$INSTANCE_ID" --http-tokens required --http-put-response-hop-limit 1',
      `aws iam get-role --role-name ${role} --query Role.AssumeRolePolicyDocument`,
      'aws sso logout',
    ],
    proof: 'The same place, scanned again after the next run, shows no session.',
  });
  const live = key.dead ? [] : [revoke];
  return [...live, lookStep(key), source, huntStep(key, undefined)];
}

/** SES SMTP: the user name is an access key id and the password is derived from its secret. */
export function sesSteps(key: UserKey): readonly ChecklistStep[] {
  const smtp = step('ses', 'Derive a new SMTP password and look at what was sent', {
    why: 'The SMTP password follows from the secret key: rotating the key rotates it. STS cannot check an SMTP password; the key id can be looked up.',
    commands: [
      'aws ses get-send-statistics',
      'aws sesv2 list-suppressed-destinations',
      'aws sesv2 list-email-identities',
      `aws cloudtrail lookup-events --region ${homeRegion(key.partition)} --lookup-attributes AttributeKey=EventName,AttributeValue=VerifyEmailIdentity`,
      'aws sesv2 get-account   # production access and review status',
    ],
    proof: 'SMTP AUTH with the old password answers 535; sending statistics show only your own mail.',
  });
  const steps = userKeySteps(key);
  const at = steps.findIndex((entry) => entry.id === 'watch');
  return at === -1 ? [...steps, smtp] : [...steps.slice(0, at), smtp, ...steps.slice(at)];
}

/** Bedrock's long-term key: a service-specific credential of a user made for it. */
export function bearerSteps(key: UserKey): readonly ChecklistStep[] {
  const user = userWord(key);
  return [
    ...findUser(key),
    step('deactivate', 'Deactivate the API key, then delete it', {
      commands: [
        `aws iam list-service-specific-credentials --user-name ${user} --service-name bedrock.amazonaws.com`,
        `aws iam update-service-specific-credential --user-name ${user} --service-specific-credential-id "$CREDENTIAL_ID" --status Inactive`,
        `aws iam delete-service-specific-credential --user-name ${user} --service-specific-credential-id "$CREDENTIAL_ID"`,
      ],
      proof: 'A call with the key answers 403.',
    }),
    step('delete-user', 'Delete the user that the console made for it', {
      why: 'BedrockAPIKey-… is an ordinary IAM user: it can be given normal access keys later. Deleting the API key alone is not enough.',
      commands: [
        `aws iam list-access-keys --user-name ${user}`,
        `aws iam list-attached-user-policies --user-name ${user}`,
        `aws iam delete-user --user-name ${user}   # after keys and policies are off`,
      ],
      proof: 'aws iam get-user answers NoSuchEntity.',
    }),
    step('deny', 'Deny bearer tokens where nobody needs them', {
      commands: [
        'aws organizations create-policy --type SERVICE_CONTROL_POLICY --name deny-bedrock-bearer --description deny --content \'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}]}\'',
      ],
      proof: 'The policy is attached to the accounts that do not use API keys.',
    }),
    invocations,
    huntStep(key, user),
  ];
}

const invocations = step('look', 'Look at model calls in all regions', {
  why: 'CloudTrail marks the use of API keys with additionalEventData.callWithBearerToken = true. Up to 18,000 $ a day and region were reported.',
  commands: [
    `for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do
  aws cloudwatch get-metric-statistics --region "$region" --namespace AWS/Bedrock --metric-name Invocations --statistics Sum --period 86400 --start-time "$(date -u -d '-14 days' +%Y-%m-%dT%H:%M:%SZ)" --end-time "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
done`,
    "-- Athena\nSELECT eventtime, awsregion, eventname, useridentity.username, sourceipaddress, useragent FROM cloudtrail_logs\nWHERE eventsource = 'bedrock.amazonaws.com' AND json_extract_scalar(additionaleventdata, '$.callWithBearerToken') = 'true' ORDER BY eventtime;",
  ],
  proof: 'Every call is from a known place; the bill agrees.',
});

/** CodeCommit, Keyspaces, CloudWatch: service-specific credentials. */
export function codeCommitSteps(key: UserKey): readonly ChecklistStep[] {
  const user = userWord(key);
  return [
    ...findUser(key),
    step('reset', 'Reset or delete the service-specific credential', {
      why: 'At most two per user and service: make the second, deploy it, then delete the leaked one; in an incident reset at once.',
      commands: [
        `aws iam list-service-specific-credentials --user-name ${user}`,
        `aws iam update-service-specific-credential --user-name ${user} --service-specific-credential-id "$CREDENTIAL_ID" --status Inactive`,
        `aws iam reset-service-specific-credential --user-name ${user} --service-specific-credential-id "$CREDENTIAL_ID"`,
        `aws iam delete-service-specific-credential --user-name ${user} --service-specific-credential-id "$CREDENTIAL_ID"`,
      ],
      proof: 'The old password is refused.',
    }),
    step('deploy', 'Deploy the new one from a vault', { proof: 'Its users work again.' }),
    step('look', 'Look at what was read and written with it', {
      why: 'CodeCommit: GitPull, GitPush by the user, from addresses that are not yours; scan what was cloned, since its secrets leaked too. CloudWatch keys: CallWithBearerToken events.',
      commands: ['GitPull', 'GitPush', 'CallWithBearerToken'].map(
        (event) =>
          `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${event}${key.start ? ` --start-time ${shellQuote(key.start)}` : ''}`,
      ),
      proof: 'Every event has an owner who knows it.',
    }),
    huntStep(key, user),
  ];
}

function findUser(key: UserKey): readonly ChecklistStep[] {
  if (key.user !== undefined) return [];
  return [
    step('confirm', 'Find the IAM user that owns it', {
      commands: [
        "aws iam list-users --query 'Users[].UserName' --output text",
        'user=USER_NAME   # the one that list-service-specific-credentials names',
      ],
      proof: 'The user is known.',
    }),
  ];
}

/** A presigned URL grants one request until it ends, or until its signer dies. */
export function presignedSteps(key: UserKey, finding: Finding): readonly ChecklistStep[] {
  const expiry = fact(finding, 'expires', 'expiry', 'expiration');
  return [
    step('revoke', 'End the URL', {
      why: `It grants exactly one request${expiry ? ` until ${expiry}` : ', for at most seven days'}, or until the signing credential dies. Deactivating the signer kills all its URLs at once; otherwise deny in the bucket policy (s3:signatureAge) or rename the object.`,
      commands: [`aws iam get-access-key-last-used --access-key-id ${shellQuote(key.keyId)}   # who signed it`],
      proof: 'curl of the URL answers 403.',
    }),
    step('look', 'Look who fetched it', {
      why: 'S3 data events or server access logs; the signing key id stands in the requester’s fields.',
      commands: athena(key).slice(-1),
      proof: 'Every fetch inside the window is from a known address.',
    }),
  ];
}

/** An ECR token lives twelve hours. */
export function ecrSteps(key: UserKey, finding: Finding): readonly ChecklistStep[] {
  const expiry = fact(finding, 'expires', 'expiry', 'expiration');
  const put = 'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=PutImage';
  return [
    step('revoke', 'Revoke the sessions of whoever asked for the token', {
      why: `The token cannot be revoked itself${expiry ? `; it ends at ${expiry}` : '; it ends twelve hours after it was made'}.`,
      commands: [
        `aws iam put-role-policy --role-name "$ROLE" --policy-name AWSRevokeOlderSessions --policy-document ${olderSessions}`,
      ],
      proof: 'docker pull with the token answers "denied".',
    }),
    step('look', 'Check what was pushed and pulled in that time', {
      why: 'A pushed image runs wherever its tag is pulled: compare digests with the build’s own.',
      commands: [
        `${put}${key.start ? ` --start-time ${shellQuote(key.start)}` : ''}`,
        'aws ecr describe-images --repository-name "$REPOSITORY" --query \'sort_by(imageDetails,&imagePushedAt)[-20:].[imagePushedAt,imageDigest,imageTags]\' --output text',
      ],
      proof: 'Every digest pushed inside the window is one of your builds.',
    }),
  ];
}
