/** CloudTrail look-ups and Athena queries, filled in for one key id. */

import type { ChecklistStep } from '../model/checklist.ts';
import { persistenceGlobal, persistenceRegional, signs } from './aws-signs.ts';
import { shellQuote, sqlQuote } from './quote.ts';
import { step } from './subject.ts';

export interface LogScope {
  readonly keyId: string;
  /** ISO 8601; absent where nothing dates the leak. */
  readonly start?: string;
  readonly partition: string;
}

/** Where the events of global services are filed. */
const homeRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

export function homeRegion(partition: string): string {
  return homeRegions[partition] ?? 'us-east-1';
}

/** LookupEvents answers for one region, two requests a second, 90 days back. */
function everyRegion(body: string): string {
  return [
    "for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do",
    `  ${body}`,
    '  sleep 0.5',
    'done',
  ].join('\n');
}

function lookUp(key: string, value: string, region: string, start: string | undefined): string {
  const from = start === undefined ? '' : ` --start-time ${shellQuote(start)}`;
  return `aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=${key},AttributeValue=${value}${from} --query 'Events[].[EventTime,EventSource,EventName,Username]' --output text`;
}

/** Every management event of the key, in every enabled region. */
export function lookUpKey({ keyId, start }: LogScope): string {
  return everyRegion(lookUp('AccessKeyId', shellQuote(keyId), '"$region"', start));
}

/** Athena over the CloudTrail table of AWS's own DDL. @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html */
export function athena({ keyId, start }: LogScope): readonly string[] {
  const key = sqlQuote(keyId);
  const since = start === undefined ? '' : ` AND eventtime >= ${sqlQuote(start)}`;
  return [
    `-- Athena: all that was done with the key\nSELECT eventtime, awsregion, eventsource, eventname, errorcode, sourceipaddress, useragent, requestparameters\nFROM cloudtrail_logs WHERE useridentity.accesskeyid = ${key}${since} ORDER BY eventtime;`,
    `-- Athena: sessions made from it; each new ASIA id is the next key to search for\nSELECT eventtime, eventname, sourceipaddress, json_extract_scalar(responseelements, '$.credentials.accessKeyId') AS new_id,\n       json_extract_scalar(requestparameters, '$.roleArn') AS role\nFROM cloudtrail_logs WHERE useridentity.accesskeyid = ${key}\n AND eventname IN ('AssumeRole', 'GetSessionToken', 'GetFederationToken', 'AssumeRoot')${since};`,
    `-- Athena: where else its addresses appeared\nSELECT useridentity.arn, useridentity.accesskeyid, sourceipaddress, count(*), min(eventtime), max(eventtime)\nFROM cloudtrail_logs WHERE sourceipaddress IN (SELECT DISTINCT sourceipaddress FROM cloudtrail_logs WHERE useridentity.accesskeyid = ${key}${since})\nGROUP BY 1, 2, 3;`,
    `-- Athena: who tested it; leakwalk's own calls carry its name, others are the thief's\nSELECT eventtime, useridentity.accesskeyid, sourceipaddress, useragent FROM cloudtrail_logs\nWHERE eventsource = 'sts.amazonaws.com' AND eventname = 'GetCallerIdentity' AND useridentity.accesskeyid = ${key}\n ORDER BY (useragent LIKE 'leakwalk/%'), eventtime;`,
    `-- Athena: what was read from S3 (needs data events)\nSELECT eventname, json_extract_scalar(requestparameters, '$.bucketName') AS bucket, count(*) AS n,\n       sum(CAST(json_extract_scalar(additionaleventdata, '$.bytesTransferredOut') AS double)) AS bytes\nFROM cloudtrail_logs WHERE eventsource = 's3.amazonaws.com' AND useridentity.accesskeyid = ${key}${since}\nGROUP BY 1, 2 ORDER BY 4 DESC;`,
  ];
}

/** The same first question for CloudTrail Lake and CloudWatch Logs Insights. */
export function otherQueries({ keyId, start }: LogScope): readonly string[] {
  const key = sqlQuote(keyId);
  const since =
    start === undefined ? '' : ` AND eventTime >= ${sqlQuote(start.replace('T', ' ').replace(/\.\d+Z$|Z$/, ''))}`;
  return [
    `-- CloudTrail Lake\nSELECT eventTime, awsRegion, eventSource, eventName, errorCode, sourceIPAddress, userAgent\nFROM EVENT_DATA_STORE_ID WHERE userIdentity.accessKeyId = ${key}${since} ORDER BY eventTime;`,
    `# CloudWatch Logs Insights, on the trail's log group\nfields eventTime, awsRegion, eventSource, eventName, errorCode, sourceIPAddress, userAgent\n| filter userIdentity.accessKeyId = ${key}\n| sort eventTime asc`,
  ];
}

/** One loop over the event names of persistence: global ones at home, regional ones everywhere. */
function hunt({ start, partition }: LogScope): readonly string[] {
  const loop = (events: readonly string[], region: string): string =>
    `for event in ${events.join(' ')}; do ${lookUp('EventName', '"$event"', region, start)}; sleep 0.5; done`;
  return [loop(persistenceGlobal, homeRegion(partition)), everyRegion(loop(persistenceRegional, '"$region"'))];
}

/** What was done with the key: look-ups, queries and what to look for in them. */
export function lookStep(scope: LogScope): ChecklistStep {
  const list = signs.map((sign) => `${sign.what} (${sign.events.join(', ')})`).join('; ');
  return step('look', 'Look at all that was done with it', {
    why: `Event history holds 90 days of management events: no S3 reads, Lambda invocations or DynamoDB items unless data events were on; then fall back to S3 access logs, flow logs and cost (DataTransfer-Out), and say that no evidence is not no theft. Signs: ${list}.`,
    commands: [lookUpKey(scope), ...athena(scope), ...otherQueries(scope)],
    proof:
      'Every event has an owner who knows it; each new session id was searched for in turn; addresses and agents of the rest are noted.',
  });
}

/** The hunt for what a thief left behind. `user` is a shell word. */
export function huntStep(scope: LogScope, user: string | undefined): ChecklistStep {
  const own = user === undefined ? [] : [`aws iam list-access-keys --user-name ${user}`];
  return step('hunt', 'Hunt for what was left behind, before calling it over', {
    why: 'An unexpected second key is a finding in itself: the attackers of the European Commission created a new access key on an existing user the same day, so deleting the leaked key alone would not have ended it. Look for CreateAccessKey for any user, not only this one.',
    commands: [
      ...own,
      `${lookUp('EventName', 'CreateAccessKey', homeRegion(scope.partition), scope.start)}`,
      ...hunt(scope),
      'aws iam generate-credential-report && sleep 10 && aws iam get-credential-report --query Content --output text | base64 -d | cut -d, -f1,3,9,10,14,15',
      'aws iam get-account-authorization-details > authorization-details.json',
    ],
    proof:
      'Every user, key, role, trust, policy version, provider, function, rule and resource policy made inside the window is known to its owner or gone; the snapshot is kept to compare with later.',
  });
}
