import type { RandomStream } from '../random/stream.ts';
import { boostToRest } from '../vector/boost.ts';
import { rapidity } from '../vector/rapidity.ts';
import { pairMass } from './cluster-formation.ts';
import { type Clusters, setCluster } from './clusters.ts';
import type { HadronizationParameters } from './parameters.ts';
import { type Partons, QUARK } from './partons.ts';

/**
 * Colour reconnection by rapidities (Gieseke, Kirchgaesser and Plaetzer, arXiv:1710.10906; Herwig: ColourReconnector,
 * algorithm Baryonic). Clusters take turns in random order. In the rest frame of one, rapidities y of the others'
 * constituents count along its antiquark. Of the clusters with y_q > 0 > y_qbar (mesonic) or y_q < 0 < y_qbar (baryonic)
 * those two count that have the largest |y_q| + |y_qbar|. Is the first mesonic, it exchanges antiquarks with
 * probability `colourReconnection`; are both baryonic, the three make two baryons with `baryonicReconnection`, and the
 * event is lost. A cluster that exchanged has its quark as constituent 1.
 *
 * No exchange puts a quark and an antiquark together that hold the two colour lines of one gluon, neither of a gluon that
 * split into them nor of one that radiated before (Herwig: OctetTreatment All).
 */
export type ColourReconnection = (clusters: Clusters, partons: Partons, random: RandomStream) => boolean;

/** False where the clusters make baryons. Without a probability above 0 nothing is done and no random number drawn. */
export function createColourReconnection(parameters: HadronizationParameters): ColourReconnection {
  const { colourReconnection, baryonicReconnection } = parameters;
  if (colourReconnection === 0 && baryonicReconnection === 0) return () => true;
  const ends: Ends = { quark: [], antiquark: [], quarkLine: [], antiquarkLine: [] };
  const order: number[] = [];
  const findPartner = createPartnerSearch();

  return (clusters, partons, random) => {
    setEnds(ends, clusters, partons);
    shuffle(order, clusters.count, random);
    for (const c of order) {
      const { kind, partner } = findPartner(clusters, ends, partons, c);
      if (kind === 'mesonic' && random.uniform() < colourReconnection) exchange(clusters, ends, c, partner);
      if (kind === 'baryonic' && random.uniform() < baryonicReconnection) return false;
    }
    return true;
  };
}

/** Quark and antiquark of each cluster, by their places among the constituents, and their colour lines. */
interface Ends {
  quark: number[];
  antiquark: number[];
  quarkLine: number[];
  antiquarkLine: number[];
}

/** Reads the ends of clusters that have just been formed: cluster c lies on the c-th line from the quark. */
function setEnds(ends: Ends, clusters: Clusters, partons: Partons): void {
  for (let c = 0, i = QUARK as number; c < clusters.count; c++, i = partons.right[i]!) {
    const [first, second] = [clusters.first[c]!, clusters.second[c]!];
    const quarkFirst = clusters.constituents.id[first]! > 0;
    ends.quark[c] = quarkFirst ? first : second;
    ends.antiquark[c] = quarkFirst ? second : first;
    ends.quarkLine[c] = ends.antiquarkLine[c] = partons.lineRight[i]!;
  }
}

/** 0 … n - 1 in random order (Fisher and Yates). */
function shuffle(order: number[], n: number, random: RandomStream): void {
  order.length = n;
  for (let i = 0; i < n; i++) {
    const j = Math.floor(random.uniform() * (i + 1));
    order[i] = order[j]!;
    order[j] = i;
  }
}

/** Whether a quark and an antiquark on these lines would be the octet that a gluon was. */
function isOctet({ octets }: Partons, quarkLine: number, antiquarkLine: number): boolean {
  for (let k = 0; k < octets.count; k++)
    if (octets.right[k] === quarkLine && octets.left[k] === antiquarkLine) return true;
  return false;
}

function exchange(clusters: Clusters, ends: Ends, c: number, partner: number): void {
  const { quark, antiquark, antiquarkLine } = ends;
  [antiquark[c], antiquark[partner]] = [antiquark[partner]!, antiquark[c]!];
  [antiquarkLine[c], antiquarkLine[partner]] = [antiquarkLine[partner]!, antiquarkLine[c]!];
  for (const k of [c, partner])
    setCluster(clusters, k, quark[k]!, antiquark[k]!, pairMass(clusters, quark[k]!, antiquark[k]!), 0);
}

/** What a cluster may do, and with which one where it exchanges antiquarks. */
interface Partner {
  kind: 'none' | 'mesonic' | 'baryonic';
  partner: number;
}

/** Constituent i in the rest frame of cluster c, into `out`. */
function toRest(out: Float64Array, clusters: Clusters, c: number, i: number): void {
  const { px, py, pz, E } = clusters.constituents;
  const [Px, Py, Pz] = [clusters.px[c]!, clusters.py[c]!, clusters.pz[c]!];
  boostToRest(out, px[i]!, py[i]!, pz[i]!, E[i]!, Px, Py, Pz, clusters.E[c]!, clusters.mass[c]!);
}

function createPartnerSearch(): (clusters: Clusters, ends: Ends, partons: Partons, c: number) => Partner {
  const axis = new Float64Array(4);
  const out = new Float64Array(4);

  /** Rapidity of constituent i along `axis` in the rest frame of cluster c. */
  const rapidityOf = (clusters: Clusters, c: number, i: number): number => {
    toRest(out, clusters, c, i);
    const length = Math.sqrt(axis[0]! * axis[0]! + axis[1]! * axis[1]! + axis[2]! * axis[2]!);
    return rapidity((out[0]! * axis[0]! + out[1]! * axis[1]! + out[2]! * axis[2]!) / length, out[3]!);
  };

  return (clusters, ends, partons, c) => {
    const { quark, antiquark, quarkLine, antiquarkLine } = ends;
    const best: Partner = { kind: 'none', partner: c };
    let [largest, second, secondIsBaryonic] = [0, 0, false];
    toRest(axis, clusters, c, antiquark[c]!);
    for (let other = 0; other < clusters.count; other++) {
      if (other === c || isOctet(partons, quarkLine[c]!, antiquarkLine[other]!)) continue;
      if (isOctet(partons, quarkLine[other]!, antiquarkLine[c]!)) continue;
      const y = rapidityOf(clusters, c, quark[other]!);
      const ybar = rapidityOf(clusters, c, antiquark[other]!);
      if (y * ybar >= 0) continue;
      const sum = Math.abs(y - ybar);
      if (sum > largest) {
        [second, secondIsBaryonic] = [largest, best.kind === 'baryonic'];
        largest = sum;
        best.kind = y > 0 ? 'mesonic' : 'baryonic';
        best.partner = other;
      } else if (sum > second) [second, secondIsBaryonic] = [sum, y < 0];
    }
    if (best.kind === 'baryonic' && !secondIsBaryonic) best.kind = 'none';
    return best;
  };
}
