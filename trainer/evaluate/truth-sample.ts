import type { ClusterSet, DecaySet, ParticleColumns } from '../../physics/columns.ts';
import type { HadronizationParameters } from '../../physics/hadronization/parameters.ts';
import type { TruthSet } from '../../physics/hadronization/truth-set.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { joinOffsets } from '../data/join.ts';
import { simulateTruth } from '../data/truth.ts';

type Column = Float64Array | Int32Array | Uint8Array;

function join<T extends Column>(parts: readonly T[], make: (length: number) => T): T {
  const whole = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const floats = (parts: Float64Array[]): Float64Array => join(parts, (length) => new Float64Array(length));
const integers = (parts: Int32Array[]): Int32Array => join(parts, (length) => new Int32Array(length));
const flags = (parts: Uint8Array[]): Uint8Array => join(parts, (length) => new Uint8Array(length));

/** The columns that a generator can read: momenta, constituent 1, flags and the hadrons wanted. */
function joinClusters(parts: TruthSet['clusters'][]): ClusterSet {
  return {
    px: floats(parts.map((c) => c.px)),
    py: floats(parts.map((c) => c.py)),
    pz: floats(parts.map((c) => c.pz)),
    E: floats(parts.map((c) => c.E)),
    q1_px: floats(parts.map((c) => c.q1_px)),
    q1_py: floats(parts.map((c) => c.q1_py)),
    q1_pz: floats(parts.map((c) => c.q1_pz)),
    q1_E: floats(parts.map((c) => c.q1_E)),
    q1_perturbative: flags(parts.map((c) => c.q1_perturbative)),
    q2_perturbative: flags(parts.map((c) => c.q2_perturbative)),
    h1_pdg_id: integers(parts.map((c) => c.h1_pdg_id)),
    h2_pdg_id: integers(parts.map((c) => c.h2_pdg_id)),
  };
}

function joinHadrons(parts: ParticleColumns[]): ParticleColumns {
  return {
    px: floats(parts.map((h) => h.px)),
    py: floats(parts.map((h) => h.py)),
    pz: floats(parts.map((h) => h.pz)),
    E: floats(parts.map((h) => h.E)),
    pdg_id: integers(parts.map((h) => h.pdg_id)),
  };
}

/** Events first … first + count - 1 of a truth as one set, simulated on all processors. */
export async function truthSample(
  parameters: HadronizationParameters,
  seed: bigint,
  first: number,
  count: number,
  onProgress: (done: number) => void,
): Promise<DecaySet> {
  const parts: TruthSet[] = [];
  for await (const part of simulateTruth(parameters, seedOf(seed), first, count, { onProgress })) parts.push(part);
  return {
    offsets: joinOffsets(parts.map((part) => part.offsets)),
    clusters: joinClusters(parts.map((part) => part.clusters)),
    hadrons: joinHadrons(parts.map((part) => part.hadrons)),
  };
}
