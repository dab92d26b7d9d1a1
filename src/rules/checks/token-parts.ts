/** Tokens whose parts name an account, a user, an application or a mode, without a checksum. They pass no judgement. */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';
import { fact, payloadOf, timeFact } from './payload.ts';
import { snowflakeDate } from './snowflake.ts';

/** A check that only reads. */
function reader(name: string, summary: string, read: (value: string) => readonly Fact[]): Check {
  return {
    name,
    summary,
    test(value) {
      const facts = read(value);
      return facts.length === 0 ? { outcome: 'none' } : { outcome: 'none', facts };
    },
  };
}

function numbered(names: readonly string[], parts: readonly (string | undefined)[]): Fact[] {
  return names.flatMap((name, at) => (/^\d{9,15}$/.test(parts[at] ?? '') ? fact(name, parts[at]) : []));
}

/** Numbers are the workspace's, then the bot's or the user's. @see https://docs.slack.dev/authentication/tokens */
export const slackIds = reader(
  'slack-ids',
  'Reads the ids of workspace, bot, user, app or channel out of the parts of a token or webhook address.',
  (value) => {
    const hook = /\/(T[A-Z0-9]{6,})\/(B?[A-Z0-9]{6,})\//i.exec(value);
    if (hook) return [...fact('workspace', hook[1]), ...fact('webhook', hook[2])];
    const [prefix = '', ...parts] = value.split('-');
    if (prefix === 'xapp') return fact('app', parts[1]);
    if (prefix === 'xoxb') return numbered(['workspace number', 'bot number'], parts);
    if (/^xox[pcrs]$/.test(prefix)) return numbered(['workspace number', 'user number'], parts);
    return [];
  },
);

/** @see https://docs.stripe.com/keys */
export const keyMode = reader('key-mode', 'Tells a live key from one for tests by the mark in it.', (value) => {
  const mark = /(?:^|[_.-])(live|prod|production|test|sandbox|sdbx)[_.-]/i.exec(value.slice(0, 24))?.[1]?.toLowerCase();
  if (mark === undefined) return [];
  return [{ name: 'mode', value: /^(?:live|prod)/.test(mark) ? 'live' : 'test' }];
});

/** @see https://core.telegram.org/bots/api#authorizing-your-bot */
export const telegramBot = reader('telegram-bot', 'The digits before the colon are the id of the bot.', (value) =>
  fact('bot', /^(\d{6,12}):/.exec(value)?.[1]),
);

/** @see https://discord.com/developers/docs/resources/webhook */
export const discordWebhook = reader(
  'discord-webhook',
  'Reads the id of the webhook, which says when it was made.',
  (value) => {
    const id = /\/(\d{16,20})\//.exec(value)?.[1];
    const made = id === undefined ? undefined : snowflakeDate(id);
    return made === undefined ? [] : [...fact('webhook', id), ...fact('made', made)];
  },
);

/** @see https://www.twilio.com/docs/sendgrid/api-reference/api-keys */
export const sendgridId = reader(
  'sendgrid-id',
  'The part between the dots is the id by which the key is revoked.',
  (value) => fact('key id', /^SG\.([\w-]{22})\./.exec(value)?.[1]),
);

/** @see https://docs.mapbox.com/accounts/guides/tokens/ */
export const mapboxToken = reader('mapbox-token', 'Decodes the account and the id of the token.', (value) => {
  const payload = payloadOf(value.split('.')[1] ?? '');
  return payload ? [...fact('account', payload['u']), ...fact('key id', payload['a'])] : [];
});

/** @see https://docs.sentry.io/account/auth-tokens/ */
export const sentryOrg = reader('sentry-org', 'Decodes organisation, region and time of issue.', (value) => {
  const payload = payloadOf(/^sntrys_([\w+/-]+)/.exec(value)?.[1]?.replace(/_[\w+/-]{20,}$/, '') ?? '');
  if (!payload) return [];
  return [
    ...fact('organisation', payload['org']),
    ...fact('host', payload['region_url'] ?? payload['url']),
    ...timeFact('issued', payload['iat']),
  ];
});

/** @see https://developer.1password.com/docs/service-accounts/ */
export const onepasswordAccount = reader(
  'onepassword-account',
  'Decodes account and address of a service account.',
  (value) => {
    const payload = payloadOf(value.slice('ops_'.length));
    if (!payload) return [];
    return [...fact('account', payload['email']), ...fact('host', payload['signInAddress'])];
  },
);

/** @see https://docs.doppler.com/docs/service-tokens */
export const dopplerConfig = reader('doppler-config', 'Reads the config that a service token opens.', (value) =>
  fact('config', /^dp\.st\.([\w-]{2,35})\./.exec(value)?.[1]),
);

/** @see https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook */
export const teamsTenant = reader(
  'teams-tenant',
  'Reads group and tenant out of the address of a webhook.',
  (value) => {
    const ids = /webhookb?2?\/([a-f0-9-]{36})@([a-f0-9-]{36})\//.exec(value);
    return [...fact('group', ids?.[1]), ...fact('tenant', ids?.[2])];
  },
);

/** @see https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/ */
export const harnessAccount = reader('harness-account', 'Reads the account and the id of the token.', (value) => {
  const [, account, id] = /^(?:pat|sat)\.([\w-]{22})\.([A-Za-z0-9]{24})\./.exec(value) ?? [];
  return [...fact('account', account), ...fact('key id', id)];
});

/** @see https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication */
export const dynatraceId = reader(
  'dynatrace-id',
  'The first two parts are the public id by which the token is revoked.',
  (value) => fact('key id', /^(dt0[a-z]\d\d\.[A-Z0-9]{8,24})\./i.exec(value)?.[1]),
);

/** @see https://learning.postman.com/docs/developer/postman-api/authentication/ */
export const datedId = reader('dated-id', 'The first eight of 24 hex digits tell when the key was made.', (value) => {
  const seconds = Number.parseInt(/(?:^|[.-])([a-f0-9]{8})[a-f0-9]{16}(?=[.-])/.exec(value)?.[1] ?? '', 16);
  const plausible = seconds > 1_300_000_000 && seconds < 2_200_000_000;
  return plausible ? timeFact('made', seconds) : [];
});
