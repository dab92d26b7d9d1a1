/** Which partition of AWS a key is asked in. A key belongs to exactly one, and its id does not tell which. */

import type { Credential } from '../model/credential.ts';

export interface Partition {
  readonly name: string;
  /** Region that signs. */
  readonly region: string;
  readonly host: string;
  /** What names it in a region, an ARN or a host name. */
  readonly hint: RegExp;
  /** Not connected to the internet: never asked. */
  readonly airGapped: boolean;
}

/** The hosts written out, so that no setting and no scanned text can choose another. @see https://docs.aws.amazon.com/general/latest/gr/sts.html */
export const partitions: readonly Partition[] = [
  {
    name: 'aws-cn',
    region: 'cn-north-1',
    host: 'sts.cn-north-1.amazonaws.com.cn',
    hint: /\bcn-(?:north|northwest)-\d\b|\baws-cn\b|amazonaws\.com\.cn/,
    airGapped: false,
  },
  {
    name: 'aws-us-gov',
    region: 'us-gov-west-1',
    host: 'sts.us-gov-west-1.amazonaws.com',
    hint: /\bus-gov-(?:west|east)-\d\b|\baws-us-gov\b/,
    airGapped: false,
  },
  {
    name: 'aws-eusc',
    region: 'eusc-de-east-1',
    host: 'sts.eusc-de-east-1.amazonaws.eu',
    hint: /\beusc-[a-z]{2}-[a-z]+-\d\b|\baws-eusc\b|amazonaws\.eu\b/,
    airGapped: false,
  },
  {
    name: 'aws-iso-b',
    region: 'us-isob-east-1',
    host: 'sts.us-isob-east-1.sc2s.sgov.gov',
    hint: /\bus-isob-[a-z]+-\d\b|\baws-iso-b\b|sc2s\.sgov\.gov/,
    airGapped: true,
  },
  {
    name: 'aws-iso-e',
    region: 'eu-isoe-west-1',
    host: 'sts.eu-isoe-west-1.cloud.adc-e.uk',
    hint: /\beu-isoe-[a-z]+-\d\b|\baws-iso-e\b|cloud\.adc-e\.uk/,
    airGapped: true,
  },
  {
    name: 'aws-iso-f',
    region: 'us-isof-south-1',
    host: 'sts.us-isof-south-1.csp.hci.ic.gov',
    hint: /\bus-isof-[a-z]+-\d\b|\baws-iso-f\b|csp\.hci\.ic\.gov/,
    airGapped: true,
  },
  {
    name: 'aws-iso',
    region: 'us-iso-east-1',
    host: 'sts.us-iso-east-1.c2s.ic.gov',
    hint: /\bus-iso-[a-z]+-\d\b|\baws-iso(?!-)\b|c2s\.ic\.gov/,
    airGapped: true,
  },
];

/** Where a key without a hint is asked: us-east-1, since tokens of the global endpoint are good there. */
export const commercial: Partition = {
  name: 'aws',
  region: 'us-east-1',
  host: 'sts.us-east-1.amazonaws.com',
  hint: /^aws$/,
  airGapped: false,
};

/** The partition that the facts name, else the one that the place names, else `aws`. */
export function partitionOf(credential: Credential): Partition {
  const named = credential.facts.filter((fact) => /partition|region|arn|endpoint|host/i.test(fact.name));
  const exact = named.find((fact) => fact.name === 'partition' && fact.value === commercial.name);
  if (exact) return commercial;
  const { path, target, details } = credential.provenance;
  const texts = [...named.map((fact) => fact.value), path, target, ...details.map((entry) => entry.value)];
  for (const text of texts) {
    const found = partitions.find((partition) => partition.hint.test(text));
    if (found) return found;
  }
  return commercial;
}
