import { wasserstein } from '../../physics/observables/wasserstein.ts';
import { type EventSample, eventCount } from './event-sample.ts';

/** How far generated events are from true ones, as watched while training; all in GeV. */
export interface EventDistances {
  w1_E: number;
  w1_px: number;
  w1_py: number;
  w1_pz: number;
  /** Their mean: HadML v2's figure of merit (arXiv:2305.17169, section 3). */
  w1: number;
  /** The same of each event's largest hadron energy, where nominal and kinmin differ most. */
  w1_leading: number;
  /** Mean of w1 and w1_leading: what the best network is chosen by. */
  distance: number;
}

function column({ hadrons }: EventSample, k: number): Float64Array {
  return Float64Array.from({ length: hadrons.length / 4 }, (_, i) => hadrons[4 * i + k]!);
}

function leadingEnergies({ hadrons, offsets }: EventSample): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, e) => {
    let largest = 0;
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) largest = Math.max(largest, hadrons[4 * i]!);
    return largest;
  });
}

/** Wasserstein-1 distances of two samples of events. */
export function eventDistances(generated: EventSample, truth: EventSample): EventDistances {
  if (eventCount(generated) === 0 || eventCount(truth) === 0) throw new RangeError('a sample without events');
  const of = (k: number): number => wasserstein(column(generated, k), column(truth, k));
  const [w1_E, w1_px, w1_py, w1_pz] = [of(0), of(1), of(2), of(3)];
  const w1 = (w1_E + w1_px + w1_py + w1_pz) / 4;
  const w1_leading = wasserstein(leadingEnergies(generated), leadingEnergies(truth));
  return { w1_E, w1_px, w1_py, w1_pz, w1, w1_leading, distance: (w1 + w1_leading) / 2 };
}
