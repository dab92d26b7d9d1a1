/** What `scan/` needs of this room. */

export { createDetector, type DetectOptions } from './detector.ts';
