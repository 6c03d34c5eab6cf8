import { exp } from '../../elementary/exp.ts';
import { log } from '../../elementary/log.ts';
import { reversalProbability } from './final-two.ts';
import { emptyLundFunction, setLundFunction } from './lund-function.ts';
import { checkStringParameters, type StringParameters } from './parameters.ts';
import type { TrialRecord } from './trial-record.ts';

/** The parameters that events can be weighted to. */
export const WEIGHTED_PARAMETERS = ['a', 'b', 'sigma'] as const;
export type WeightedParameter = (typeof WEIGHTED_PARAMETERS)[number];

/** New values; what is not named keeps its own. */
export type NewValues = Partial<Record<WeightedParameter, number>>;

/** Weights of events, and what had to be cut for them. */
export interface StringWeights {
  weight: Float64Array;
  /** Trials whose new acceptance probability r A would have reached 1. */
  clipped: number;
  /** All trials that weights were made of. */
  trials: number;
}

/** r A is set to this where it reaches 1: a rejected trial then keeps a small weight (as in Pythia 8.312). */
const CLIPPED_ACCEPTANCE = 0.95;

/** Below this, A is lost among the subnormal numbers; it was rejected, and r A is nothing beside 1. */
const NEGLIGIBLE = 1e-300;

/**
 * Weights that turn events of one string truth into events of another a, b or sigma without simulating again
 * (Bierlich, Ilten, Menzo, Mrenna, Szewc, Wilkinson, Youssef, Zupan, arXiv:2308.13459). The weight of an event is the
 * ratio of the probabilities of everything that was drawn for it, failed attempts included:
 * - a trial of z that was accepted with probability A = f / (g x oversampling): r = f' / f, both scaled to 1 at their
 *   own maximum; one that was rejected: (1 - r A) / (1 - A); each with the mT^2 of its hadron;
 * - a kick with unit normals g1, g2: q exp(-(q - 1) (g1^2 + g2^2) / 2), q = (sigma / sigma')^2;
 * - the order of the last two hadrons, reversed with probability P = 1 / (1 + exp(b lambda)): P' / P, or
 *   (1 - P') / (1 - P). Pythia leaves this one out.
 * So the mean weight is 1, exactly in expectation. Where r A >= 1 oversampling was too small for the change; r becomes
 * 0.95 / A and the trial is counted: the mean weight is still 1, but what the events stand for is no longer exact.
 *
 * @param attempts 'all' as above; 'last' leaves failed attempts out. Since whether an attempt succeeds depends on the
 *   parameters, weights then have a mean other than 1; normalised to it they describe the same events, for each
 *   attempt is drawn anew, and they vary less.
 * Throws a RangeError for a new value out of range.
 */
export function weightsOf(
  record: TrialRecord,
  parameters: StringParameters,
  to: NewValues,
  attempts: 'all' | 'last' = 'all',
): StringWeights {
  const changed = { ...parameters, ...to };
  checkStringParameters(changed);
  const events = record.lambda.length;
  const result: StringWeights = { weight: new Float64Array(events).fill(1), clipped: 0, trials: 0 };
  const from = (offsets: Uint32Array, last: Uint32Array): Uint32Array => (attempts === 'last' ? last : offsets);
  if (changed.a !== parameters.a || changed.b !== parameters.b)
    weightTrials(result, record, from(record.draw_offsets, record.last_draw), parameters, changed);
  if (changed.sigma !== parameters.sigma)
    weightKicks(result, record, from(record.kick_offsets, record.last_kick), parameters.sigma / changed.sigma);
  if (changed.b !== parameters.b) weightOrder(result, record, parameters.b, changed.b);
  return result;
}

/** What shapes the Lund function. */
type Shape = Pick<StringParameters, 'a' | 'b'>;

/** Multiplies the weights by those of the trials of z. `first[e]` is the first draw of event e that counts. */
function weightTrials(out: StringWeights, record: TrialRecord, first: Uint32Array, old: Shape, to: Shape): void {
  const { draw_offsets, mT2, trial_offsets, z, acceptance } = record;
  const f = emptyLundFunction();
  for (let e = 0; e < out.weight.length; e++) {
    let weight = 1;
    for (let d = first[e]!; d < draw_offsets[e + 1]!; d++) {
      setLundFunction(f, old.a, old.b * mT2[d]!);
      const { logScale, B } = f;
      setLundFunction(f, to.a, to.b * mT2[d]!);
      const [scale, deltaA, deltaB] = [f.logScale - logScale, to.a - old.a, f.B - B];
      const accepted = trial_offsets[d + 1]! - 1;
      for (let t = trial_offsets[d]!; t <= accepted; t++) {
        const A = acceptance[t]!;
        if (A < NEGLIGIBLE) continue;
        // ln f' - ln f; without a change of a there is no need for the logarithm.
        let r = exp(scale + (deltaA === 0 ? 0 : deltaA * log(1 - z[t]!)) - deltaB / z[t]!);
        if (r * A >= 1) {
          r = CLIPPED_ACCEPTANCE / A;
          out.clipped++;
        }
        weight *= t === accepted ? r : (1 - r * A) / (1 - A);
      }
      out.trials += accepted + 1 - trial_offsets[d]!;
    }
    out.weight[e]! *= weight;
  }
}

/** Multiplies the weights by those of the kicks; `ratio` = sigma / sigma'. */
function weightKicks(out: StringWeights, record: TrialRecord, first: Uint32Array, ratio: number): void {
  const q = ratio * ratio;
  for (let e = 0; e < out.weight.length; e++) {
    let weight = 1;
    for (let k = first[e]!; k < record.kick_offsets[e + 1]!; k++) weight *= q * exp(-0.5 * (q - 1) * record.kick2[k]!);
    out.weight[e]! *= weight;
  }
}

/** Multiplies the weights by that of the order of the last two hadrons. */
function weightOrder(out: StringWeights, { lambda, reversed }: TrialRecord, b: number, newB: number): void {
  for (let e = 0; e < out.weight.length; e++) {
    const [old, now] = [reversalProbability(b, lambda[e]!), reversalProbability(newB, lambda[e]!)];
    out.weight[e]! *= reversed[e] === 1 ? now / old : (1 - now) / (1 - old);
  }
}
