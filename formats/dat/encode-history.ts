import type { DecaySet } from '../../physics/columns.ts';
import { checkedId, constituentMomenta, momentumText, refuseWeight } from './encode.ts';
import { CLUSTER_ID } from './particle.ts';

/**
 * Writes the second line form of HadML `.dat` (multihadron HadML), one event a line: objects
 * `(barcode),id,[ children ], E,px,py,pz;`, a `|` after each cluster: its two constituents where they are known, the
 * cluster, its two hadrons. Barcodes count from 1 in each event. Perturbative flags have no place in it. A cluster out of
 * a fission is written without constituents, as one whose constituents are not known: the cluster that split is not in
 * the set.
 * Throws RangeError for an event without clusters, for constituents of known identity but unknown momentum, and for a set
 * with weights.
 */
export function* encodeDecaysHistoryDat(decays: DecaySet): Generator<string> {
  const { offsets } = decays;
  refuseWeight(decays.weight);
  const write = treeWriter(decays);
  for (let e = 0; e + 1 < offsets.length; e++) {
    if (offsets[e] === offsets[e + 1]) throw new RangeError(`event ${e} has no clusters: a .dat line cannot be empty`);
    let line = '';
    let barcode = 1;
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
      const tree = write(i, barcode);
      line += `${tree.text}|`;
      barcode = tree.next;
    }
    yield `${line}\n`;
  }
}

type TreeWriter = (i: number, barcode: number) => { text: string; next: number };

/** Writes cluster i with its family, whose barcodes begin with the one given. */
function treeWriter({ clusters, hadrons }: DecaySet): TreeWriter {
  const q1 = constituentMomenta(clusters, 'q1');
  const q2 = constituentMomenta(clusters, 'q2');
  return (i, barcode) => {
    const id1 = clusters.q1_pdg_id?.[i] ?? 0;
    const id2 = clusters.q2_pdg_id?.[i] ?? 0;
    const known = id1 !== 0 && id2 !== 0 && clusters.from_fission?.[i] !== 1;
    if (known && !(q1 && q2)) throw new RangeError('a .dat file cannot hold constituents without their momenta');
    const cluster = known ? barcode + 2 : barcode;
    let text = '';
    if (known) {
      text += `(${barcode}),${checkedId(id1)},[ ${cluster} ], ${momentumText(q1!, i)}`;
      text += `(${barcode + 1}),${checkedId(id2)},[ ${cluster} ], ${momentumText(q2!, i)}`;
    }
    text += `(${cluster}),${CLUSTER_ID},[ ${cluster + 1} ${cluster + 2} ], ${momentumText(clusters, i)}`;
    for (let h = 0; h < 2; h++) {
      text += `(${cluster + 1 + h}),${checkedId(hadrons.pdg_id[2 * i + h]!)},[ ],${momentumText(hadrons, 2 * i + h)}`;
    }
    return { text, next: cluster + 3 };
  };
}
