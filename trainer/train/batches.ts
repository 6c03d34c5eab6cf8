import { DOMAIN, randomStream, type Seed } from '../../physics/random/stream.ts';

/** All of 0 … count - 1 in an order that (seed, pass) fixes: Fisher and Yates' shuffle. */
export function shuffledIndices(count: number, seed: Seed, pass: number): Uint32Array {
  const stream = randomStream(seed, DOMAIN.shuffle, pass);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/**
 * Batches without replacement: step s takes the next `size` of a pass over 0 … count - 1 in shuffled order; each pass
 * has its own order and leaves out what does not fill a batch. A pure function of the step, so a resumed training goes
 * on where it stopped; the current pass' order is kept between calls.
 */
export function batchReader(count: number, size: number, seed: Seed): (step: number) => Uint32Array {
  if (size > count) throw new RangeError(`a batch of ${size} from ${count} entries`);
  const perPass = Math.floor(count / size);
  let pass = -1;
  let order = new Uint32Array();
  return (step) => {
    const wanted = Math.floor(step / perPass);
    if (wanted !== pass) {
      order = new Uint32Array(shuffledIndices(count, seed, wanted));
      pass = wanted;
    }
    const begin = (step - wanted * perPass) * size;
    return order.subarray(begin, begin + size);
  };
}
