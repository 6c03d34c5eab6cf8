import type { ClusterSet } from '../../../physics/columns.ts';
import type { HadronPairs } from '../../../physics/decay/hadron-pair.ts';
import { momentum } from '../../../physics/vector/momentum.ts';
import { between, testStream } from '../uniform.ts';

/** Clusters of 0.3 to 4 GeV with gamma from 1 to `largestGamma`, their directions in all octants in turn. */
export function randomClusters(n: number, largestGamma: number, stream = 100): ClusterSet {
  const random = testStream(stream);
  const column = (): Float64Array => new Float64Array(n);
  const set = { px: column(), py: column(), pz: column(), E: column() };
  for (let i = 0; i < n; i++) {
    const M = between(random, 0.3, 4);
    const gamma = largestGamma ** random.uniform();
    const p = M * Math.sqrt((gamma - 1) * (gamma + 1));
    const v = [0, 1, 2].map((bit) => ((i >> bit) & 1 ? -1 : 1) * between(random, 0.01, 1)) as [number, number, number];
    const scale = p / momentum(...v);
    for (const [c, name] of (['px', 'py', 'pz'] as const).entries()) set[name][i] = v[c]! * scale;
    set.E[i] = Math.sqrt(M * M + momentum(set.px[i]!, set.py[i]!, set.pz[i]!) ** 2);
  }
  return set;
}

/** Adds constituents of 0.325 GeV, back to back in an arbitrary direction (any light-like start will do for angles). */
export function withConstituents(clusters: ClusterSet, stream = 101): ClusterSet {
  const random = testStream(stream);
  const n = clusters.E.length;
  const q = { px: new Float64Array(n), py: new Float64Array(n), pz: new Float64Array(n), E: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    for (const name of ['px', 'py', 'pz'] as const) q[name][i] = clusters[name][i]! / 2 + between(random, -1, 1);
    q.E[i] = Math.sqrt(0.325 ** 2 + momentum(q.px[i]!, q.py[i]!, q.pz[i]!) ** 2);
  }
  return {
    ...clusters,
    q1_pdg_id: new Int32Array(n).fill(2),
    q1_px: q.px,
    q1_py: q.py,
    q1_pz: q.pz,
    q1_E: q.E,
    q2_pdg_id: new Int32Array(n).fill(-1),
  };
}

/** The same hadrons for every cluster; the first one in turn. */
export function samePairs(n: number, h1: number, h2: number): HadronPairs {
  return {
    h1_pdg_id: new Int32Array(n).fill(h1),
    h2_pdg_id: new Int32Array(n).fill(h2),
    first: Uint8Array.from({ length: n }, (_, i) => 1 + (i % 2)),
  };
}

/** Angles uniform on the sphere, as the float32 numbers of a network. */
export function randomAngles(n: number, frame: 'lab' | 'axis', stream = 102): Float32Array {
  const random = testStream(stream);
  const angles = new Float32Array(2 * n);
  const half = frame === 'lab' ? Math.PI / 2 : Math.PI;
  for (let i = 0; i < n; i++) {
    angles[2 * i] = between(random, -half, half) * 0.999999;
    angles[2 * i + 1] = Math.acos(between(random, -1, 1));
  }
  return angles;
}
