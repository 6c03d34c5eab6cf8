import { normalQuantile } from './normal.ts';
import { philox4x32 } from './philox.ts';
import { DOMAIN, type Seed } from './stream.ts';

const words = new Uint32Array(4);

/**
 * Standard normal noise of `count` clusters, row-major [count, dimension].
 *
 * Component k of cluster i is the normal quantile of (w + 1/2) / 2^32, where w is word k mod 4 of the Philox block with
 * counter (k div 4, DOMAIN.noise, index mod 2^32, index div 2^32), index = firstIndex + i, and key `seed`: it depends on
 * (seed, index, k) alone, not on how clusters are batched. Throws a RangeError where `out` has another length or an
 * index leaves 0 … 2^53 - 1.
 */
export function fillNoise(out: Float32Array, seed: Seed, firstIndex: number, count: number, dimension: number): void {
  if (out.length !== count * dimension)
    throw new RangeError(`noise of ${count} clusters x ${dimension} does not fit in ${out.length} numbers`);
  if (!Number.isSafeInteger(firstIndex) || firstIndex < 0 || !Number.isSafeInteger(firstIndex + count))
    throw new RangeError(`cluster indices from ${firstIndex} on, ${count} of them, leave 0 … 2^53 - 1`);
  for (let i = 0; i < count; i++) {
    const low = (firstIndex + i) >>> 0;
    const high = Math.floor((firstIndex + i) / 0x100000000);
    for (let k = 0; k < dimension; k++) {
      if ((k & 3) === 0) philox4x32(words, k >> 2, DOMAIN.noise, low, high, seed.low, seed.high);
      out[i * dimension + k] = normalQuantile((words[k & 3]! + 0.5) / 0x100000000);
    }
  }
}
