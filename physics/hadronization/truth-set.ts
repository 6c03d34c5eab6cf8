import type { ClusterSet, DecaySet, ParticleColumns } from '../columns.ts';

/** Clusters of a simulation: everything about them is known. */
export type TruthClusters = Required<ClusterSet>;

/** Simulated events: clusters with constituents and the two pions of each. */
export interface TruthSet extends DecaySet {
  clusters: TruthClusters;
  hadrons: ParticleColumns;
}

/** An event set that is being written: arrays with room to spare, and how much of them is used. */
export interface TruthWriter {
  clusters: TruthClusters;
  hadrons: ParticleColumns;
  count: number;
}

const floats = (n: number): Float64Array => new Float64Array(n);

function emptyClusterColumns(n: number): TruthClusters {
  return {
    px: floats(n),
    py: floats(n),
    pz: floats(n),
    E: floats(n),
    q1_pdg_id: new Int32Array(n),
    q1_px: floats(n),
    q1_py: floats(n),
    q1_pz: floats(n),
    q1_E: floats(n),
    q1_perturbative: new Uint8Array(n),
    q2_pdg_id: new Int32Array(n),
    q2_px: floats(n),
    q2_py: floats(n),
    q2_pz: floats(n),
    q2_E: floats(n),
    q2_perturbative: new Uint8Array(n),
    h1_pdg_id: new Int32Array(n),
    h2_pdg_id: new Int32Array(n),
    event: new Uint32Array(n),
    from_fission: new Uint8Array(n),
  };
}

function emptyParticleColumns(n: number): ParticleColumns {
  return { px: floats(n), py: floats(n), pz: floats(n), E: floats(n), pdg_id: new Int32Array(n) };
}

/** A writer with room for n clusters. */
export function createTruthWriter(n: number): TruthWriter {
  return { clusters: emptyClusterColumns(n), hadrons: emptyParticleColumns(2 * n), count: 0 };
}

/** Copies the used part of each column into the columns of another table with the same names. */
function copyColumns<T extends object>(from: T, to: T, used: number): T {
  for (const name of Object.keys(from) as (keyof T)[]) {
    const source = from[name];
    const target = to[name];
    if (source instanceof Float64Array && target instanceof Float64Array) target.set(source.subarray(0, used));
    else if (source instanceof Int32Array && target instanceof Int32Array) target.set(source.subarray(0, used));
    else if (source instanceof Uint32Array && target instanceof Uint32Array) target.set(source.subarray(0, used));
    else if (source instanceof Uint8Array && target instanceof Uint8Array) target.set(source.subarray(0, used));
  }
  return to;
}

/** Moves a writer to columns of another length: more room, or exactly what is used. */
export function resizeWriter(writer: TruthWriter, n: number): void {
  const used = writer.count;
  writer.clusters = copyColumns(writer.clusters, emptyClusterColumns(n), used);
  writer.hadrons = copyColumns(writer.hadrons, emptyParticleColumns(2 * n), 2 * used);
}

/** The memory of a truth set's columns, for whoever gives it away to another thread. */
export function buffersOf(set: TruthSet): ArrayBuffer[] {
  const columns = [set.offsets, ...Object.values(set.clusters), ...Object.values(set.hadrons)];
  return columns.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}
