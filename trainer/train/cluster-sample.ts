import { conditionRows } from '../../models/contract/cluster-feature.ts';
import type { CONDITION_FEATURES } from '../../models/contract/tensors.ts';
import type { ClusterSet, DecaySet } from '../../physics/columns.ts';
import { constituentAxis } from '../../physics/decay/constituent-axis.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import { decayMass } from '../../physics/decay/threshold.ts';
import { momentumInRestFrame } from '../../physics/decay/two-body.ts';
import { massOf } from '../../physics/particles/mass.ts';
import { rotateFromAxis } from '../../physics/vector/rotation.ts';
import { joinFloats, joinOffsets } from '../data/join.ts';

type Feature = (typeof CONDITION_FEATURES)[number];

const FOUR_MOMENTUM: readonly Feature[] = ['E', 'px', 'py', 'pz'];

/** The condition's features in each frame, as networks/direction-generator.ts reads them. */
export const FRAME_FEATURES: Record<Frame, readonly Feature[]> = {
  'cluster-rest/lab-axes': FOUR_MOMENTUM,
  'cluster-rest/constituent-axis': [...FOUR_MOMENTUM, 'q1_x', 'q1_y', 'q1_z', 'q1_perturbative', 'q2_perturbative'],
};

/** The columns of a cluster sample and their widths; what they are: networks/decay-momenta.ts. */
const WIDTHS = { momentum: 1, inverseMass: 1, inverseSum: 1, restEnergy: 1, restMomentum: 3 } as const;
type Column = keyof typeof WIDTHS;

/**
 * Clusters by event, ready to be decayed inside a training step. It holds nothing of the hadrons that these clusters
 * decayed into but their kinds, which fix the masses: what a two-level training may know (arXiv:2305.17169, section 3).
 */
export interface ClusterSample {
  frame: Frame;
  /** Clusters of event e stand at offsets[e] up to offsets[e + 1] (excluded). */
  offsets: Uint32Array;
  /** [n, 4] or [n, 9]; the first four columns are E, px, py, pz (GeV). */
  condition: Float32Array;
  /** Kinematics by name, row-major. */
  columns: Record<Column, Float32Array>;
  /** Unit vectors x, y, z of the axes about constituent 1, in the lab's axes: [n, 9]; null in the lab's own axes. */
  axes: Float32Array | null;
}

const axis = new Float64Array(3);
const vector = new Float64Array(3);

function setAxes(axes: Float32Array, clusters: ClusterSet, i: number, M: number, E: number): void {
  if (!constituentAxis(axis, clusters, i, clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!, E, M))
    throw new RangeError(`cluster ${i}: constituent 1 has no direction in the rest frame`);
  for (let k = 0; k < 3; k++) {
    rotateFromAxis(vector, k === 0 ? 1 : 0, k === 1 ? 1 : 0, k === 2 ? 1 : 0, axis[0]!, axis[1]!, axis[2]!);
    axes.set(vector, 9 * i + 3 * k);
  }
}

const columnsFor = (n: number): Record<Column, Float32Array> => ({
  momentum: new Float32Array(n),
  inverseMass: new Float32Array(n),
  inverseSum: new Float32Array(n),
  restEnergy: new Float32Array(n),
  restMomentum: new Float32Array(3 * n),
});

/**
 * The sample of some events' clusters; their hadrons' kinds (columns h1_pdg_id, h2_pdg_id) say which masses they decay
 * into. Throws a RangeError where those or what the frame needs is missing.
 */
export function clusterSample(
  { clusters, offsets }: Pick<DecaySet, 'clusters' | 'offsets'>,
  frame: Frame,
): ClusterSample {
  const { h1_pdg_id, h2_pdg_id } = clusters;
  if (!h1_pdg_id || !h2_pdg_id) throw new RangeError('the clusters do not say what they decay into');
  const n = clusters.E.length;
  const columns = columnsFor(n);
  const axes = frame === 'cluster-rest/lab-axes' ? null : new Float32Array(9 * n);
  for (let i = 0; i < n; i++) {
    const [m1, m2] = [massOf(h1_pdg_id[i]!), massOf(h2_pdg_id[i]!)];
    const { M, E } = decayMass(clusters, i, m1 + m2);
    const k = momentumInRestFrame(M, m1, m2);
    const share = Math.sqrt(m1 * m1 + k * k) / M;
    columns.momentum[i] = k;
    columns.inverseMass[i] = 1 / M;
    columns.inverseSum[i] = 1 / (E + M);
    columns.restEnergy[i] = E * share;
    columns.restMomentum.set([clusters.px[i]! * share, clusters.py[i]! * share, clusters.pz[i]! * share], 3 * i);
    if (axes) setAxes(axes, clusters, i, M, E);
  }
  const condition = conditionRows(
    clusters,
    FRAME_FEATURES[frame].map((name) => ({ name })),
  );
  return { frame, offsets, condition, columns, axes };
}

/** The columns of several samples, each made by `take` from one of them. */
function mapColumns(take: (name: Column) => Float32Array): Record<Column, Float32Array> {
  return {
    momentum: take('momentum'),
    inverseMass: take('inverseMass'),
    inverseSum: take('inverseSum'),
    restEnergy: take('restEnergy'),
    restMomentum: take('restMomentum'),
  };
}

/** Several samples of one frame, one after the other. */
export function joinClusterSamples(parts: readonly ClusterSample[]): ClusterSample {
  const [first] = parts;
  if (!first) throw new RangeError('no cluster sample');
  return {
    frame: first.frame,
    offsets: joinOffsets(parts.map(({ offsets }) => offsets)),
    condition: joinFloats(parts.map(({ condition }) => condition)),
    columns: mapColumns((name) => joinFloats(parts.map(({ columns }) => columns[name]))),
    axes: first.axes && joinFloats(parts.map(({ axes }) => axes!)),
  };
}

/** Some events of a sample, in the order asked for. */
export function selectClusterEvents(sample: ClusterSample, chosen: ArrayLike<number>): ClusterSample {
  const { offsets, condition, columns, axes } = sample;
  const picked = Array.from(chosen, (e) => [offsets[e]!, offsets[e + 1]!] as const);
  const rows = (data: Float32Array, width: number): Float32Array =>
    joinFloats(picked.map(([begin, end]) => data.subarray(width * begin, width * end)));
  return {
    frame: sample.frame,
    offsets: joinOffsets(picked.map(([begin, end]) => Uint32Array.of(0, end - begin))),
    condition: rows(condition, FRAME_FEATURES[sample.frame].length),
    columns: mapColumns((name) => rows(columns[name], WIDTHS[name])),
    axes: axes && rows(axes, 9),
  };
}

/** Number of clusters. */
export function clusterCount({ offsets }: ClusterSample): number {
  return offsets.at(-1) ?? 0;
}
