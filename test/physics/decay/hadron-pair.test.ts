import { describe, expect, it } from 'vitest';
import type { ClusterSet } from '../../../physics/columns.ts';
import { chooseHadrons, drawPions } from '../../../physics/decay/hadron-pair.ts';
import { momentumInRestFrame } from '../../../physics/decay/two-body.ts';
import { PION_CHARGED, PION_NEUTRAL } from '../../../physics/particles/mass.ts';
import { chargeOf } from '../../../physics/particles/name.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { testStream } from '../uniform.ts';

const seed = seedOf(11);
const DEFAULT = [211, -211] as const;

function atRest(n: number, M: number, extra: Partial<ClusterSet> = {}): ClusterSet {
  const zero = (): Float64Array => new Float64Array(n);
  return { px: zero(), py: zero(), pz: zero(), E: zero().fill(M), ...extra };
}

const ids = (n: number, id: number): Int32Array => new Int32Array(n).fill(id);

/** Charge of a u or d (anti)quark in thirds. */
const third = (q: number): number => Math.sign(q) * (Math.abs(q) === 2 ? 2 : -1);

/** Share of pi0 pi0 in u ubar of mass M: weight 1/2 for each pi0, times p* (Herwig 7.2.1, HwppSelector.cc). */
function share(M: number): number {
  const neutral = 0.25 * momentumInRestFrame(M, PION_NEUTRAL, PION_NEUTRAL);
  return neutral / (neutral + momentumInRestFrame(M, PION_CHARGED, PION_CHARGED));
}

/** Distance of the share of pi0 pi0 among n draws for u ubar at mass M from an expectation, in standard deviations. */
function neutralShare(M: number, n: number, expected: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (drawPions(M, 2, -2, testStream(1000 + i))[0] === 111) count++;
  return (count / n - expected) / Math.sqrt((expected * (1 - expected)) / n);
}

describe('hadrons of a cluster', () => {
  it('are those wanted, else drawn from the constituents, else the default pair', () => {
    const wanted = { h1_pdg_id: new Int32Array([321, 0, 0, 211]), h2_pdg_id: new Int32Array([-321, 0, 0, 0]) };
    const quarks = { q1_pdg_id: new Int32Array([2, 2, 3, 2]), q2_pdg_id: new Int32Array([-2, -1, -2, -2]) };
    const pairs = chooseHadrons(atRest(4, 2, { ...wanted, ...quarks }), DEFAULT, seed, 0);
    expect([pairs.h1_pdg_id[0], pairs.h2_pdg_id[0]]).toEqual([321, -321]);
    expect(chargeOf(pairs.h1_pdg_id[1]!) + chargeOf(pairs.h2_pdg_id[1]!)).toBe(1);
    // A strange constituent is not in the model: the default pair.
    expect([pairs.h1_pdg_id[2], pairs.h2_pdg_id[2]]).toEqual([...DEFAULT]);
    // Half a wish is passed on, for the fault check to name.
    expect([pairs.h1_pdg_id[3], pairs.h2_pdg_id[3]]).toEqual([211, 0]);
  });

  it.each([
    [2, -2],
    [-2, 2],
    [1, -1],
    [2, -1],
    [-1, 2],
    [1, -2],
    [-2, 1],
  ])('constituents %d %d: charge is kept, and hadron 1 carries constituent 1', (q1, q2) => {
    const n = 400;
    const set = atRest(n, 1.5, { q1_pdg_id: ids(n, q1), q2_pdg_id: ids(n, q2) });
    const pairs = chooseHadrons(set, DEFAULT, seed, 0);
    const seen = new Set<string>();
    for (let i = 0; i < n; i++) {
      const [h1, h2] = [pairs.h1_pdg_id[i]!, pairs.h2_pdg_id[i]!];
      seen.add(`${h1} ${h2}`);
      expect(3 * (chargeOf(h1) + chargeOf(h2))).toBe(third(q1) + third(q2));
      // What hadron 1 holds besides constituent 1 is a u or d (anti)quark of the other kind.
      const rest = 3 * chargeOf(h1) - third(q1);
      expect(q1 > 0 ? [-2, 1] : [2, -1]).toContain(rest);
    }
    expect(seen.size).toBe(2);
  });

  it('two quarks are no cluster: the default pair', () => {
    const set = atRest(1, 2, { q1_pdg_id: ids(1, 2), q2_pdg_id: ids(1, 1) });
    expect([...chooseHadrons(set, [111, 111], seed, 0).h1_pdg_id]).toEqual([111]);
  });

  it('u ubar gives pi0 pi0 with weight 1/4 times phase space', () => {
    // At 3 GeV the two phase spaces are equal within 0.05 %.
    expect(share(3)).toBeCloseTo(0.2, 3);
    expect(Math.abs(neutralShare(3, 20_000, share(3)))).toBeLessThan(3);
    expect(Math.abs(neutralShare(0.3, 20_000, share(0.3)))).toBeLessThan(3);
    // Without the 1/4, or without phase space near threshold, the shares would be these.
    expect(Math.abs(neutralShare(3, 20_000, 0.5))).toBeGreaterThan(10);
    expect(Math.abs(neutralShare(0.3, 20_000, 0.2))).toBeGreaterThan(5);
  });

  it('below the threshold of the charged pair only the lighter pair is drawn', () => {
    for (const M of [0.275, 0.1, Number.NaN]) {
      for (let i = 0; i < 20; i++) {
        expect(drawPions(M, 2, -2, testStream(i))).toEqual([111, 111]);
        expect(drawPions(M, 1, -1, testStream(i))).toEqual([111, 111]);
      }
    }
  });

  it('the first hadron is 1 or 2 with equal probability, and always 1 about the constituent axis', () => {
    const n = 10_000;
    const { first } = chooseHadrons(atRest(n, 2), DEFAULT, seed, 0);
    const ones = first.filter((f) => f === 1).length;
    const twos = first.filter((f) => f === 2).length;
    expect(ones + twos).toBe(n);
    expect(Math.abs(ones - n / 2)).toBeLessThan(3 * Math.sqrt(n / 4));
    const axis = chooseHadrons(atRest(n, 2), DEFAULT, seed, 0, 'cluster-rest/constituent-axis');
    expect(axis.first.every((f) => f === 1)).toBe(true);
  });

  it('depend on the index alone: not on the batch, and the first not on the way the pair was chosen', () => {
    const n = 50;
    const quarks = { q1_pdg_id: ids(n, 2), q2_pdg_id: ids(n, -2) };
    const whole = chooseHadrons(atRest(n, 2, quarks), DEFAULT, seed, 7);
    const bare = chooseHadrons(atRest(n, 2), DEFAULT, seed, 7);
    expect([...bare.first]).toEqual([...whole.first]);
    for (let i = 0; i < n; i++) {
      const set = atRest(1, 2, { q1_pdg_id: ids(1, 2), q2_pdg_id: ids(1, -2) });
      const one = chooseHadrons(set, DEFAULT, seed, 7 + i);
      expect([one.h1_pdg_id[0], one.h2_pdg_id[0], one.first[0]]).toEqual([
        whole.h1_pdg_id[i],
        whole.h2_pdg_id[i],
        whole.first[i],
      ]);
    }
  });
});
