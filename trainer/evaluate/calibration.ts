import type { CalibrationCurve } from '../../models/contract/certificate.ts';
import { exp } from '../../physics/elementary/exp.ts';
import { GROUPS, groupOf } from './jackknife.ts';
import { estimateOf } from './two-sample.ts';

/** Equal bins of p(class 1) in [0, 1]. */
const BINS = 20;

/** The logistic function, without overflow for any logit. */
export function sigmoid(logit: number): number {
  const small = exp(-Math.abs(logit));
  return logit >= 0 ? 1 / (1 + small) : small / (1 + small);
}

interface Tally {
  events: Float64Array;
  predicted: Float64Array;
  ones: Float64Array;
}

/**
 * Reliability curve and expected calibration error, sum over bins of (events in bin / events) |mean predicted p -
 * fraction of class 1| (Guo et al., arXiv:1706.04599, eq. 3), for as many events of class 0 as of class 1.
 * A perfect classifier of N events has an error of about sqrt(bins / N) / 3, not 0.
 * @param class0 logits of class 0 events
 * @param class1 logits of class 1 events, as many
 */
export function calibrationCurve(class0: Float64Array, class1: Float64Array): CalibrationCurve {
  if (class0.length !== class1.length)
    throw new RangeError('calibration needs as many events of one class as of the other');
  if (class0.length < GROUPS) throw new RangeError(`${class0.length} events; errors need at least ${GROUPS}`);
  const tallies = Array.from({ length: GROUPS }, emptyTally);
  for (const [logits, one] of [
    [class0, 0],
    [class1, 1],
  ] as const)
    for (let e = 0; e < logits.length; e++) count(tallies[groupOf(e, logits.length)]!, sigmoid(logits[e]!), one);
  const errors = Float64Array.from({ length: GROUPS + 1 }, (_, left) =>
    expectedError(sumTallies(tallies.filter((_tally, g) => g !== left))),
  );
  return { bins: curveBins(sumTallies(tallies)), expected_error: estimateOf(errors, class0.length) };
}

function emptyTally(): Tally {
  return { events: new Float64Array(BINS), predicted: new Float64Array(BINS), ones: new Float64Array(BINS) };
}

function count(tally: Tally, p: number, one: 0 | 1): void {
  const bin = Math.min(BINS - 1, Math.floor(p * BINS));
  tally.events[bin]!++;
  tally.predicted[bin]! += p;
  tally.ones[bin]! += one;
}

function sumTallies(tallies: Tally[]): Tally {
  const sum = emptyTally();
  for (const tally of tallies)
    for (const key of ['events', 'predicted', 'ones'] as const)
      for (let bin = 0; bin < BINS; bin++) sum[key][bin]! += tally[key][bin]!;
  return sum;
}

function expectedError(tally: Tally): number {
  let [off, all] = [0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    off += Math.abs(tally.predicted[bin]! - tally.ones[bin]!);
    all += tally.events[bin]!;
  }
  return off / all;
}

/** Bins that hold events; the error is binomial, at half an event from either end so that it is never 0. */
function curveBins(tally: Tally): CalibrationCurve['bins'] {
  return [...tally.events.keys()]
    .filter((bin) => tally.events[bin]! > 0)
    .map((bin) => {
      const events = tally.events[bin]!;
      const shrunk = (tally.ones[bin]! + 0.5) / (events + 1);
      return {
        predicted: Math.min(1, tally.predicted[bin]! / events),
        observed: tally.ones[bin]! / events,
        error: Math.sqrt((shrunk * (1 - shrunk)) / events),
        events,
      };
    });
}
