import { createDrawZ } from '../../../../physics/hadronization/string/draw-z.ts';
import { LUND_STRING, type StringParameters } from '../../../../physics/hadronization/string/parameters.ts';
import { type TrialRecord, TrialRecorder } from '../../../../physics/hadronization/string/trial-record.ts';
import { testStream } from '../../uniform.ts';
import { integrate } from '../statistics.ts';

/** Parameters of the default string with some changed. */
export function stringWith(changes: Partial<StringParameters>): StringParameters {
  return { ...LUND_STRING, ...changes };
}

/** Draws of z at one mT^2, each recorded as an event of its own. */
export function recordedDraws(
  parameters: StringParameters,
  mT2: number,
  count: number,
  stream: number,
): { z: number[]; record: TrialRecord } {
  const recorder = new TrialRecorder();
  const drawZ = createDrawZ(parameters, recorder);
  const random = testStream(stream);
  const z: number[] = [];
  for (let i = 0; i < count; i++) {
    recorder.startAttempt();
    z.push(drawZ(mT2, random));
    recorder.endEvent(1000, false);
  }
  return { z, record: recorder.finish() };
}

/** The integral of h(z) f(z) over that of f(z), f = (1 - z)^a exp(-b mT^2 / z) / z, from `low` to `high`. */
export function lundMean(h: (z: number) => number, a: number, b: number, mT2: number, low = 0, high = 1): number {
  const bare = (z: number): number => (z <= 0 || z >= 1 ? 0 : ((1 - z) ** a * Math.exp((-b * mT2) / z)) / z);
  return integrate((z) => h(z) * bare(z), low, high, 4000) / integrate(bare, 0, 1, 4000);
}
