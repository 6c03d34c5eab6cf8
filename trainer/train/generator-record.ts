import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import { HADRON_MASSES, MASS_SOURCE } from '../../physics/particles/mass.ts';

/** The pair of hadrons where nothing is known of a cluster's constituents: charged pions. */
const DEFAULT_PAIR: [number, number] = [211, -211];

/** What a generator's record says of the decays: the frame of its angles, the noise, the hadrons it was trained with. */
export function describeDecays(frame: Frame, noiseDimension: number): GeneratorManifest['generator'] {
  return {
    frame,
    noise_dimension: noiseDimension,
    hadrons: { masses: Object.fromEntries(HADRON_MASSES), source: MASS_SOURCE, default_pair: DEFAULT_PAIR },
  };
}

type Tensors = GeneratorManifest['tensors'];
type Described = Tensors['inputs'][number];
type Shaped = Omit<Described, 'shape'> & { shape: readonly Described['shape'][number][] };

/** A graph's interface as a record lists its tensors. */
export function describeTensors({ inputs, output }: { inputs: readonly Shaped[]; output: Shaped }): Tensors {
  const listed = ({ name, type, shape }: Shaped): Described => ({ name, type, shape: [...shape] });
  return { inputs: inputs.map(listed), outputs: [listed(output)] };
}
