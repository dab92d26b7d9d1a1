/** What `scan/` needs of this room. */

export { createDetector, type DetectOptions, type Detector } from './detector.ts';
export { indexKeywords, type KeywordIndex } from './keywords.ts';
