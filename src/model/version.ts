/** The version of this build. */

declare const LEAKWALK_VERSION: string | undefined;

/** Set by the build; `0.0.0-source` when run from source. */
export const version: string = typeof LEAKWALK_VERSION === 'string' ? LEAKWALK_VERSION : '0.0.0-source';
