import { exp } from '../../elementary/exp.ts';
import type { RandomStream } from '../../random/stream.ts';
import { emptyLundFunction, logLund, setLundFunction } from './lund-function.ts';
import type { StringParameters } from './parameters.ts';
import { drawTrial, emptyTrialFunction, setTrialFunction, trialValue } from './trial-function.ts';
import type { TrialRecorder } from './trial-record.ts';

/** Draws z for a hadron of squared transverse mass mT2 (GeV^2). */
export type DrawZ = (mT2: number, random: RandomStream) => number;

/**
 * z from the Lund function by accept-reject: a trial is accepted with A = f / (g x oversampling), g the trial function.
 * Every trial in (0, 1) goes to the recorder, if there is one; it changes nothing of what is drawn.
 */
export function createDrawZ(
  { a, b, oversampling }: Pick<StringParameters, 'a' | 'b' | 'oversampling'>,
  recorder: TrialRecorder | null,
): DrawZ {
  const f = emptyLundFunction();
  const g = emptyTrialFunction();

  /** f / g, at most 1, also after rounding. */
  const ratio = (z: number): number => Math.min(1, exp(logLund(f, z)) / trialValue(g, z));

  return (mT2, random) => {
    setLundFunction(f, a, b * mT2);
    setTrialFunction(g, f);
    recorder?.startDraw(mT2);
    for (;;) {
      const z = drawTrial(g, random);
      if (!(z > 0 && z < 1)) continue;
      const threshold = random.uniform() * oversampling;
      // What cannot be accepted need not be computed, unless somebody wants to know how probable it was.
      if (recorder === null && threshold >= 1) continue;
      const kept = ratio(z);
      recorder?.addTrial(z, kept / oversampling);
      if (threshold < kept) return z;
    }
  };
}
