import type { ClusterSet, DecaySet, EventSet, Momenta, ParticleColumns } from '../../physics/columns.ts';
import { numberText } from '../number-text.ts';
import { CLUSTER_ID, UNKNOWN_ID } from './particle.ts';

const UNKNOWN = `${UNKNOWN_ID},0,0,0,0;`;

/**
 * Writes the first line form of HadML `.dat`, one event a line, with as many digits as float64 needs. Perturbative
 * flags have no place in it and are left out. Constituents that are not known, and those of clusters out of a fission,
 * are written as id 88 with zeros: so Herwig's files do, and so they tell direct clusters from the others.
 * Throws RangeError for an event without clusters, for constituents of known identity but unknown momentum, and for a
 * set with weights, which the form cannot hold.
 */
export function* encodeDecaysDat({ offsets, clusters, hadrons, weight }: DecaySet): Generator<string> {
  refuseWeight(weight);
  const q1 = constituentWriter(clusters, 'q1');
  const q2 = constituentWriter(clusters, 'q2');
  for (let e = 0; e + 1 < offsets.length; e++) {
    if (offsets[e] === offsets[e + 1]) throw new RangeError(`event ${e} has no clusters: a .dat line cannot be empty`);
    let line = '';
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
      const pair = hadronText(hadrons, 2 * i) + hadronText(hadrons, 2 * i + 1);
      line += `${q1(i)}${q2(i)}${CLUSTER_ID},${momentumText(clusters, i)}${pair}|`;
    }
    yield `${line}\n`;
  }
}

/**
 * Writes the third line form, hadrons alone; identities that are not known are written as 0. Weights have no place
 * in it. Throws RangeError for an event without particles and for an event set with weights.
 */
export function* encodeEventsDat(events: EventSet): Generator<string> {
  refuseWeight(events.weight);
  for (let e = 0; e + 1 < events.offsets.length; e++) {
    const first = events.offsets[e]!;
    const end = events.offsets[e + 1]!;
    if (first === end) throw new RangeError(`event ${e} has no particles: a .dat line cannot be empty`);
    let line = '';
    for (let i = first; i < end; i++) line += hadronText(events, i);
    yield `${line}\n`;
  }
}

export function refuseWeight(weight: Float64Array | undefined): void {
  if (weight) throw new RangeError('a .dat file cannot hold event weights');
}

function constituentWriter(clusters: ClusterSet, name: 'q1' | 'q2'): (i: number) => string {
  const ids = clusters[`${name}_pdg_id`];
  const momenta = constituentMomenta(clusters, name);
  return (i) => {
    const id = ids?.[i] ?? 0;
    if (id === 0 || clusters.from_fission?.[i] === 1) return UNKNOWN;
    if (!momenta) throw new RangeError(`a .dat file cannot hold ${name}_pdg_id without the momentum of ${name}`);
    return `${checkedId(id)},${momentumText(momenta, i)}`;
  };
}

export function constituentMomenta(clusters: ClusterSet, name: 'q1' | 'q2'): Momenta | undefined {
  const px = clusters[`${name}_px`];
  const py = clusters[`${name}_py`];
  const pz = clusters[`${name}_pz`];
  const E = clusters[`${name}_E`];
  return px && py && pz && E ? { px, py, pz, E } : undefined;
}

function hadronText(particles: ParticleColumns, i: number): string {
  return `${checkedId(particles.pdg_id[i]!)},${momentumText(particles, i)}`;
}

/** An identity that the file's own marks (81, 88) do not stand for. */
export function checkedId(id: number): number {
  if (id !== CLUSTER_ID && id !== UNKNOWN_ID) return id;
  throw new RangeError(`id ${id} has another meaning in a .dat file`);
}

export function momentumText({ px, py, pz, E }: Momenta, i: number): string {
  return `${numberText(E[i]!)},${numberText(px[i]!)},${numberText(py[i]!)},${numberText(pz[i]!)};`;
}
