import type { GeneratorCertificate, ObservableComparison } from '../../models/contract/certificate.ts';
import type { DecaySet } from '../../physics/columns.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import { agreementOf, filled } from './agreement.ts';
import { toCertificate } from './event-histogram.ts';
import { decayObservables } from './event-observables.ts';
import type { Floor } from './floor.ts';
import { type Candidates, distanceTable, labMomenta, mapCandidates, scaledAngles } from './wasserstein-table.ts';

/** Samples that are compared with a truth sample. */
export interface Compared {
  truth: DecaySet;
  candidates: Candidates<DecaySet>;
  frame: Frame;
  /** Floors from many samples; without them the floor is the one pair at hand. */
  floors?: { angles: Floor; hadrons: Floor };
  /** Energy of the collisions over 91.2 GeV: how far axes of energies reach. */
  stretch?: number;
}

const V1 =
  'mean over phi and theta of the first hadron in the cluster rest frame, scaled to (-1, 1), as HadML v1 (arXiv:2203.12660)';
const V2 = 'mean over E, px, py, pz of hadrons in the lab, as HadML v2 (arXiv:2305.17169, section 3)';

/** Distances of angles and hadrons. */
export function compareDistances({ truth, candidates, frame, floors }: Compared): GeneratorCertificate['wasserstein'] {
  const angles = (decays: DecaySet) => scaledAngles(decays, frame);
  return {
    angles: distanceTable(V1, '1', angles(truth), mapCandidates(candidates, angles), floors?.angles),
    hadrons: distanceTable(V2, 'GeV', labMomenta(truth), mapCandidates(candidates, labMomenta), floors?.hadrons),
  };
}

/** Distributions of everything that the papers show. */
export function compareObservables({ truth, candidates, frame, stretch = 1 }: Compared): ObservableComparison[] {
  const target = decayObservables(truth, frame, stretch);
  const others = mapCandidates(candidates, (decays) => decayObservables(decays, frame, stretch));
  return target.map(({ axis, entries }, k) => {
    const reference = filled(axis, entries);
    const samples = mapCandidates(others, (of) => filled(axis, of[k]!.entries));
    return {
      name: axis.name,
      unit: axis.unit,
      truth: toCertificate(reference.histogram),
      generated: toCertificate(samples.generated.histogram),
      agreement: mapCandidates(samples, (sample) => agreementOf(sample, reference)),
    };
  });
}
