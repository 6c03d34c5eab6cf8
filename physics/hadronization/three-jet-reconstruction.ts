import type { JetReconstruction } from './jet-reconstruction.ts';
import type { HadronizationParameters } from './parameters.ts';
import { ANTIQUARK, FIRST_GLUON, type Partons, QUARK } from './partons.ts';
import { drawPlane, type Plane } from './three-jet-plane.ts';

/** The third primary of an event with a hard emission. */
const GLUON = FIRST_GLUON;
const PRIMARIES = [QUARK, ANTIQUARK, GLUON] as const;

/**
 * Jet reconstruction of an event with three primaries (Herwig++ manual, arXiv:0803.0883). The momentum of a
 * parton is alpha p + beta n + kT with p the primary's and n that of its colour partner (the gluon draws one of its two), on
 * its constituent mass shell; each jet has the mass of its partons; one factor on all primaries' momenta gives the jets
 * the energy of the event; each jet is turned into its primary's direction and boosted along it. Unlike for two jets
 * there is no weight of phase space (Herwig: KinematicsReconstructor). False where the jets are too heavy.
 */
export function createThreeJetReconstruction(parameters: HadronizationParameters): JetReconstruction {
  const { energy, constituentMassLight, constituentMassGluon } = parameters;
  const masses2 = [constituentMassLight ** 2, constituentMassLight ** 2, constituentMassGluon ** 2] as const;
  const plane: Plane = { hard: PRIMARIES.map(() => new Float64Array(4)), normal: new Float64Array(3) };
  const mass = new Float64Array(3);
  const placeJet = createJetPlacement(plane);

  const betaOf = (partons: Partons, i: number, pairMass2: number): number => {
    const kT2 = partons.x[i]! * partons.x[i]! + partons.y[i]! * partons.y[i]!;
    return (masses2[Math.min(i, GLUON)]! + kT2) / (partons.alpha[i]! * pairMass2);
  };

  return {
    reconstruct(partons, random) {
      mass.fill(0);
      for (let i = 0; i < partons.count; i++) mass[partons.jet[i]!]! += betaOf(partons, i, 1);
      for (const j of PRIMARIES) mass[j] = Math.sqrt(mass[j]!);
      const factor = momentumFactor(partons.share, mass, energy);
      if (factor === 0) return false;
      drawPlane(plane, partons.share, energy, random);
      const gluonPartner = random.uniform() < 0.5 ? QUARK : ANTIQUARK;
      for (const j of PRIMARIES) {
        const partner = j === GLUON ? gluonPartner : GLUON;
        const pairMass2 = energy * energy * (1 - partons.share[3 - j - partner]!);
        if (!placeJet(partons, j, partner, pairMass2, mass[j]!, factor, (i) => betaOf(partons, i, pairMass2)))
          return false;
      }
      return true;
    },
  };
}

/**
 * k in sum sqrt(k^2 E_j^2 + M_j^2) = energy for primaries with energies E_j = share energy / 2, by Newton's method from
 * k = 1: the sum is convex in k and at k = 1 too large, so k falls until rounding ends it. 0: no solution.
 */
function momentumFactor(share: ArrayLike<number>, mass: ArrayLike<number>, energy: number): number {
  if (mass[0]! + mass[1]! + mass[2]! >= energy) return 0;
  let k = 1;
  for (let step = 0; step < 200; step++) {
    let excess = -energy;
    let slope = 0;
    for (const j of PRIMARIES) {
      const p = 0.5 * energy * share[j]!;
      const E = Math.sqrt(k * k * p * p + mass[j]! * mass[j]!);
      excess += E;
      slope += (k * p * p) / E;
    }
    const next = k - excess / slope;
    if (!(next < k)) break;
    k = next;
  }
  return Math.max(k, 0);
}

/** Puts the partons of one jet in the lab; false where its momentum points away from its primary (as in Herwig). */
type JetPlacement = (
  partons: Partons,
  jet: number,
  partner: number,
  pairMass2: number,
  mass: number,
  factor: number,
  betaOf: (i: number) => number,
) => boolean;

function createJetPlacement({ hard, normal }: Plane): JetPlacement {
  /** Unit spacelike four-vector in the plane, perpendicular to p and n. */
  const inPlane = new Float64Array(4);
  /** The jet's momentum as the shower gives it; a parton's. */
  const q = new Float64Array(4);
  const k = new Float64Array(4);
  /** Directions of q and of the primary, and what stands on them in the plane. */
  const from = new Float64Array(3);
  const to = new Float64Array(3);
  const besideFrom = new Float64Array(3);
  const besideTo = new Float64Array(3);

  /** From the third primary l: l - (l.n / p.n) p - (l.p / p.n) n, of squared length -2 (l.p) (l.n) / (p.n). */
  const setInPlane = (share: ArrayLike<number>, jet: number, partner: number, pairMass2: number): void => {
    const third = 3 - jet - partner;
    // (l + n)^2 / s = 1 - share of p, and so on.
    const [ln, lp, pn] = [1 - share[jet]!, 1 - share[partner]!, 1 - share[third]!];
    const length = Math.sqrt(((lp * ln) / (pn * pn)) * pairMass2);
    for (let c = 0; c < 4; c++)
      inPlane[c] = (hard[third]![c]! - (ln / pn) * hard[jet]![c]! - (lp / pn) * hard[partner]![c]!) / length;
  };

  return (partons, jet, partner, pairMass2, mass, factor, betaOf) => {
    const [p, n] = [hard[jet]!, hard[partner]!];
    for (let c = 0; c < 4; c++) q[c] = p[c]! + ((mass * mass) / pairMass2) * n[c]!;
    const length = direction(from, q);
    direction(to, p);
    if (dot(from, to) <= 0) return false;
    cross(besideFrom, normal, from);
    cross(besideTo, normal, to);
    setInPlane(partons.share, jet, partner, pairMass2);
    const wanted = factor * p[3]!;
    const stretch = (Math.sqrt(wanted * wanted + mass * mass) + wanted) / (q[3]! + length);
    for (let i = 0; i < partons.count; i++) {
      if (partons.jet[i] !== jet) continue;
      const [alpha, beta, x, y] = [partons.alpha[i]!, betaOf(i), partons.x[i]!, partons.y[i]!];
      for (let c = 0; c < 4; c++) k[c] = alpha * p[c]! + beta * n[c]! + x * inPlane[c]! + (c < 3 ? y * normal[c]! : 0);
      const [across, up] = [dot(k, besideFrom), dot(k, normal)];
      const mT2 = beta * alpha * pairMass2 - x * x - y * y + across * across + up * up;
      // Light-cone momenta along the jet: a boost multiplies one and divides the other.
      const plus = stretch * sumOf(k[3]!, dot(k, from), mT2);
      const along = 0.5 * (plus - mT2 / plus);
      partons.px[i] = along * to[0]! + across * besideTo[0]! + up * normal[0]!;
      partons.py[i] = along * to[1]! + across * besideTo[1]! + up * normal[1]!;
      partons.pz[i] = along * to[2]! + across * besideTo[2]! + up * normal[2]!;
      partons.E[i] = 0.5 * (plus + mT2 / plus);
    }
    return true;
  };
}

/** E + pz, without cancellation. */
function sumOf(E: number, pz: number, mT2: number): number {
  return pz >= 0 ? E + pz : mT2 / (E - pz);
}

/** The unit vector along a four-momentum's three-momentum, into `out`; gives the length. */
function direction(out: Float64Array, p: Float64Array): number {
  const length = Math.sqrt(dot(p, p));
  for (let c = 0; c < 3; c++) out[c] = p[c]! / length;
  return length;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
}

function cross(out: Float64Array, a: Float64Array, b: Float64Array): void {
  out[0] = a[1]! * b[2]! - a[2]! * b[1]!;
  out[1] = a[2]! * b[0]! - a[0]! * b[2]!;
  out[2] = a[0]! * b[1]! - a[1]! * b[0]!;
}
