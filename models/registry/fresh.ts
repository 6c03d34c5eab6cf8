/**
 * Bytes that are there already but older than this, in milliseconds, are written again when somebody counts on them, so
 * that a collector of old garbage does not take them for it; well below its shortest grace time (`collect.ts`).
 */
export const FRESH_MS = 60 * 60 * 1000;
