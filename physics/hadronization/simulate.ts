import type { DecaySet, EventSet } from '../columns.ts';
import type { Seed } from '../random/stream.ts';
import type { DecayProducts } from './cluster-decay.ts';
import type { Clusters } from './clusters.ts';
import { createEventSimulator, type EventSimulator } from './event.ts';
import type { HadronizationParameters } from './parameters.ts';
import { createTruthWriter, resizeWriter, type TruthSet, type TruthWriter } from './truth-set.ts';

/** Clusters that are reserved for an event at first; the mean at 91.2 GeV is 7. */
const USUAL_CLUSTERS = 8;

/**
 * Simulates events first … first + count - 1 of a truth. Event i is a pure function of (parameters, seed, i): how a
 * range is cut into calls changes nothing. `event` counts from 0 in each call, like `offsets`.
 * Throws a RangeError for parameters out of range, or where `first` and `count` are no whole numbers from 0 on.
 */
export function simulateDecays(
  parameters: HadronizationParameters,
  seed: Seed,
  first: number,
  count: number,
): TruthSet {
  return simulateWith(createEventSimulator(parameters), seed, first, count);
}

/** The same with a simulator that is kept: for many short calls, or where its trial counts are wanted. */
export function simulateWith(simulator: EventSimulator, seed: Seed, first: number, count: number): TruthSet {
  if (!Number.isSafeInteger(first) || first < 0) throw new RangeError('first event must be a whole number from 0 on');
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError('number of events must be a whole number from 0 on');
  const writer = createTruthWriter(Math.max(16, USUAL_CLUSTERS * count));
  const offsets = new Uint32Array(count + 1);
  let event = 0;
  const visit = (clusters: Clusters, c: number, products: DecayProducts): void => {
    if (writer.count === writer.clusters.E.length) resizeWriter(writer, 2 * writer.count);
    writeCluster(writer, event, clusters, c, products);
    writeHadron(writer, 2 * writer.count, products.id1, products.p1);
    writeHadron(writer, 2 * writer.count + 1, products.id2, products.p2);
    writer.count++;
  };
  for (; event < count; event++) {
    simulator.simulate(seed, first + event, visit);
    offsets[event + 1] = writer.count;
  }
  resizeWriter(writer, writer.count);
  return { offsets, clusters: writer.clusters, hadrons: writer.hadrons };
}

/** Event `index` alone: the set of one event. */
export function simulateEvent(parameters: HadronizationParameters, seed: Seed, index: number): TruthSet {
  return simulateDecays(parameters, seed, index, 1);
}

/** The hadrons of decayed clusters as events, without copying: what a detector would see. */
export function eventSetOf(decays: DecaySet): EventSet {
  const { offsets, hadrons, weight } = decays;
  return { ...hadrons, offsets: offsets.map((offset) => 2 * offset), ...(weight && { weight }) };
}

function writeCluster(
  writer: TruthWriter,
  event: number,
  clusters: Clusters,
  c: number,
  products: DecayProducts,
): void {
  const { clusters: to, count: i } = writer;
  const { constituents } = clusters;
  const q1 = clusters.first[c]!;
  const q2 = clusters.second[c]!;
  to.px[i] = clusters.px[c]!;
  to.py[i] = clusters.py[c]!;
  to.pz[i] = clusters.pz[c]!;
  to.E[i] = clusters.E[c]!;
  to.q1_pdg_id[i] = constituents.id[q1]!;
  to.q1_px[i] = constituents.px[q1]!;
  to.q1_py[i] = constituents.py[q1]!;
  to.q1_pz[i] = constituents.pz[q1]!;
  to.q1_E[i] = constituents.E[q1]!;
  to.q1_perturbative[i] = constituents.perturbative[q1]!;
  to.q2_pdg_id[i] = constituents.id[q2]!;
  to.q2_px[i] = constituents.px[q2]!;
  to.q2_py[i] = constituents.py[q2]!;
  to.q2_pz[i] = constituents.pz[q2]!;
  to.q2_E[i] = constituents.E[q2]!;
  to.q2_perturbative[i] = constituents.perturbative[q2]!;
  to.h1_pdg_id[i] = products.id1;
  to.h2_pdg_id[i] = products.id2;
  to.event[i] = event;
  to.from_fission[i] = clusters.fromFission[c]!;
}

function writeHadron({ hadrons }: TruthWriter, i: number, id: number, p: Float64Array): void {
  hadrons.pdg_id[i] = id;
  hadrons.px[i] = p[0]!;
  hadrons.py[i] = p[1]!;
  hadrons.pz[i] = p[2]!;
  hadrons.E[i] = p[3]!;
}
