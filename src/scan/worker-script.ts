/** Where the bundled worker is: beside the bundle that runs, or in dist/ when run from source. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const places = ['worker.cjs', '../worker.cjs', '../../dist/worker.cjs'];

/** A path, or undefined where nothing was built (everything then runs in the main thread). */
export function workerScript(): string | undefined {
  return places.map((place) => join(import.meta.dirname, place)).find((path) => existsSync(path));
}
