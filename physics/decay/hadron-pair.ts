import type { ClusterSet } from '../columns.ts';
import { PDG } from '../particles/id.ts';
import { PION_CHARGED, PION_NEUTRAL } from '../particles/mass.ts';
import { DOMAIN, type RandomStream, randomStream, type Seed } from '../random/stream.ts';
import { mass } from '../vector/mass.ts';
import type { Frame } from './frame.ts';
import { momentumInRestFrame } from './two-body.ts';

/** The hadrons of each cluster, and which of them the angles belong to (1 or 2). */
export interface HadronPairs {
  h1_pdg_id: Int32Array;
  h2_pdg_id: Int32Array;
  first: Uint8Array;
}

/** Share of the pi0 in u ubar, and in d dbar (Herwig 7.2.1, HadronSelector, mixing weight 1/2). */
const NEUTRAL_WEIGHT = 0.5;

const isLight = (flavour: number): boolean => flavour === PDG.down || flavour === PDG.up;

/** The pion made of a quark and an antiquark, flavours as positive PDG numbers. */
export function pionOf(quark: number, antiquark: number): number {
  if (quark === antiquark) return PDG.piZero;
  return quark === PDG.up ? PDG.piPlus : PDG.piMinus;
}

/** Mass of a pion in GeV by its PDG number. */
export const massOfPion = (id: number): number => (id === PDG.piZero ? PION_NEUTRAL : PION_CHARGED);
const weightOfPion = (id: number): number => (id === PDG.piZero ? NEUTRAL_WEIGHT : 1);

/** The two pions when constituents q1 and q2 are parted by a new pair of flavour f; hadron 1 carries constituent 1. */
function pairWith(q1: number, q2: number, f: number): [number, number] {
  return q1 > 0 ? [pionOf(q1, f), pionOf(f, -q2)] : [pionOf(f, -q1), pionOf(q2, f)];
}

const weightOfPair = (M: number, [h1, h2]: [number, number]): number =>
  weightOfPion(h1) * weightOfPion(h2) * momentumInRestFrame(M, massOfPion(h1), massOfPion(h2));

/**
 * Draws the pions of a cluster of mass M whose constituents are u or d, quark and antiquark in any order: the new
 * flavour is u or d with weight w(h1) w(h2) p*, w(pi+-) = 1, w(pi0) = 1/2. Below threshold: the lighter pair.
 * Herwig 7.2.1, Hadronization/HwppSelector.cc. Uses one number of the stream.
 */
export function drawPions(M: number, q1: number, q2: number, stream: RandomStream): [number, number] {
  const withUp = pairWith(q1, q2, PDG.up);
  const withDown = pairWith(q1, q2, PDG.down);
  const up = weightOfPair(M, withUp);
  const total = up + weightOfPair(M, withDown);
  const u = stream.uniform();
  if (total > 0) return u * total < up ? withUp : withDown;
  return withUp[0] === PDG.piZero && withUp[1] === PDG.piZero ? withUp : withDown;
}

/** Whether the hadrons of a cluster can be drawn from its constituents: a light quark and a light antiquark. */
function isLightPair(q1: number, q2: number): boolean {
  return q1 * q2 < 0 && isLight(Math.abs(q1)) && isLight(Math.abs(q2));
}

/**
 * Chooses the two hadrons of each cluster, and which of them is the first: the hadrons wanted (`h1_pdg_id`,
 * `h2_pdg_id`; 0 in both means none wanted) where there are such; else, where both constituents are light, a pair drawn
 * from them (`drawPions`); else the default pair. Whether all ids have masses is for `clusterFault` to say.
 *
 * Cluster i reads the stream (seed, DOMAIN.hadronChoice, firstIndex + i): first which hadron is the first (50:50,
 * for `cluster-rest/constituent-axis` always 1), then the pair; so neither depends on the batch nor on the branch taken.
 */
export function chooseHadrons(
  clusters: ClusterSet,
  defaultPair: readonly [number, number],
  seed: Seed,
  firstIndex: number,
  frame: Frame = 'cluster-rest/lab-axes',
): HadronPairs {
  const n = clusters.E.length;
  const pairs = { h1_pdg_id: new Int32Array(n), h2_pdg_id: new Int32Array(n), first: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    const stream = randomStream(seed, DOMAIN.hadronChoice, firstIndex + i);
    const first = stream.uniform() < 0.5 ? 1 : 2;
    const [h1, h2] = wantedPair(clusters, i) ?? constituentPair(clusters, i, stream) ?? defaultPair;
    pairs.first[i] = frame === 'cluster-rest/lab-axes' ? first : 1;
    pairs.h1_pdg_id[i] = h1;
    pairs.h2_pdg_id[i] = h2;
  }
  return pairs;
}

function wantedPair(clusters: ClusterSet, i: number): [number, number] | null {
  const h1 = clusters.h1_pdg_id?.[i] ?? 0;
  const h2 = clusters.h2_pdg_id?.[i] ?? 0;
  return h1 === 0 && h2 === 0 ? null : [h1, h2];
}

function constituentPair(clusters: ClusterSet, i: number, stream: RandomStream): [number, number] | null {
  const q1 = clusters.q1_pdg_id?.[i] ?? 0;
  const q2 = clusters.q2_pdg_id?.[i] ?? 0;
  if (!isLightPair(q1, q2)) return null;
  return drawPions(mass(clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!, clusters.E[i]!), q1, q2, stream);
}
