/**
 * Where each kind of credential is revoked and what to look at afterwards, for rules that bring no steps of their own.
 * From the vendors' general documentation: pages move, so every such step says to check the vendor's page.
 */

export interface Knowledge {
  /** Met by `provider rule-id`. */
  readonly match: RegExp;
  readonly revoke: string;
  readonly commands?: readonly string[];
  readonly check: string;
}

/** The first that fits counts: special before general. */
export const knowledge: readonly Knowledge[] = [
  {
    match: /github.*(?:private-key|app-key)/,
    revoke: 'App settings → Private keys: make a second key, deploy it, delete this one',
    check: 'installations; audit log integration_installation',
  },
  {
    match: /github.*(?:oauth|app|user-to-server|server-to-server|refresh|ghs|gho|ghu)/,
    revoke: 'Delete the application’s token or grant; an installation token ends by itself after an hour',
    commands: ['gh api --method DELETE "/applications/$CLIENT_ID/token" -f "access_token=$TOKEN"'],
    check: 'installed apps and consents; audit log',
  },
  {
    match: /^github/,
    revoke:
      'Settings → Developer settings → Personal access tokens → delete; an organisation owner can revoke it too; anyone may report it through the credential revocation API',
    commands: [
      'curl --fail --request POST https://api.github.com/credentials/revoke --header \'Content-Type: application/json\' --data "{\\"credentials\\":[\\"$TOKEN\\"]}"',
    ],
    check:
      'security and audit log: hashed_token, git.clone, repo.create, workflows.*, new SSH and deploy keys, OAuth grants, webhooks, self-hosted runners, repositories made public',
  },
  {
    match: /^gitlab.*runner/,
    revoke: 'Reset the runner’s authentication token',
    commands: ['glab api --method POST "runners/$RUNNER_ID/reset_authentication_token"'],
    check: 'audit events; jobs that the runner took',
  },
  {
    match: /^gitlab/,
    revoke: 'User, project or group settings → Access tokens → revoke',
    commands: [
      'curl --fail --request DELETE --header "PRIVATE-TOKEN: $TOKEN" "$GITLAB/api/v4/personal_access_tokens/self"',
    ],
    check: 'audit events, last_used_ips, new keys, exports of CI variables',
  },
  {
    match: /^slack.*webhook/,
    revoke: 'Delete the incoming webhook in the app’s settings',
    check: 'messages that it posted',
  },
  {
    match: /^slack/,
    revoke: 'Revoke the token, or rotate it in the app’s settings',
    commands: ['curl --fail --header "Authorization: Bearer $TOKEN" https://slack.com/api/auth.revoke'],
    check: 'team.accessLogs, audit logs, file downloads',
  },
  {
    match: /^stripe.*(?:webhook|whsec)/,
    revoke: 'Roll the endpoint’s signing secret',
    check: 'events accepted with it',
  },
  {
    match: /^stripe/,
    revoke: 'Dashboard → API keys → Roll key, at once or with a delay',
    check: 'request log of the key, payouts and bank changes, refunds, new webhooks',
  },
  {
    match: /^npm/,
    revoke: 'Access tokens page of the npm site, or the command',
    commands: ['npm token list', 'npm token revoke "$TOKEN_ID"'],
    check: 'published versions, maintainers, two-factor settings, trusted publishers',
  },
  {
    match: /^pypi/,
    revoke: 'Account settings → API tokens → remove',
    check: 'releases, collaborators, project history',
  },
  {
    match: /^docker/,
    revoke: 'Account settings → Personal (or organisation) access tokens → delete',
    check: 'pushes, digests behind tags, activity log',
  },
  {
    match: /(?:gcp|google).*(?:service-account|private-key)/,
    revoke: 'Disable, then delete the key; its id stands in the JSON',
    commands: [
      'gcloud iam service-accounts keys disable "$PRIVATE_KEY_ID" --iam-account="$CLIENT_EMAIL"',
      'gcloud iam service-accounts keys delete "$PRIVATE_KEY_ID" --iam-account="$CLIENT_EMAIL"',
    ],
    check: 'Cloud Audit Logs by authenticationInfo.serviceAccountKeyName; new keys, IAM policy, compute',
  },
  {
    match: /(?:gcp|google).*(?:oauth|refresh|client-secret)/,
    revoke: 'Reset the client secret; revoke the refresh token',
    commands: ['curl --fail --request POST "https://oauth2.googleapis.com/revoke?token=$TOKEN"'],
    check: 'token audit',
  },
  {
    match: /^(?:gcp|google)/,
    revoke: 'Console → APIs & Services → Credentials: regenerate, restrict, delete',
    commands: ['gcloud services api-keys list', 'gcloud services api-keys delete "$KEY_NAME"'],
    check: 'quota graph and billing',
  },
  {
    match: /azure.*devops/,
    revoke: 'User settings → Personal access tokens → revoke',
    check: 'audit log, pipelines, service connections',
  },
  {
    match: /azure.*(?:storage|account-key)/,
    revoke: 'Renew the key; account SAS signed by it die with it',
    commands: ['az storage account keys renew --account-name "$ACCOUNT" --key primary'],
    check: 'StorageRead and StorageWrite logs',
  },
  {
    match: /azure.*sas/,
    revoke: 'Delete the stored access policy, or renew the signing key',
    commands: ['az storage account revoke-delegation-keys --name "$ACCOUNT" --resource-group "$GROUP"'],
    check: 'storage logs; the end (se=) can be read in the token',
  },
  {
    match: /^(?:azure|microsoft|entra)/,
    revoke: 'Add a new client secret, deploy it, delete this one',
    commands: [
      'az ad app credential list --id "$APP_ID"',
      'az ad app credential delete --id "$APP_ID" --key-id "$KEY_ID"',
    ],
    check: 'sign-in logs of service principals, added credentials and owners, role assignments, consents',
  },
  { match: /^openai/, revoke: 'Platform → API keys → revoke', check: 'usage per key, fine-tunes, files' },
  {
    match: /^anthropic/,
    revoke: 'Console → API keys → disable; for OAuth tokens log out everywhere',
    check: 'usage and cost per key, workspaces',
  },
  {
    match: /^hugging/,
    revoke: 'Settings → Access Tokens → Invalidate',
    check: 'pushes to models, data sets and Spaces; members',
  },
  {
    match: /^twilio/,
    revoke: 'Console → API keys → delete; for the auth token: make the secondary one, promote it',
    check: 'usage, geo permissions, new numbers, sub-accounts',
  },
  {
    match: /^sendgrid/,
    revoke: 'Delete the API key; its id is the part between the dots',
    commands: [
      'curl --fail --request DELETE --header "Authorization: Bearer $ADMIN_KEY" "https://api.sendgrid.com/v3/api_keys/$API_KEY_ID"',
    ],
    check: 'activity, sender identities, sub-users',
  },
  {
    match: /^mailgun/,
    revoke: 'Settings → API keys → delete; sending keys stand with each domain',
    check: 'events, routes (interception of mail), SMTP credentials',
  },
  {
    match: /^datadog/,
    revoke: 'Organisation settings → API or application keys → revoke',
    check: 'Audit Trail, log archives, monitors',
  },
  { match: /^new-?relic/, revoke: 'API keys page → delete', check: 'NrAuditEvent' },
  {
    match: /^cloudflare/,
    revoke: 'Profile → API Tokens → Roll or Delete',
    commands: ['curl --header "Authorization: Bearer $TOKEN" https://api.cloudflare.com/client/v4/user/tokens/verify'],
    check: 'audit logs: DNS, Workers, tunnels, members',
  },
  {
    match: /^digital-?ocean/,
    revoke: 'API → Tokens → delete; Spaces keys are separate',
    check: 'action history, droplets, snapshots',
  },
  {
    match: /^heroku/,
    revoke: 'Revoke the authorisation, or regenerate the account’s API key',
    commands: ['heroku authorizations', 'heroku authorizations:revoke "$AUTHORIZATION_ID"'],
    check: 'activity; every config var of every app leaked with it',
  },
  {
    match: /^vercel/,
    revoke: 'Account settings → Tokens → delete',
    check: 'deployments, reads of environment variables, audit log',
  },
  {
    match: /^netlify/,
    revoke: 'User settings → Applications → Personal access tokens → delete',
    check: 'deploys, environment, build hooks',
  },
  {
    match: /^supabase/,
    revoke:
      'Account tokens or project API keys → delete; rolling the legacy JWT secret ends anon and service_role together',
    check: 'Postgres and auth logs, row level security',
  },
  {
    match: /^mongo/,
    revoke: 'Delete the API key, or change the database user',
    commands: ['atlas projects apiKeys delete "$API_KEY_ID"'],
    check: 'activity feed, IP access list, database audit',
  },
  {
    match: /^databricks/,
    revoke: 'User settings → Developer → Access tokens → revoke',
    commands: ['databricks tokens list', 'databricks tokens delete "$TOKEN_ID"'],
    check: 'system.access.audit',
  },
  {
    match: /^snowflake/,
    revoke: 'Change the password, key or token of the user, or disable the user',
    commands: ['-- Snowflake\nALTER USER USER_NAME SET DISABLED = TRUE;'],
    check: 'LOGIN_HISTORY, QUERY_HISTORY, COPY_HISTORY, stages',
  },
  {
    match: /^(?:hashicorp-?)?vault/,
    revoke: 'Revoke the token; for unseal keys: rekey',
    commands: ['vault token revoke "$TOKEN"'],
    check: 'audit device, leases, new auth methods and policies',
  },
  {
    match: /^(?:terraform|hashicorp)/,
    revoke: 'App settings → Tokens → revoke or regenerate',
    check: 'runs, downloads of state, workspace variables: everything in a state file leaked with it',
  },
  { match: /^telegram/, revoke: 'BotFather → /revoke', check: 'webhook that is set, history of groups' },
  {
    match: /^discord.*webhook/,
    revoke: 'Delete the webhook: its URL is enough',
    commands: ['curl --fail --request DELETE "$WEBHOOK_URL"'],
    check: 'messages that it posted',
  },
  { match: /^discord/, revoke: 'Developer portal → Bot → Reset Token', check: 'audit log of each guild' },
  {
    match: /^shopify/,
    revoke: 'Rotate or uninstall the custom app; rotate the client secret',
    check: 'activity log of the store, apps',
  },
  { match: /^square/, revoke: 'Developer dashboard → replace the token', check: 'payments, webhooks' },
  {
    match: /^(?:paypal|braintree)/,
    revoke: 'Developer dashboard: add a second secret, disable this one',
    check: 'API call log, payouts',
  },
  {
    match: /^(?:atlassian|bitbucket|jira)/,
    revoke: 'Account → Security → API tokens → revoke',
    check: 'organisation’s audit log, clones',
  },
  { match: /^linear/, revoke: 'Settings → Security & access → revoke', check: 'audit log' },
  { match: /^notion/, revoke: 'Integrations page → refresh the secret', check: 'connections, exports' },
  { match: /^figma/, revoke: 'Settings → Security → Personal access tokens → revoke', check: 'activity logs' },
  { match: /^postman/, revoke: 'Settings → API keys → delete', check: 'audit logs, public workspaces' },
  {
    match: /ssh/,
    revoke: 'Remove its public half everywhere: authorized_keys, forge accounts, deploy keys, cloud key pairs',
    commands: ['ssh-keygen -lf "$PUBLIC_KEY_FILE"   # the fingerprint to search for'],
    check: 'auth.log: "Accepted publickey" with that fingerprint',
  },
  {
    match: /pgp|gpg/,
    revoke: 'Publish the revocation certificate, make a new key, sign releases anew',
    check: 'signatures made after the leak',
  },
  {
    match: /tls|x509|certificate|rsa-private|ec-private|private-key/,
    revoke:
      'Revoke the certificate at its CA (ACME: with the key itself, reason keyCompromise) and issue one with a new key; for SSH remove the public half everywhere',
    check: 'Certificate Transparency logs; hosts that still serve it',
  },
  {
    match: /jwt|session-secret|cookie|django|rails|laravel|nextauth/,
    revoke:
      'Set a new signing secret and sign out every user; keep the old one for verification only where key ids exist',
    check:
      'tokens whose issue has no login event; Rails, Laravel and ASP.NET also allow code execution by deserialisation',
  },
  {
    match: /kube|k8s/,
    revoke:
      'Delete the token’s secret or service account; a client certificate cannot be revoked: remove its RBAC bindings or rotate the CA',
    commands: ['kubectl delete secret "$SECRET_NAME" --namespace "$NAMESPACE"'],
    check: 'API audit log: reads of secrets, exec, new DaemonSets, certificate requests',
  },
  {
    match: /postgres|mysql|mssql|redis|database|connection-string|jdbc|(?:^|-)url(?:-|$)/,
    revoke: 'Replace the user, not only its password, and close the network',
    check: 'connection logs, dumps, new users and extensions',
  },
];

export function knowledgeOf(provider: string, rule: string): Knowledge | undefined {
  return knowledge.find((entry) => entry.match.test(`${provider} ${rule}`));
}
