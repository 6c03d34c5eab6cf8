import type { ClusterSet, DecaySet } from '../../physics/columns.ts';
import { decayClusters } from '../../physics/decay/decay.ts';
import { clusterFault } from '../../physics/decay/fault.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import type { HadronPairs } from '../../physics/decay/hadron-pair.ts';
import { restFrameAngles } from '../../physics/decay/rest-frame-angles.ts';
import type { MassTable } from '../../physics/particles/mass.ts';

/** A particle and its antiparticle. */
export type HadronPair = readonly [number, number];

/** Decays into other hadrons, and how many clusters were too light for them. */
export interface HeavierDecays {
  decays: DecaySet;
  leftOut: number;
}

function pairsOf([h1, h2]: HadronPair, first: Uint8Array): HadronPairs {
  const n = first.length;
  return { h1_pdg_id: new Int32Array(n).fill(h1), h2_pdg_id: new Int32Array(n).fill(h2), first };
}

/** Some rows of every column of a cluster set. */
function takeClusters(clusters: ClusterSet, rows: Uint32Array): ClusterSet {
  const take = <T extends Float64Array | Int32Array | Uint8Array | Uint32Array>(column: T, out: T): T => {
    for (const [k, i] of rows.entries()) out[k] = column[i]!;
    return out;
  };
  const { px, py, pz, E, ...others } = clusters;
  const taken: ClusterSet = {
    px: take(px, new Float64Array(rows.length)),
    py: take(py, new Float64Array(rows.length)),
    pz: take(pz, new Float64Array(rows.length)),
    E: take(E, new Float64Array(rows.length)),
  };
  return Object.assign(
    taken,
    Object.fromEntries(
      Object.entries(others).map(([name, column]) => {
        if (column instanceof Float64Array) return [name, take(column, new Float64Array(rows.length))];
        if (column instanceof Int32Array) return [name, take(column, new Int32Array(rows.length))];
        if (column instanceof Uint32Array) return [name, take(column, new Uint32Array(rows.length))];
        return [name, take(column, new Uint8Array(rows.length))];
      }),
    ),
  );
}

/** Offsets of the events that keep a cluster. */
function keptOffsets(offsets: Uint32Array, kept: Uint8Array): Uint32Array {
  const result = [0];
  for (let e = 0; e + 1 < offsets.length; e++) {
    const count = kept.subarray(offsets[e], offsets[e + 1]).reduce((sum, flag) => sum + flag, 0);
    if (count > 0) result.push(result.at(-1)! + count);
  }
  return Uint32Array.from(result);
}

/**
 * The same decays into other hadrons: each cluster at the angles it had, with the masses of the pair. That is what the
 * truth's own rule gives, since its angles do not depend on the hadrons (physics/hadronization/cluster-decay.ts). Clusters
 * too light for the pair are left out, and events that have no other.
 */
export function heavierDecays(decays: DecaySet, pair: HadronPair, frame: Frame, masses: MassTable): HeavierDecays {
  const { clusters, hadrons, offsets } = decays;
  const { angles, first } = restFrameAngles(clusters, hadrons, frame);
  const wanted = pairsOf(pair, first);
  const kept = Uint8Array.from(first, (_, i) => (clusterFault(clusters, i, frame, wanted, masses) === null ? 1 : 0));
  const rows = Uint32Array.from([...kept.keys()].filter((i) => kept[i] === 1));
  const taken = takeClusters(clusters, rows);
  const pairs = pairsOf(
    pair,
    Uint8Array.from(rows, (i) => first[i]!),
  );
  const chosen = Float64Array.from({ length: 2 * rows.length }, (_, k) => angles[2 * rows[k >> 1]! + (k & 1)]!);
  return {
    decays: {
      offsets: keptOffsets(offsets, kept),
      clusters: { ...taken, h1_pdg_id: pairs.h1_pdg_id, h2_pdg_id: pairs.h2_pdg_id },
      hadrons: decayClusters(taken, chosen, frame, pairs, masses),
    },
    leftOut: kept.length - rows.length,
  };
}
