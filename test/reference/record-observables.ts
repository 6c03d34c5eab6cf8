import type { ClusterSet, DecaySet } from '../../physics/columns.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { transverseToAxis } from '../../physics/observables/event/axis-momentum.ts';
import { energyFraction } from '../../physics/observables/event/energy-fraction.ts';
import { eventAxes } from '../../physics/observables/event/momentum-tensor.ts';
import { nearestNeighbours } from '../../physics/observables/event/neighbour.ts';
import { boostToRest } from '../../physics/vector/boost.ts';
import { mass } from '../../physics/vector/mass.ts';

/** The ten lines on which a simulation is held against Herwig's record, fixed beforehand. */
export const RECORD_OBSERVABLES = [
  'n_clusters',
  'n_direct',
  'cluster_M_direct',
  'cluster_M_fission',
  'cluster_E',
  'cos_h1q1_direct',
  'had_E',
  'nn_dR',
  'nn_minE_over_sum',
  'had_pT_axis',
] as const;

export type RecordObservable = (typeof RECORD_OBSERVABLES)[number];
export type RecordEntries = Record<RecordObservable, ArrayLike<number>>;

/** Whether a cluster was formed from the partons of the shower; Herwig's record knows constituents of these alone. */
export type IsDirect = (cluster: number) => boolean;

/** Every entry of the ten observables in a record of decays. */
export function recordEntries(decays: DecaySet, isDirect: IsDirect): RecordEntries {
  const { offsets, clusters, hadrons } = decays;
  const indices = Array.from(clusters.E, (_, i) => i);
  const direct = indices.filter(isDirect);
  const events = eventSetOf(decays);
  const neighbours = nearestNeighbours(events);
  return {
    n_clusters: perEvent(offsets, () => true),
    n_direct: perEvent(offsets, isDirect),
    cluster_M_direct: direct.map((i) => massOfCluster(clusters, i)),
    cluster_M_fission: indices.filter((i) => !isDirect(i)).map((i) => massOfCluster(clusters, i)),
    cluster_E: clusters.E,
    cos_h1q1_direct: direct.map((i) => cosHadronConstituent(decays, i)),
    had_E: hadrons.E,
    nn_dR: neighbours.deltaR,
    nn_minE_over_sum: energyFraction(events, neighbours),
    had_pT_axis: transverseToAxis(events, eventAxes(events)),
  };
}

function perEvent(offsets: Uint32Array, counts: IsDirect): number[] {
  return Array.from(offsets.subarray(1), (end, e) => {
    let n = 0;
    for (let i = offsets[e]!; i < end; i++) n += counts(i) ? 1 : 0;
    return n;
  });
}

function massOfCluster({ px, py, pz, E }: ClusterSet, i: number): number {
  return mass(px[i]!, py[i]!, pz[i]!, E[i]!);
}

/** cos of the angle between hadron 1 and constituent 1 in the cluster's rest frame; the constituents must be known. */
export function cosHadronConstituent({ clusters, hadrons }: DecaySet, i: number): number {
  const { q1_px, q1_py, q1_pz, q1_E } = clusters;
  const M = massOfCluster(clusters, i);
  const inRest = (px: number, py: number, pz: number, E: number): Float64Array => {
    const out = new Float64Array(4);
    boostToRest(out, px, py, pz, E, clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!, clusters.E[i]!, M);
    return out;
  };
  const q = inRest(q1_px![i]!, q1_py![i]!, q1_pz![i]!, q1_E![i]!);
  const h = inRest(hadrons.px[2 * i]!, hadrons.py[2 * i]!, hadrons.pz[2 * i]!, hadrons.E[2 * i]!);
  const dot = q[0]! * h[0]! + q[1]! * h[1]! + q[2]! * h[2]!;
  return dot / (Math.hypot(q[0]!, q[1]!, q[2]!) * Math.hypot(h[0]!, h[1]!, h[2]!));
}
