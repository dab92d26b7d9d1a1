/** The list of validators. */

import { awsSts } from './aws-sts.ts';
import type { Validator } from './validator.ts';

export const validators: readonly Validator[] = [awsSts()];
