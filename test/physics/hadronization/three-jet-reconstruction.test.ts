import { describe, expect, it } from 'vitest';
import { runningCoupling } from '../../../physics/hadronization/alpha-s.ts';
import { type HadronizationParameters, TRUTHS } from '../../../physics/hadronization/parameters.ts';
import {
  ANTIQUARK,
  emptyPartons,
  FIRST_GLUON as GLUON,
  type Partons,
  placeHardGluon,
  placePrimaries,
  QUARK,
} from '../../../physics/hadronization/partons.ts';
import { createShower } from '../../../physics/hadronization/shower.ts';
import { createThreeJetReconstruction } from '../../../physics/hadronization/three-jet-reconstruction.ts';
import { mass } from '../../../physics/vector/mass.ts';
import { testStream } from '../uniform.ts';
import { meanOf } from './statistics.ts';

const parameters: HadronizationParameters = {
  ...TRUTHS.nominal,
  gluonStrangeWeight: 0,
  matrixElementCorrection: 1,
};
const { energy } = parameters;

type Four = [number, number, number, number];
const four = ({ px, py, pz, E }: Partons, i: number): Four => [px[i]!, py[i]!, pz[i]!, E[i]!];
const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
const length = (a: readonly number[]): number => Math.sqrt(dot(a, a));

/** Sum of the partons of each jet. */
function jetsOf(partons: Partons): [Four, Four, Four] {
  const jets: [Four, Four, Four] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  for (let i = 0; i < partons.count; i++) {
    const jet = jets[partons.jet[i]!]!;
    for (const [k, value] of four(partons, i).entries()) jet[k]! += value;
  }
  return jets;
}

/** Showers a three-jet event with given shares and puts it together, again until the jets fit. */
function eventsOf(x: number, xbar: number, count: number, showered: boolean, visit: (partons: Partons) => void): void {
  const shower = createShower(parameters, runningCoupling(parameters));
  const jets = createThreeJetReconstruction(parameters);
  const partons = emptyPartons();
  const stream = testStream(41);
  for (let done = 0; done < count; ) {
    placePrimaries(partons, true, energy * energy);
    placeHardGluon(partons, x, xbar, 1, energy * energy);
    if (showered) shower.evolve(partons, stream);
    if (!jets.reconstruct(partons, stream)) continue;
    visit(partons);
    done++;
  }
}

describe('the reconstruction of three jets', () => {
  it.each([
    [0.7, 0.6],
    [0.999, 0.02],
    [0.55, 0.56],
  ])('conserves the momentum and the mass shells of an event with shares %f and %f', (x, xbar) => {
    let most = 0;
    eventsOf(x, xbar, 300, true, (partons) => {
      most = Math.max(most, partons.count);
      const sum = [0, 0, 0, -energy];
      for (let i = 0; i < partons.count; i++) {
        const p = four(partons, i);
        for (const [k, value] of p.entries()) sum[k]! += value;
        expect(mass(...p)).toBeCloseTo(
          i < GLUON ? parameters.constituentMassLight : parameters.constituentMassGluon,
          8,
        );
      }
      for (const component of sum) expect(Math.abs(component)).toBeLessThan(1e-11);
    });
    expect(most).toBeGreaterThan(5);
  });

  it('gives jets along their primaries, with one factor for all', () => {
    const shares = [0.7, 0.6, 0.7] as const;
    eventsOf(0.7, 0.6, 200, true, (partons) => {
      const jets = jetsOf(partons);
      const factors = jets.map((jet, j) => length(jet) / shares[j]!);
      expect(factors[1]! / factors[0]!).toBeCloseTo(1, 9);
      expect(factors[2]! / factors[0]!).toBeCloseTo(1, 9);
      // Angles of massless momenta in the ratio 7 : 6 : 7.
      for (const [a, b, c] of [
        [0, 1, 2],
        [1, 2, 0],
        [2, 0, 1],
      ] as const) {
        const cosine = dot(jets[a], jets[b]) / (length(jets[a]) * length(jets[b]));
        expect(cosine).toBeCloseTo(1 - (2 * (1 - shares[c])) / (shares[a] * shares[b]), 9);
      }
    });
  });

  it('has the orientation x^2 (1 + cos^2 theta_q) + xbar^2 (1 + cos^2 theta_qbar)', () => {
    const [x, xbar] = [0.9, 0.5];
    const squares: [number[], number[]] = [[], []];
    eventsOf(x, xbar, 40_000, false, (partons) => {
      for (const j of [QUARK, ANTIQUARK])
        squares[j]!.push(four(partons, j)[2] ** 2 / dot(four(partons, j), four(partons, j)));
    });
    // <cos^2> is 2/5 about the quark that keeps the axis; about the other, by P2(cos) = P2(cos angle) <P2>, between 1/3 and
    // that. Constituent masses leave directions alone.
    const angle = 1 - (2 * (1 - (2 - x - xbar))) / (x * xbar);
    const other = 1 / 3 + (2 / 5 - 1 / 3) * (1.5 * angle * angle - 0.5);
    const kept = (x * x) / (x * x + xbar * xbar);
    for (const [j, share] of [
      [QUARK, kept],
      [ANTIQUARK, 1 - kept],
    ] as const) {
      const { mean, error } = meanOf(squares[j]);
      expect(Math.abs(mean - (share * 0.4 + (1 - share) * other)) / error).toBeLessThan(3.3);
      expect(Math.abs(mean - 1 / 3) / error).toBeGreaterThan(3.3);
    }
  });

  it('radiates between colour partners: less between quark and antiquark than between quark and gluon', () => {
    // Three jets at 120 degrees; angles in the plane from the quark on, in the direction of the gluon. The string effect
    // (Azimov, Dokshitzer, Khoze and Troyan, Phys. Lett. B165 (1985) 147): the middle between the quarks is emptier.
    const counts = { coloured: 0, uncoloured: 0 };
    eventsOf(2 / 3, 2 / 3, 4000, true, (partons) => {
      const [quark, antiquark, gluon] = jetsOf(partons);
      const e1 = quark.map((c) => c / length(quark));
      const e2 = gluon.map((c, k) => c - dot(gluon, e1) * e1[k]!);
      expect(dot(antiquark, e2)).toBeLessThan(0);
      for (let i = GLUON + 1; i < partons.count; i++) {
        const p = four(partons, i);
        const phi = (Math.atan2(dot(p, e2) / length(e2), dot(p, e1)) * 180) / Math.PI;
        if (phi > 40 && phi < 80) counts.coloured++;
        if (phi > -80 && phi < -40) counts.uncoloured++;
      }
    });
    expect(counts.uncoloured).toBeGreaterThan(0);
    const [a, b] = [counts.coloured, counts.uncoloured];
    expect((0.7 * a - b) / Math.sqrt(0.49 * a + b)).toBeGreaterThan(3.3);
  });

  it('says where jets are too heavy', () => {
    const tooHeavy = createThreeJetReconstruction({ ...parameters, energy: 1.5 });
    const partons = emptyPartons();
    placePrimaries(partons, true, 1.5 ** 2);
    placeHardGluon(partons, 0.7, 0.6, 1, 1.5 ** 2);
    // 0.325 + 0.325 + 0.95 > 1.5
    expect(tooHeavy.reconstruct(partons, testStream(42))).toBe(false);
  });
});
