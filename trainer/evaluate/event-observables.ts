import type { DecaySet, EventSet } from '../../physics/columns.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { energyFraction } from '../../physics/observables/event/energy-fraction.ts';
import { leadingEnergy } from '../../physics/observables/event/leading-energy.ts';
import { multiplicity } from '../../physics/observables/event/multiplicity.ts';
import { nearestNeighbours } from '../../physics/observables/event/neighbour.ts';
import { pairAngles } from '../../physics/observables/event/pair-angles.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import type { ObservableAxis } from './agreement.ts';
import { type Entries, perEvent, perParticle } from './entries.ts';
import { clusterAngles } from './wasserstein-table.ts';

/** An observable of a sample: how it is shown, whose it is, and its values by event. */
export interface Observed {
  axis: ObservableAxis;
  per: 'hadron' | 'event';
  entries: Entries;
}

const HALF_PI = Math.PI / 2;

/** Axes of arXiv:2305.17169, figures 3 and 4 (which print no ranges), and the leading energy. */
const AXES = {
  E: { name: 'E', unit: 'GeV', edges: equalEdges(0, 40, 40) },
  px: { name: 'px', unit: 'GeV', edges: equalEdges(-30, 30, 40) },
  delta_R: { name: 'delta_R', unit: '1', edges: equalEdges(0, 2, 40) },
  energy_ratio: { name: 'energy_ratio', unit: '1', edges: equalEdges(0, 0.5, 25) },
  pair_theta: { name: 'pair_theta', unit: 'rad', edges: equalEdges(0, Math.PI, 24) },
  pair_phi: { name: 'pair_phi', unit: 'rad', edges: equalEdges(-HALF_PI, HALF_PI, 24) },
  // hadrons come in pairs: a bin holds one even number
  multiplicity: { name: 'multiplicity', unit: '1', edges: equalEdges(1, 41, 20) },
  leading_E: { name: 'leading_E', unit: 'GeV', edges: equalEdges(0, 46, 46) },
  cluster_theta: { name: 'cluster_theta', unit: 'rad', edges: equalEdges(0, Math.PI, 24) },
} as const satisfies Record<string, ObservableAxis>;

const ofEvents = (axis: ObservableAxis, values: Float64Array): Observed => ({
  axis,
  per: 'event',
  entries: perEvent(values),
});

/** What can be seen of the hadrons: figures 3 (below) and 4 of arXiv:2305.17169, and the leading energy. */
export function eventObservables(events: EventSet): Observed[] {
  const neighbours = nearestNeighbours(events);
  const pair = pairAngles(events, neighbours);
  const ofHadrons = (axis: ObservableAxis, values: Float64Array): Observed => ({
    axis,
    per: 'hadron',
    entries: paired(perParticle(events, values)),
  });
  return [
    ofHadrons(AXES.E, events.E),
    ofHadrons(AXES.px, events.px),
    ofHadrons(AXES.delta_R, neighbours.deltaR),
    ofHadrons(AXES.energy_ratio, energyFraction(events, neighbours)),
    ofHadrons(AXES.pair_theta, pair.theta),
    ofHadrons(AXES.pair_phi, pair.phi),
    ofEvents(AXES.multiplicity, multiplicity(events)),
    ofEvents(AXES.leading_E, leadingEnergy(events)),
  ];
}

/** Observables in GeV that grow with the energy of the collision. */
const ENERGIES: readonly string[] = ['E', 'px', 'leading_E'];

function stretched(observed: Observed, factor: number): Observed {
  const { axis } = observed;
  if (factor === 1 || !ENERGIES.includes(axis.name)) return observed;
  return { ...observed, axis: { ...axis, edges: axis.edges.map((edge) => factor * edge) } };
}

/**
 * The same, and the angles of the first hadron in the true cluster's rest frame (figure 3, above). Axes of energies and
 * momenta are made `stretch` times as long: the collision's energy over that of the Z.
 */
export function decayObservables(decays: DecaySet, frame: Frame, stretch = 1): Observed[] {
  const { phi, theta } = clusterAngles(decays, frame);
  const half = frame === 'cluster-rest/lab-axes' ? HALF_PI : Math.PI;
  const phiAxis = { name: 'cluster_phi', unit: 'rad' as const, edges: equalEdges(-half, half, 24) };
  return [
    ...eventObservables(eventSetOf(decays)).map((observed) => stretched(observed, stretch)),
    { axis: AXES.cluster_theta, per: 'hadron', entries: theta },
    { axis: phiAxis, per: 'hadron', entries: phi },
  ];
}

/** Entries without those that do not exist: a hadron that is alone in its event has no neighbour. */
function paired(entries: Entries): Entries {
  if (entries.values.every(Number.isFinite)) return entries;
  const kept = entries.values.filter(Number.isFinite);
  const offsets = new Uint32Array(entries.offsets.length);
  for (let e = 0; e + 1 < offsets.length; e++) {
    const values = entries.values.subarray(entries.offsets[e], entries.offsets[e + 1]);
    offsets[e + 1] = offsets[e]! + values.reduce((count, value) => count + (Number.isFinite(value) ? 1 : 0), 0);
  }
  return { values: kept, offsets };
}
