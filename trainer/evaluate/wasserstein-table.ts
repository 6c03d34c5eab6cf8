import type { Distance, Estimate } from '../../models/contract/certificate.ts';
import type { DecaySet } from '../../physics/columns.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import { restFrameAngles } from '../../physics/decay/rest-frame-angles.ts';
import { type Entries, perParticle } from './entries.ts';
import type { Floor } from './floor.ts';
import { type Ranked, rank } from './ranked.ts';
import { estimateOf, type LeftOut, meanOf, wassersteinDistance } from './two-sample.ts';

/** Samples under judgement, by what they are. The floor is a second truth sample. */
export interface Candidates<T> {
  generated: T;
  floor: T;
  isotropic: T;
  untrained?: T | undefined;
  /** Events of the nominal truth, where the truth has another smearing. */
  nominal?: T | undefined;
}

/** Applies a function to each candidate, in turn. */
export function mapCandidates<T, U>(of: Candidates<T>, map: (value: T) => U): Candidates<U> {
  const { generated, floor, isotropic, untrained, nominal } = of;
  return {
    generated: map(generated),
    floor: map(floor),
    isotropic: map(isotropic),
    ...(untrained === undefined ? {} : { untrained: map(untrained) }),
    ...(nominal === undefined ? {} : { nominal: map(nominal) }),
  };
}

/** Named columns of one kind, each with its entries by event. */
export type Components = Record<string, Entries>;

/** Angles of the first hadron in the cluster's rest frame, in the ranges of the frame scaled to (-1, 1). */
export function scaledAngles(decays: DecaySet, frame: Frame): Components {
  const { phi, theta } = clusterAngles(decays, frame);
  const half = frame === 'cluster-rest/lab-axes' ? Math.PI / 2 : Math.PI;
  return {
    phi: { ...phi, values: phi.values.map((value) => value / half) },
    theta: { ...theta, values: theta.values.map((value) => (2 * value) / Math.PI - 1) },
  };
}

/** Angles of the first hadron in the cluster's rest frame, radians, by event. */
export function clusterAngles(decays: DecaySet, frame: Frame): { phi: Entries; theta: Entries } {
  const { angles } = restFrameAngles(decays.clusters, decays.hadrons, frame);
  const column = (k: 0 | 1): Entries =>
    perParticle(
      decays,
      Float64Array.from({ length: decays.clusters.E.length }, (_, i) => angles[2 * i + k]!),
    );
  return { phi: column(0), theta: column(1) };
}

/** Energies and momenta of hadrons in the lab, by event. */
export function labMomenta(decays: DecaySet): Components {
  const offsets = decays.offsets.map((offset) => 2 * offset);
  const { E, px, py, pz } = decays.hadrons;
  return Object.fromEntries(Object.entries({ E, px, py, pz }).map(([name, values]) => [name, { values, offsets }]));
}

/**
 * Distances of each candidate to the truth, component by component and their mean. The floor is that of `floor` where it
 * is given, otherwise the candidate's own: one pair of truth samples, which scatters by tens of per cent.
 */
export function distanceTable(
  definition: string,
  unit: Distance['unit'],
  truth: Components,
  candidates: Candidates<Components>,
  floor?: Floor,
): Distance {
  const names = Object.keys(truth);
  const ranked: Record<string, Ranked> = {};
  for (const name of names) ranked[name] = rank(truth[name]!);
  const distances = mapCandidates(candidates, (components) =>
    names.map((name) => wassersteinDistance(rank(components[name]!), ranked[name]!)),
  );
  const events = ranked[names[0]!]!.events;
  const estimates = (pick: (of: LeftOut[]) => LeftOut): Candidates<Estimate> =>
    mapCandidates(distances, (of) => estimateOf(pick(of), events));
  const mean = estimates(meanOf);
  const components = Object.fromEntries(names.map((name, k) => [name, estimates((of) => of[k]!)]));
  if (!floor) return { definition, unit, mean, components };
  return {
    definition,
    unit,
    mean: { ...mean, floor: floor.mean },
    components: Object.fromEntries(
      names.map((name) => [name, { ...components[name]!, floor: floor.components[name]! }]),
    ),
    floors: floor.floors,
  };
}
