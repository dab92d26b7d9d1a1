/** The list of checks: one file each, one line here. */

import type { Check } from '../check.ts';
import { githubCrc32 } from './github-crc32.ts';

const list: readonly Check[] = [githubCrc32];

/** Checks by the name that rules give. */
export const checks: ReadonlyMap<string, Check> = new Map(list.map((check) => [check.name, check]));
