import { PDG } from '../particles/id.ts';
import type { RandomStream } from '../random/stream.ts';
import type { HadronizationParameters } from './parameters.ts';

/** A flavour with weights u : d : s = 1 : 1 : strangeWeight, as its PDG number; 0 where it is strange. */
export function drawLightFlavour(random: RandomStream, strangeWeight: number): number {
  const draw = random.uniform() * (2 + strangeWeight);
  if (draw < 1) return PDG.down;
  return draw < 2 ? PDG.up : 0;
}

/** The weight at which strange pairs are drawn: none where there is no veto, since they then count as u or d. */
export function strangeWeight({ strangeVeto }: HadronizationParameters, weight: number): number {
  return strangeVeto === 1 ? weight : 0;
}
