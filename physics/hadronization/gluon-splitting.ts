import type { RandomStream } from '../random/stream.ts';
import { boostFromRest } from '../vector/boost.ts';
import { addConstituent, type Clusters } from './clusters.ts';
import { drawIsotropic } from './direction.ts';
import type { HadronizationParameters } from './parameters.ts';
import type { Partons } from './partons.ts';

/**
 * Non-perturbative splitting of a gluon on its constituent mass shell into a quark and an antiquark of the flavour it
 * drew, isotropic in its rest frame (Webber, Nucl. Phys. B238 (1984) 492; Herwig: PartonSplitter). Adds the two as
 * constituents, the quark first.
 */
export type GluonSplitter = (clusters: Clusters, partons: Partons, gluon: number, random: RandomStream) => void;

export function createGluonSplitter(parameters: HadronizationParameters): GluonSplitter {
  const gluonMass = parameters.constituentMassGluon;
  const energy = 0.5 * gluonMass;
  const momentum = Math.sqrt((energy - parameters.constituentMassLight) * (energy + parameters.constituentMassLight));
  const direction = new Float64Array(3);
  const out = new Float64Array(4);

  return (clusters, partons, gluon, random) => {
    const [px, py, pz] = [partons.px[gluon]!, partons.py[gluon]!, partons.pz[gluon]!];
    drawIsotropic(direction, random);
    for (const sign of [1, -1]) {
      const p = sign * momentum;
      const [x, y, z] = [p * direction[0]!, p * direction[1]!, p * direction[2]!];
      boostFromRest(out, x, y, z, energy, px, py, pz, partons.E[gluon]!, gluonMass);
      addConstituent(clusters, sign * partons.flavour[gluon]!, 0, out[0]!, out[1]!, out[2]!, out[3]!);
    }
  };
}
