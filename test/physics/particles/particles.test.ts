import { describe, expect, it } from 'vitest';
import { HADRON_MASSES, massOf, PION_CHARGED, PION_NEUTRAL } from '../../../physics/particles/mass.ts';
import { chargeOf, nameOf } from '../../../physics/particles/name.ts';

/** Charge of a quark digit in thirds. */
const third = (quark: number): number => (quark === 0 ? 0 : quark % 2 === 1 ? -1 : 2);

describe('particles', () => {
  it('pions have the masses of Herwig 7.2.1, src/defaults/mesons.in', () => {
    expect([massOf(211), massOf(-211), massOf(111)]).toEqual([0.13957018, 0.13957018, 0.1349776]);
    expect([PION_CHARGED, PION_NEUTRAL]).toEqual([0.13957018, 0.1349776]);
  });

  // PDG 2024 summary tables, Phys. Rev. D 110, 030001.
  it.each([
    [321, 0.493677],
    [-321, 0.493677],
    [311, 0.497611],
    [310, 0.497611],
    [130, 0.497611],
    [221, 0.547862],
    [2212, 0.93827208816],
    [-2112, 0.93956542052],
    [3122, 1.115683],
  ])('hadron %d has the mass of the PDG 2024 tables', (id, mass) => {
    expect(massOf(id)).toBe(mass);
  });

  it('an id that is not in the table is refused by number', () => {
    for (const id of [0, 22, -111, -310, 12345]) {
      expect(() => massOf(id)).toThrow(new RangeError(`no mass is known for PDG id ${id}`));
      expect(() => nameOf(id)).toThrow(RangeError);
      expect(() => chargeOf(id)).toThrow(RangeError);
    }
  });

  it('every mass has a name, and charge is odd under conjugation', () => {
    for (const [id, mass] of HADRON_MASSES) {
      expect(mass).toBeGreaterThan(0.1);
      expect(nameOf(id)).not.toBe('');
      if (HADRON_MASSES.has(-id)) expect(chargeOf(-id) + chargeOf(id)).toBe(0);
    }
    expect([nameOf(211), nameOf(-211), nameOf(-2212)]).toEqual(['pi+', 'pi-', 'pbar']);
    expect([chargeOf(211), chargeOf(-321), chargeOf(2212), chargeOf(3112)]).toEqual([1, -1, 1, -1]);
  });

  it('charge follows from the quark digits of the numbering scheme', () => {
    // A quark digit is odd for charge -1/3 and even for +2/3; a meson's heavier quark comes first and an odd one is
    // the antiquark (PDG 2024, Monte Carlo particle numbering scheme, rules 5 and 6).
    for (const id of HADRON_MASSES.keys()) {
      if (id < 0) continue;
      const digits = [1000, 100, 10].map((place) => Math.floor(id / place) % 10);
      const [a, b, c] = digits.map(third) as [number, number, number];
      const sum = digits[0] === 0 ? (b - c) * (digits[1]! % 2 === 1 ? -1 : 1) : a + b + c;
      expect(chargeOf(id), nameOf(id)).toBe(sum / 3 + 0);
    }
  });
});
