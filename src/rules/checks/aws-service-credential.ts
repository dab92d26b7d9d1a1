/** Credentials of one service name their user and account: Bedrock and CloudWatch API keys, ECR tokens. */

import type { Check } from '../check.ts';

export const awsApiKey: Check = {
  name: 'aws-api-key',
  summary: 'Decodes user and account out of a long-term Bedrock or CloudWatch API key.',
  test(value) {
    const text = Buffer.from(value.slice(4), 'base64').toString('latin1');
    const owner = /^([\w+=,.@-]{1,64})-at-(\d{12}):/.exec(text);
    if (!owner) return { outcome: 'none' };
    const facts = [
      { name: 'user', value: owner[1]! },
      { name: 'account', value: owner[2]! },
    ];
    return { outcome: 'pass', confidence: 0.98, facts };
  },
};

export const awsEcrToken: Check = {
  name: 'aws-ecr-token',
  summary: 'Decodes the expiry out of a container registry login.',
  test(value) {
    const text = Buffer.from(value, 'base64').toString('latin1');
    if (!text.startsWith('AWS:')) return { outcome: 'fail', reason: 'does not decode to a login of user AWS' };
    const inner = Buffer.from(text.slice(4), 'base64').toString('latin1');
    const expires = /"expiration":\s?(\d{9,11})/.exec(inner)?.[1];
    if (expires === undefined) return { outcome: 'none' };
    return {
      outcome: 'pass',
      confidence: 0.97,
      facts: [{ name: 'expires', value: new Date(Number(expires) * 1000).toISOString() }],
    };
  },
};
