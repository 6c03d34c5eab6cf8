/**
 * Weighs the Worker that `wrangler deploy --dry-run --outdir .build` made, and fails where the platform would not take it.
 * Part of `npm run build`.
 */
import { join } from 'node:path';
import { BUNDLE_LIMITS, tooHeavy, total, type Weight, weigh } from './lib/bundle.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`.padStart(9);
const line = ({ name, raw, gzip }: Weight): string => `${megabytes(raw)} ${megabytes(gzip)} gzip  ${name}\n`;

const weights = weigh(join(import.meta.dirname, '../.build'));
const sum = total(weights);
process.stdout.write(`${[...weights, sum].map(line).join('')}limit ${megabytes(BUNDLE_LIMITS.gzip)} gzip\n`);
const fault = tooHeavy(sum);
if (fault) {
  process.stderr.write(`bundle: ${fault}\n`);
  process.exitCode = 1;
}
