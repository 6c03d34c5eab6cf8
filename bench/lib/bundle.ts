import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * What a Worker's upload may weigh. Cloudflare's older rule is 10 MB after gzip (3 MB on the free plan), a newer one
 * 64 MiB before it: both are kept.
 */
export const BUNDLE_LIMITS = { gzip: 10_000_000, raw: 64 * 1024 * 1024 } as const;

export interface Weight {
  name: string;
  raw: number;
  gzip: number;
}

const ENTRY = 'index.js';

/**
 * Bytes of every module of a build folder, as it is and after gzip, the heaviest first: the entry and what it names. Source
 * maps, and modules that an earlier build left behind, are not uploaded.
 */
export function weigh(folder: string): Weight[] {
  const present = readdirSync(folder);
  if (!present.includes(ENTRY)) return [];
  const entry = readFileSync(join(folder, ENTRY), 'utf8');
  const modules = present.filter((name) => name === ENTRY || (entry.includes(name) && !name.endsWith('.map')));
  const weights = modules.map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { name, raw: bytes.length, gzip: gzipSync(bytes).length };
  });
  return weights.toSorted((a, b) => b.raw - a.raw);
}

export const total = (weights: readonly Weight[]): Weight => ({
  name: 'together',
  raw: weights.reduce((sum, { raw }) => sum + raw, 0),
  gzip: weights.reduce((sum, { gzip }) => sum + gzip, 0),
});

/** Why a bundle cannot be deployed, or null. */
export function tooHeavy({ raw, gzip }: Weight): string | null {
  if (raw === 0) return 'there is no bundle';
  if (gzip > BUNDLE_LIMITS.gzip) return `${gzip} bytes after gzip are more than ${BUNDLE_LIMITS.gzip}`;
  return raw > BUNDLE_LIMITS.raw ? `${raw} bytes are more than ${BUNDLE_LIMITS.raw}` : null;
}
