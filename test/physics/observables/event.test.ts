import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatDecayReader } from '../../../formats/dat/decays.ts';
import { DatEventReader } from '../../../formats/dat/events.ts';
import type { EventSet } from '../../../physics/columns.ts';
import { decayClusters } from '../../../physics/decay/decay.ts';
import { restFrameAngles } from '../../../physics/decay/rest-frame-angles.ts';
import { transverseToAxis } from '../../../physics/observables/event/axis-momentum.ts';
import { largestEigenpair } from '../../../physics/observables/event/eigenpair.ts';
import { energyFraction } from '../../../physics/observables/event/energy-fraction.ts';
import { leadingEnergy } from '../../../physics/observables/event/leading-energy.ts';
import { eventAxes } from '../../../physics/observables/event/momentum-tensor.ts';
import { multiplicity } from '../../../physics/observables/event/multiplicity.ts';
import { nearestNeighbours } from '../../../physics/observables/event/neighbour.ts';
import { pairAngles } from '../../../physics/observables/event/pair-angles.ts';
import { meanOf, meanOverEvents } from '../../../physics/observables/mean.ts';
import { HADRON_MASSES } from '../../../physics/particles/mass.ts';
import { randomAngles, randomClusters, samePairs } from '../decay/clusters.ts';
import { between, testStream } from '../uniform.ts';

/** Events from lists of [px, py, pz, E]. */
function eventsOf(...events: number[][][]): EventSet {
  const all = events.flat();
  const offsets = new Uint32Array(events.length + 1);
  for (const [e, particles] of events.entries()) offsets[e + 1] = offsets[e]! + particles.length;
  const column = (c: number): Float64Array => Float64Array.from(all, (p) => p[c]!);
  return {
    offsets,
    pdg_id: new Int32Array(all.length).fill(211),
    px: column(0),
    py: column(1),
    pz: column(2),
    E: column(3),
  };
}

/** A massless particle of transverse momentum 1 at (eta, phi), times a scale. */
function at(eta: number, phi: number, scale = 1): number[] {
  return [Math.cos(phi), Math.sin(phi), Math.sinh(eta), Math.cosh(eta)].map((x) => scale * x);
}

describe('nearest neighbours', () => {
  it('are found over the seam in azimuth, within the event only', () => {
    const events = eventsOf(
      [at(0, 3.1), at(0.5, 0), at(0, -3.1), at(0.9, 0.3)],
      [at(0, 3.1)],
      [],
      [at(1, 1), at(1, 1.2)],
    );
    const { index, deltaR } = nearestNeighbours(events);
    expect([...index]).toEqual([2, 3, 0, 1, -1, 6, 5]);
    expect([...deltaR]).toEqual(
      [2 * Math.PI - 6.2, 0.5, 2 * Math.PI - 6.2, 0.5, Infinity, 0.2, 0.2].map((x) => expect.closeTo(x, 12)),
    );
  });

  it('agree with a plain search', () => {
    const stream = testStream(500);
    const events = eventsOf(
      ...Array.from({ length: 20 }, () =>
        Array.from({ length: 15 }, () => at(between(stream, -2, 2), between(stream, -Math.PI, Math.PI))),
      ),
    );
    const { deltaR } = nearestNeighbours(events);
    const eta = events.pz.map((pz) => Math.asinh(pz));
    const phi = events.px.map((px, i) => Math.atan2(events.py[i]!, px));
    for (let i = 0; i < 300; i++) {
      const start = 15 * Math.floor(i / 15);
      let best = Infinity;
      for (let j = start; j < start + 15; j++) {
        const turn = Math.abs(phi[i]! - phi[j]!);
        const distance = Math.hypot(eta[i]! - eta[j]!, Math.min(turn, 2 * Math.PI - turn));
        if (j !== i) best = Math.min(best, distance);
      }
      expect(deltaR[i]).toBeCloseTo(best, 11);
    }
  });

  it('a particle along the beam still has one', () => {
    const events = eventsOf([[0, 0, 1, 1], at(1, 0), [0, 0, 2, 2]]);
    expect([...nearestNeighbours(events).index]).toEqual([2, 0, 0]);
    expect(nearestNeighbours(events).deltaR[0]).toBe(0);
  });
});

describe('pair observables', () => {
  it('energy is shared as min / sum', () => {
    const events = eventsOf([at(0, 0, 1), at(0, 0.1, 3)], [at(0, 0)]);
    expect([...energyFraction(events, nearestNeighbours(events))]).toEqual([0.25, 0.25, Number.NaN]);
  });

  it('angles of a lone pair are those of the cluster it came from', () => {
    const n = 300;
    const clusters = randomClusters(n, 20);
    const angles = randomAngles(n, 'lab');
    const hadrons = decayClusters(clusters, angles, 'cluster-rest/lab-axes', samePairs(n, 211, 111), HADRON_MASSES);
    const events: EventSet = { ...hadrons, offsets: Uint32Array.from({ length: n + 1 }, (_, e) => 2 * e) };
    const found = pairAngles(events, nearestNeighbours(events));
    let worst = 0;
    for (let j = 0; j < 2 * n; j++) {
      const [phi, theta] = [angles[2 * (j >> 1)]!, angles[2 * (j >> 1) + 1]!];
      worst = Math.max(
        worst,
        Math.abs(found.theta[j]! - theta),
        Math.sin(theta) * Math.abs(Math.sin(found.phi[j]! - phi)),
      );
    }
    expect(worst).toBeLessThan(1e-10);
  });

  it('have no angles without neighbour or rest frame', () => {
    const events = eventsOf([at(0, 0)], [at(0, 1), at(0, 1, 2)]);
    const { phi, theta } = pairAngles(events, nearestNeighbours(events));
    expect([phi[0], theta[0], theta[1]]).toEqual([NaN, NaN, NaN]);
  });
});

describe('event shape', () => {
  it('a pencil and a cross', () => {
    const events = eventsOf(
      [
        [0, 3, 4, 5],
        [0, -6, -8, 10],
      ],
      [
        [1, 0, 0, 1],
        [-1, 0, 0, 1],
        [0, 2, 0, 2],
        [0, -2, 0, 2],
      ],
      [],
    );
    const axes = eventAxes(events);
    expect(axes.lambda1[0]).toBeCloseTo(1, 14);
    expect(Math.abs(axes.y[0]! * 0.6 + axes.z[0]! * 0.8)).toBeCloseTo(1, 14);
    // Linear tensor: 4 of 6 GeV along y; the quadratic one would give 8 of 10.
    expect(axes.lambda1[1]).toBeCloseTo(4 / 6, 14);
    expect([Math.abs(axes.y[1]!), axes.x[1]]).toEqual([1, 0]);
    expect([axes.lambda1[2], axes.x[2], axes.y[2], axes.z[2]]).toEqual([NaN, 0, 0, 0]);
    expect([...transverseToAxis(events, axes)]).toEqual([0, 0, 1, 1, 0, 0].map((x) => expect.closeTo(x, 13)));
  });

  it('eigenpairs solve their equation and none is larger', () => {
    const stream = testStream(501);
    const [out, tensor] = [new Float64Array(4), new Float64Array(6)];
    for (let i = 0; i < 500; i++) {
      for (let k = 0; k < 6; k++) tensor[k] = between(stream, -1, 1);
      largestEigenpair(out, tensor);
      const [x, y, z, lambda] = out as unknown as [number, number, number, number];
      const [xx, xy, xz, yy, yz, zz] = tensor as unknown as [number, number, number, number, number, number];
      expect(x * x + y * y + z * z).toBeCloseTo(1, 13);
      expect(xx * x + xy * y + xz * z).toBeCloseTo(lambda * x, 13);
      expect(xy * x + yy * y + yz * z).toBeCloseTo(lambda * y, 13);
      expect(xz * x + yz * y + zz * z).toBeCloseTo(lambda * z, 13);
      // The other two eigenvalues from trace and determinant.
      const sum = xx + yy + zz - lambda;
      const det = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
      const larger = (sum + Math.sqrt(Math.max(0, sum * sum - (4 * det) / lambda))) / 2;
      if (Math.abs(lambda) > 1e-3) expect(larger).toBeLessThanOrEqual(lambda + 1e-9);
    }
  });

  it('multiplicity and leading energy', () => {
    const events = eventsOf([at(0, 0, 2), at(0, 1, 5)], [], [at(0, 0)]);
    expect([...multiplicity(events)]).toEqual([2, 0, 1]);
    expect([...leadingEnergy(events)]).toEqual([5, 0, 1]);
  });
});

const median = (values: Float64Array): number => values.slice().sort()[values.length >> 1]!;

const sample = resolve(import.meta.dirname, '../../../../shared/data/herwig7-lep-two-pion-500.dat');

describe.skipIf(!existsSync(sample))('500 Herwig events (skipped where the sample is absent)', () => {
  const bytes = existsSync(sample) ? readFileSync(sample) : new Uint8Array();
  const read = (): EventSet => {
    const reader = new DatEventReader();
    reader.write(bytes);
    return reader.end();
  };

  // Measured in 1,000 events of which these are the first half: multiplicity 14.13 +- 0.13, hadron E 6.46, Delta R
  // median 0.295, min/sum 0.272, lambda1 0.922 +- 0.002. Allowed: three errors of 500 events.
  it('have the measured means', () => {
    const events = read();
    const neighbours = nearestNeighbours(events);
    const expectations: [string, { mean: number; error: number }, number][] = [
      ['multiplicity', meanOf(multiplicity(events)), 14.13],
      ['E', meanOverEvents(events.E, events.offsets), 6.46],
      ['min/sum', meanOverEvents(energyFraction(events, neighbours), events.offsets), 0.272],
      ['lambda1', meanOf(eventAxes(events).lambda1), 0.922],
    ];
    for (const [name, { mean, error }, expected] of expectations) {
      expect(Math.abs(mean - expected) / error, `${name}: ${mean} +- ${error}`).toBeLessThan(3);
      expect(error / mean, name).toBeLessThan(0.02);
    }
    expect(median(neighbours.deltaR)).toBeGreaterThan(0.28);
    expect(median(neighbours.deltaR)).toBeLessThan(0.31);
  });

  it('would have another lambda1 with the quadratic tensor, and another Delta R with pairs mixed', () => {
    const events = read();
    const squared = (name: 'px' | 'py' | 'pz'): Float64Array =>
      events[name].map((p, i) => p * Math.hypot(events.px[i]!, events.py[i]!, events.pz[i]!));
    const quadratic = meanOf(eventAxes({ ...events, px: squared('px'), py: squared('py'), pz: squared('pz') }).lambda1);
    expect((quadratic.mean - 0.922) / quadratic.error).toBeGreaterThan(10);
    const mixed = { ...events, px: events.px.toReversed(), py: events.py.toReversed() };
    expect(median(nearestNeighbours(mixed).deltaR)).toBeGreaterThan(0.31);
  });

  it('decay again from their own angles', () => {
    const reader = new DatDecayReader();
    reader.write(bytes);
    const { clusters, hadrons } = reader.end();
    const frame = 'cluster-rest/lab-axes';
    const { angles, first } = restFrameAngles(clusters, hadrons, frame);
    const n = clusters.E.length;
    const pairs = {
      h1_pdg_id: hadrons.pdg_id.filter((_, i) => i % 2 === 0),
      h2_pdg_id: hadrons.pdg_id.filter((_, i) => i % 2 === 1),
      first,
    };
    const again = decayClusters(clusters, angles, frame, pairs, HADRON_MASSES);
    // Six printed digits: momenta to 1e-6 of up to 45 GeV, the mass and with it the boost to some 1e-3.
    const differences = Float64Array.from(again.E, (E, i) => Math.abs(E - hadrons.E[i]!) / clusters.E[i >> 1]!);
    expect(n).toBeGreaterThan(3000);
    expect(median(differences)).toBeLessThan(1e-5);
    // Angles given to the wrong hadron would exchange the energies.
    const swapped = decayClusters(clusters, angles, frame, { ...pairs, first: first.map((f) => 3 - f) }, HADRON_MASSES);
    const wrong = Float64Array.from(swapped.E, (E, i) => Math.abs(E - hadrons.E[i]!) / clusters.E[i >> 1]!);
    expect(median(wrong)).toBeGreaterThan(0.1);
  });
});
