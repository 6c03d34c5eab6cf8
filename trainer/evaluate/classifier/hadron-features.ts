import type { EventSet } from '../../../physics/columns.ts';
import { log } from '../../../physics/elementary/log.ts';
import { momentum } from '../../../physics/vector/momentum.ts';

/** What is read of a hadron by itself: its four-momentum, the logarithm of its energy, its direction. */
export const HADRON_FEATURES = 8;

/** GeV that scale energies to about (-1, 1): a little above the beam energy at the Z. */
export const ENERGY_SCALE = 46;
/** Least value under logarithms and in quotients, GeV: far below any hadron's energy. */
export const LEAST = 1e-3;

/** Writes the features of hadron i to `out` from `at` on, each scaled to about (-1, 1). */
export function setHadronFeatures(out: Float32Array, at: number, events: EventSet, i: number): void {
  const [E, px, py, pz] = [events.E[i]!, events.px[i]!, events.py[i]!, events.pz[i]!];
  const p = Math.max(LEAST, momentum(px, py, pz));
  out[at] = (2 * E) / ENERGY_SCALE - 1;
  out[at + 1] = px / ENERGY_SCALE;
  out[at + 2] = py / ENERGY_SCALE;
  out[at + 3] = pz / ENERGY_SCALE;
  out[at + 4] = 0.5 * log(Math.max(LEAST, E)) - 0.5;
  out[at + 5] = px / p;
  out[at + 6] = py / p;
  out[at + 7] = pz / p;
}
