import { PDG } from '../particles/id.ts';
import type { RandomStream } from '../random/stream.ts';

/** A flavour with weights u : d : s = 1 : 1 : strangeWeight, as its PDG number; 0 where it is strange. */
export function drawLightFlavour(random: RandomStream, strangeWeight: number): number {
  const draw = random.uniform() * (2 + strangeWeight);
  if (draw < 1) return PDG.down;
  return draw < 2 ? PDG.up : 0;
}
