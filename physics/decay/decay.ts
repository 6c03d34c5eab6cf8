import type { ClusterSet, Momenta, ParticleColumns } from '../columns.ts';
import { type MassTable, massOf } from '../particles/mass.ts';
import { boostFromRest } from '../vector/boost.ts';
import { rotateFromAxis } from '../vector/rotation.ts';
import { directionOf } from './angles.ts';
import { constituentAxis } from './constituent-axis.ts';
import { clusterFault } from './fault.ts';
import type { Frame } from './frame.ts';
import type { HadronPairs } from './hadron-pair.ts';
import { nearestEnergyOnShell } from './on-shell.ts';
import { decayMass } from './threshold.ts';
import { energyOnShell, momentumInRestFrame } from './two-body.ts';
import { describeFault } from './validity.ts';

const axis = new Float64Array(3);
const direction = new Float64Array(3);
const boosted = new Float64Array(4);

/** Columns for n particles, all zero. */
function emptyParticles(n: number): ParticleColumns {
  return {
    pdg_id: new Int32Array(n),
    px: new Float64Array(n),
    py: new Float64Array(n),
    pz: new Float64Array(n),
    E: new Float64Array(n),
  };
}

/** Stores the boosted momentum as particle `at`, its energy from the mass shell. */
function store(hadrons: ParticleColumns, at: number, pdgId: number, m: number): void {
  hadrons.pdg_id[at] = pdgId;
  hadrons.px[at] = boosted[0]!;
  hadrons.py[at] = boosted[1]!;
  hadrons.pz[at] = boosted[2]!;
  // The boosted energy carries the rounding of the cluster's mass, up to 2^-53 gamma^2; the momentum does not show it.
  hadrons.E[at] = nearestEnergyOnShell(m, boosted[0]!, boosted[1]!, boosted[2]!);
}

/** Sets `direction` to hadron 1's direction in cluster i's rest frame, in the lab's axes. */
function setDirection(clusters: ClusterSet, i: number, M: number, E: number, frame: Frame, first: number): void {
  if (frame === 'cluster-rest/constituent-axis') {
    constituentAxis(axis, clusters, i, clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!, E, M);
    rotateFromAxis(direction, direction[0]!, direction[1]!, direction[2]!, axis[0]!, axis[1]!, axis[2]!);
  } else if (first === 2) {
    for (let c = 0; c < 3; c++) direction[c] = -direction[c]!;
  }
}

/** Decays cluster i along `direction` and stores its hadrons at 2i and 2i + 1. */
function decayAlong(hadrons: ParticleColumns, P: Momenta, i: number, M: number, E: number, ids: Pair, m: Pair): void {
  const k = momentumInRestFrame(M, m[0], m[1]);
  for (let h = 0; h < 2; h++) {
    const along = h === 0 ? k : -k;
    const x = along * direction[0]!;
    const y = along * direction[1]!;
    const z = along * direction[2]!;
    boostFromRest(boosted, x, y, z, energyOnShell(m[h]!, x, y, z), P.px[i]!, P.py[i]!, P.pz[i]!, E, M);
    store(hadrons, 2 * i + h, ids[h]!, m[h]!);
  }
}

type Pair = readonly [number, number];

/**
 * Decays every cluster into two hadrons: hadron 1 of cluster i at 2i, hadron 2 at 2i + 1, in the lab, GeV.
 *
 * `angles` are n x (phi, theta) in radians in the given frame (`frame.ts`). Momenta follow from two-body kinematics in
 * the rest frame and a boost, both hadrons alike. Each cluster's result depends on its own row alone. The hadrons of an
 * accepted cluster (`validity.ts`) add up to it within 1e-9 E and lie on their mass shells within 1e-6 GeV or, above
 * some 1e4 GeV, within what float64 resolves (2^-52 E^2 / m).
 *
 * Callers leave out faulty rows first (`clusterFault`). Throws a RangeError that names the cluster where a row is
 * faulty or an angle is not finite, and where lengths disagree.
 */
export function decayClusters(
  clusters: ClusterSet,
  angles: ArrayLike<number>,
  frame: Frame,
  pairs: HadronPairs,
  masses: MassTable,
): ParticleColumns {
  const n = clusters.E.length;
  if (angles.length !== 2 * n) throw new RangeError(`${n} clusters need ${2 * n} angles, not ${angles.length}`);
  if (pairs.first.length !== n) throw new RangeError(`${n} clusters need ${n} hadron pairs, not ${pairs.first.length}`);
  const hadrons = emptyParticles(2 * n);
  for (let i = 0; i < n; i++) {
    const fault = clusterFault(clusters, i, frame, pairs, masses);
    if (fault) throw new RangeError(`cluster ${i}: ${describeFault(fault)}`);
    const ids: Pair = [pairs.h1_pdg_id[i]!, pairs.h2_pdg_id[i]!];
    const m: Pair = [massOf(ids[0], masses), massOf(ids[1], masses)];
    const { M, E } = decayMass(clusters, i, m[0] + m[1]);
    const [phi, theta] = [angles[2 * i]!, angles[2 * i + 1]!];
    if (!Number.isFinite(phi) || !Number.isFinite(theta)) throw new RangeError(`cluster ${i}: an angle is not finite`);
    directionOf(direction, phi, theta);
    setDirection(clusters, i, M, E, frame, pairs.first[i]!);
    decayAlong(hadrons, clusters, i, M, E, ids, m);
  }
  return hadrons;
}
