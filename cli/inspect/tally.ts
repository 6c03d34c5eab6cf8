import type { ClusterSet, DecaySet, EventSet, Momenta } from '../../physics/columns.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { HADRON_MASSES } from '../../physics/particles/mass.ts';

/** Number, sum and extremes of a quantity. */
export class Moments {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Index of the entry that has the largest value, as it was given. */
  maxAt = 0;
  #mean = 0;
  #squares = 0;

  /** Takes one value (Welford 1962: no cancellation however many there are). */
  add(value: number, at = this.count): void {
    this.count++;
    const step = value - this.#mean;
    this.#mean += step / this.count;
    this.#squares += step * (value - this.#mean);
    if (value < this.min) this.min = value;
    if (value <= this.max) return;
    this.max = value;
    this.maxAt = at;
  }

  get mean(): number {
    return this.count > 0 ? this.#mean : Number.NaN;
  }

  /** Standard deviation of the values. */
  get rms(): number {
    return this.count > 0 ? Math.sqrt(this.#squares / this.count) : Number.NaN;
  }
}

/** Something physically odd: how often, and where first. */
export interface Oddity {
  what: string;
  count: number;
  first: string;
}

/** Relative to E^2, what m^2 may be off by: text files often hold six digits. */
const MASS_TOLERANCE = 1e-4;
/** Relative to the sum of energies, what clusters and their hadrons may differ by. */
const BALANCE_TOLERANCE = 1e-4;

/** Gathers what `hadronedge inspect` tells of a file, set by set; memory does not grow with the file. */
export class Tally {
  events = 0;
  clusters = 0;
  readonly multiplicity = new Moments();
  /** Energy of a particle, and of an event, GeV. */
  readonly energy = new Moments();
  readonly eventEnergy = new Moments();
  /** |sum of the momenta| / sum of the energies of an event. */
  readonly imbalance = new Moments();
  readonly transverse = new Moments();
  /** Weights of events; none where the file has none. */
  readonly weight = new Moments();
  readonly clusterMass = new Moments();
  readonly clustersPerEvent = new Moments();
  /** Largest component of h1 + h2 - cluster, relative to the cluster's energy. */
  readonly residual = new Moments();
  knownConstituents = 0;
  readonly species = new Map<number, number>();
  readonly oddities = new Map<string, Oddity>();
  sumWeights = 0;
  sumSquaredWeights = 0;

  addEvents(set: EventSet): void {
    const { offsets, weight } = set;
    for (let e = 0; e + 1 < offsets.length; e++) {
      this.#addEvent(set, offsets[e]!, offsets[e + 1]!);
      if (weight) this.#addWeight(weight[e]!);
      this.events++;
    }
  }

  addDecays(decays: DecaySet): void {
    const { offsets, clusters, hadrons } = decays;
    this.#addClusters(clusters);
    for (let e = 0; e + 1 < offsets.length; e++) {
      this.clustersPerEvent.add(offsets[e + 1]! - offsets[e]!, this.events + e);
      for (let i = offsets[e]!; i < offsets[e + 1]!; i++) this.#addResidual(clusters, hadrons, i, this.events + e);
    }
    this.addEvents(eventSetOf(decays));
  }

  addClusters(clusters: ClusterSet): void {
    this.#addClusters(clusters);
    const last = clusters.event?.at(-1);
    if (last !== undefined) this.events = last + 1;
  }

  get nEff(): number {
    return this.sumSquaredWeights > 0 ? (this.sumWeights * this.sumWeights) / this.sumSquaredWeights : 0;
  }

  #addEvent(set: EventSet, from: number, to: number): void {
    let [px, py, pz, E] = [0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      px += set.px[i]!;
      py += set.py[i]!;
      pz += set.pz[i]!;
      E += set.E[i]!;
      this.energy.add(set.E[i]!);
      this.transverse.add(Math.hypot(set.px[i]!, set.py[i]!));
      const id = set.pdg_id[i]!;
      this.species.set(id, (this.species.get(id) ?? 0) + 1);
      this.#checkShell(set, i, HADRON_MASSES.get(id), () => `event ${this.events}, particle ${i - from}`);
    }
    this.multiplicity.add(to - from, this.events);
    if (to === from) this.#odd('events without particles', () => `event ${this.events}`);
    else this.eventEnergy.add(E, this.events);
    if (E > 0) this.imbalance.add(Math.hypot(px, py, pz) / E, this.events);
  }

  #addWeight(weight: number): void {
    this.weight.add(weight, this.events);
    this.sumWeights += weight;
    this.sumSquaredWeights += weight * weight;
    if (weight < 0) this.#odd('negative weights', () => `event ${this.events}`);
  }

  #addClusters(clusters: ClusterSet): void {
    for (let i = 0; i < clusters.E.length; i++, this.clusters++) {
      const m2 = massSquaredOf(clusters, i);
      this.clusterMass.add(Math.sqrt(Math.max(0, m2)), this.clusters);
      if ((clusters.q1_pdg_id?.[i] ?? 0) !== 0) this.knownConstituents++;
      this.#checkShell(clusters, i, undefined, () => `cluster ${this.clusters}`);
    }
  }

  #addResidual(clusters: ClusterSet, hadrons: Momenta, i: number, event: number): void {
    let worst = 0;
    for (const name of ['px', 'py', 'pz', 'E'] as const) {
      const sum = hadrons[name][2 * i]! + hadrons[name][2 * i + 1]!;
      worst = Math.max(worst, Math.abs(sum - clusters[name][i]!));
    }
    const relative = worst / Math.abs(clusters.E[i]!);
    this.residual.add(relative, event);
    if (relative <= BALANCE_TOLERANCE) return;
    this.#odd('clusters that are not the sum of their hadrons', () => `event ${event}`);
  }

  #checkShell(set: Momenta, i: number, mass: number | undefined, place: () => string): void {
    const E = set.E[i]!;
    if (!(E > 0)) {
      this.#odd('energies not above zero', place);
      return;
    }
    const m2 = massSquaredOf(set, i);
    if (m2 < -MASS_TOLERANCE * E * E) this.#odd('space-like momenta', place);
    else if (mass !== undefined && Math.abs(m2 - mass * mass) > MASS_TOLERANCE * E * E + 1e-3 * mass * mass) {
      this.#odd('hadrons off their mass shell', place);
    }
  }

  #odd(what: string, place: () => string): void {
    const known = this.oddities.get(what);
    if (known) known.count++;
    else this.oddities.set(what, { what, count: 1, first: place() });
  }
}

const massSquaredOf = ({ px, py, pz, E }: Momenta, i: number): number =>
  E[i]! * E[i]! - (px[i]! * px[i]! + py[i]! * py[i]! + pz[i]! * pz[i]!);
