import { normalQuantile } from '../../random/normal.ts';
import type { RandomStream } from '../../random/stream.ts';
import type { StringParameters } from './parameters.ts';
import type { TrialRecorder } from './trial-record.ts';

/** Draws the transverse momentum that a break gives to its quark (the antiquark has the opposite) into out[0..1]. */
export type DrawKick = (out: Float64Array, random: RandomStream) => void;

/**
 * Gaussian, sigma / sqrt(2) for each component, a share `enhancedFraction` of them `enhancedWidth` times as wide
 * (Pythia 8: StringPT::pxy). g1^2 + g2^2 of the two unit normals goes to the recorder, if there is one.
 */
export function createDrawKick(
  { sigma, enhancedFraction, enhancedWidth }: StringParameters,
  recorder: TrialRecorder | null,
): DrawKick {
  const width = sigma * Math.SQRT1_2;
  return (out, random) => {
    const scale = random.uniform() < enhancedFraction ? width * enhancedWidth : width;
    const g1 = normalQuantile(random.uniform());
    const g2 = normalQuantile(random.uniform());
    recorder?.addKick(g1 * g1 + g2 * g2);
    out[0] = scale * g1;
    out[1] = scale * g2;
  };
}
