/** What to look for around a value, by provider and by rule. Built when the program starts: patterns that are put together stay texts. */

/** One thing to be read. The first group is the fact, or else the whole match; the nearest to the value counts. A text is a pattern without regard to case. */
export type Sight = readonly [fact: string, pattern: RegExp | string];

const between = String.raw`["'\s]{0,3}(?::=|=>|[:=,])?[\s"'(]{0,4}`;

/** `name = value`, in any spelling of assignment. */
function named(fact: string, name: string, value: string): Sight {
  return [fact, `(?:${name})${between}(${value})(?![\\w-])`];
}

function host(pattern: string): Sight {
  return ['host', `(?<![\\w.-])(?:${pattern})(?![\\w-]|\\.\\w)`];
}

const label = '[a-z0-9][a-z0-9-]{0,62}';
const anyHost = String.raw`[a-z0-9][a-z0-9.-]{1,100}\.[a-z]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3}`;
const email = String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}`;
const clientId: Sight = named('client', '(?:client|app|application|consumer)[_-]?(?:id|key)', '[\\w.-]{6,100}');
const region: Sight = named('region', 'region(?:_name)?', '[a-z]{2}(?:-[a-z]{2,10}){1,3}-\\d');

const ownHost = (...names: string[]): Sight =>
  host(names.map((name) => `${label}(?:\\.${label})?\\.${name}`).join('|'));
const server: Sight = ['host', `https?://(${anyHost})`];

const databricksHosts = ['cloud\\.databricks\\.com', 'azuredatabricks\\.net', 'gcp\\.databricks\\.com'];

/** By provider. */
export const byProvider: Readonly<Record<string, readonly Sight[]>> = {
  algolia: [named('application', 'app(?:lication)?[_-]?id', '[A-Z0-9]{10}')],
  atlassian: [ownHost('atlassian\\.net', 'jira\\.com'), ['user', email]],
  auth0: [ownHost('auth0\\.com'), clientId],
  aws: [region, ['profile', /^\[(?:profile )?([\w.@-]{1,64})\]\s*$/gm]],
  azure: [
    clientId,
    named('tenant', 'tenant[_-]?id', '[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}'),
    ['account', /AccountName=([a-z0-9-]{3,63})/gi],
    ['key name', /SharedAccessKeyName=([\w.-]{1,100})/gi],
    [
      'host',
      /(?<![\w.=-])(?!core\.windows)[a-z0-9][a-z0-9-]{1,62}(?:\.[a-z0-9-]{2,30}){0,2}\.(?:windows\.net|azure\.com|azure\.net|azure-devices\.net|azurecr\.io|azconfig\.io|azurewebsites\.net|signalr\.net|microsoft\.com)(?![\w-]|\.\w)/gi,
    ],
  ],
  cloudflare: [named('account', 'account[_-]?id', '[a-f0-9]{32}'), named('zone', 'zone[_-]?id', '[a-f0-9]{32}')],
  cloudinary: [
    ['cloud', /^@([\w-]{2,60})/g],
    ['key id', /cloudinary:\/\/(\d{12,18}):$/g],
  ],
  databricks: [ownHost(...databricksHosts)],
  datadog: [host('(?:us3\\.|us5\\.|ap1\\.)?datadoghq\\.(?:com|eu)|ddog-gov\\.com')],
  docker: [
    [
      'registry',
      /"(?:https?:\/\/)?([a-z0-9][\w.:-]{2,100}(?:\/v\d)?)\/?"\s*:\s*\{\s*(?:"[a-z]{1,12}"\s*:\s*"[^"]{0,80}",\s*)*"auth"\s*:\s*"$/g,
    ],
  ],
  dynatrace: [ownHost('live\\.dynatrace\\.com', 'apps\\.dynatrace\\.com')],
  elastic: [ownHost('es\\.io', 'found\\.io', 'elastic-cloud\\.com')],
  freshdesk: [ownHost('freshdesk\\.com')],
  gcp: [
    ['bucket', /storage\.googleapis\.com\/([\w.-]{3,63})\/[^\s"'<>]{0,160}$/g],
    named('project', 'project_?id', '[a-z][a-z0-9-]{4,29}'),
    named('key id', 'private_key_id', '[a-f0-9]{40}'),
    named('service account', 'client_email', '[\\w.-]{1,80}@[\\w.-]{4,80}gserviceaccount\\.com'),
    ['client', /(?<![\w-])\d{6,21}-[a-z0-9]{10,40}\.apps\.googleusercontent\.com/g],
    host(`${label}\\.(?:firebaseapp\\.com|firebaseio\\.com)`),
  ],
  gitlab: [server],
  grafana: [ownHost('grafana\\.net'), host('[a-z0-9.-]*grafana[a-z0-9.-]{0,40}\\.[a-z]{2,12}')],
  hasura: [ownHost('hasura\\.app')],
  jenkins: [server],
  artifactory: [ownHost('jfrog\\.io')],
  mailgun: [
    host('(?:sandbox[a-f0-9]{32}|mg\\.[a-z0-9.-]{3,80})\\.[a-z.]{3,30}'),
    ['region', /api\.(eu)\.mailgun\.net/g],
  ],
  maven: [
    ['server', /<id>([\w.-]{1,80})<\/id>/g],
    ['user', /<username>([^<>$\s]{1,80})<\/username>/g],
  ],
  mongodb: [ownHost('mongodb\\.net')],
  npm: [['registry', /\/\/([a-z0-9][\w.:/-]{2,120}?)\/?:(?:_auth|_authToken|_password)\s{0,3}=\s{0,3}"?$/g]],
  okta: [ownHost('okta\\.com', 'oktapreview\\.com', 'okta-emea\\.com'), clientId],
  onelogin: [ownHost('onelogin\\.com'), clientId],
  pagerduty: [ownHost('pagerduty\\.com')],
  planetscale: [ownHost('connect\\.psdb\\.cloud', 'psdb\\.cloud')],
  plaid: [clientId, ['mode', /\b(sandbox|development|production)\b/g]],
  salesforce: [ownHost('my\\.salesforce\\.com', 'salesforce\\.com'), clientId, ['user', email]],
  sentry: [['project', /^@?[^\s/"']{0,80}\/(\d{1,20})/g], host('[a-z0-9.-]*\\.?sentry\\.io')],
  shopify: [['shop', `${label}\\.myshopify\\.com`]],
  snowflake: [
    ownHost('snowflakecomputing\\.com'),
    named('account', 'account', '[A-Za-z0-9_.-]{3,80}'),
    named('user', 'user', '[\\w.@-]{2,80}'),
  ],
  sonarqube: [server],
  splunk: [ownHost('splunkcloud\\.com')],
  supabase: [['project', /(?<![a-z0-9])([a-z0-9]{20})\.supabase\.(?:co|in)/g]],
  twilio: [['account', /(?<![A-Za-z0-9])AC[a-f0-9]{32}(?![A-Za-z0-9])/g]],
  vault: [['host', `(?:VAULT_ADDR|vault_addr|address)${between}https?://(${anyHost})`]],
  zendesk: [ownHost('zendesk\\.com'), ['user', email]],
};

export const clientOf: readonly Sight[] = [clientId];

/** Connections as libpq, JDBC and ADO spell them: `key=value`, with one sign between pairs. */
const connection: readonly Sight[] = [
  [
    'host',
    /(?:^|[\s;?&"'(])(?:host|server|data source|addr|address|hostaddr)\s?=\s?(?:tcp:)?'?([^\s;,&"'()<>]{2,120})/gi,
  ],
  ['port', /(?:^|[\s;?&"'])port\s?=\s?(\d{1,5})/gi],
  ['database', /(?:^|[\s;?&"'])(?:dbname|database|initial catalog)\s?=\s?'?([^\s;&"'<>]{1,80})/gi],
  ['user', /(?:^|[\s;?&"'])(?:user|user id|uid|username|userid)\s?=\s?'?([^\s;&"'<>]{1,80})/gi],
];

const jdbc: Sight = ['host', /jdbc:[a-z0-9:]{2,30}(?:\/\/|@)([a-z0-9._-]{2,100}(?::\d{2,5})?)/gi];
const jdbcDatabase: Sight = ['database', /jdbc:[a-z0-9:]{2,30}\/\/[^\s/"']{2,100}\/([\w-]{1,60})/gi];

/** By rule; before those of the provider. */
export const byRule: Readonly<Record<string, readonly Sight[]>> = {
  'generic-curl-user': [server],
  'jdbc-url-password': [jdbc, jdbcDatabase, ...connection],
  'netrc-password': [
    ['host', /machine\s{1,4}([\w.-]{2,100})/g],
    ['user', /login\s{1,4}(\S{1,80})/g],
  ],
  'postgres-connection-password': connection,
  'postgres-pgpass-line': [
    ['host', /([^\s:"']{1,100}):\d{1,5}:[^:\s]{1,60}:[^:\s]{1,60}:$/g],
    ['database', /:\d{1,5}:([^:\s]{1,60}):[^:\s]{1,60}:$/g],
    ['user', /:([^:\s]{1,60}):$/g],
  ],
  'sqlserver-connection-password': connection,
  'sqlserver-connection-password-first': connection,
};
