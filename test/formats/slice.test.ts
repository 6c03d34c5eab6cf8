import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetsOfClusters, pickClusters } from '../../cli/sets/pick.ts';
import { eventRanges, sliceClusters, sliceEvents } from '../../formats/slice.ts';
import type { ClusterSet, EventSet } from '../../physics/columns.ts';

const column = (n: number, scale: number): Float64Array => Float64Array.from({ length: n }, (_, i) => scale * i);
const momenta = (n: number) => ({ px: column(n, 1), py: column(n, 2), pz: column(n, 3), E: column(n, 4) });

function eventsOf(multiplicities: number[]): EventSet {
  const offsets = Uint32Array.from([
    0,
    ...multiplicities.map((_, e) => multiplicities.slice(0, e + 1).reduce((a, b) => a + b)),
  ]);
  const n = offsets.at(-1)!;
  return {
    ...momenta(n),
    pdg_id: Int32Array.from({ length: n }, (_, i) => i),
    offsets,
    weight: column(multiplicities.length, 5),
  };
}

describe('slices of events', () => {
  it('cover every event and particle once, in order, within the bounds', () => {
    const property = fc.property(
      fc.array(fc.nat(9), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (m, most) => {
        const events = eventsOf(m);
        const parts = [...eventRanges(events.offsets, 7, most)].map(([from, to]) => sliceEvents(events, from, to));
        expect(parts.flatMap(({ pdg_id }) => [...pdg_id])).toEqual([...events.pdg_id]);
        expect(parts.flatMap(({ weight }) => [...weight!])).toEqual([...events.weight!]);
        expect(parts.flatMap(({ offsets }) => Array.from(offsets.slice(1), (end, e) => end - offsets[e]!))).toEqual(m);
        for (const { offsets } of parts) {
          expect(offsets[0]).toBe(0);
          expect(offsets.length - 1).toBeLessThanOrEqual(7);
          if (offsets.length > 2) expect(offsets.at(-1)!).toBeLessThanOrEqual(most);
        }
      },
    );
    fc.assert(property, { seed: 1, numRuns: 200 });
  });
});

describe('slices of clusters', () => {
  const clusters: ClusterSet = { ...momenta(6), event: Uint32Array.of(0, 0, 1, 1, 1, 4) };

  it('hold every column from one index to another', () => {
    const part = sliceClusters(clusters, 2, 5);
    expect([...part.pz]).toEqual([6, 9, 12]);
    expect([...part.event!]).toEqual([1, 1, 1]);
  });

  it('pick the clusters that were sampled', () => {
    const part = pickClusters(clusters, [0, 3, 5]);
    expect([...part.E]).toEqual([0, 12, 20]);
    expect([...offsetsOfClusters(part)]).toEqual([0, 1, 2, 3]);
  });

  it('are one event where none is told', () => {
    expect([...offsetsOfClusters(clusters)]).toEqual([0, 2, 5, 6]);
    expect([...offsetsOfClusters(momenta(3))]).toEqual([0, 1, 2, 3]);
    expect([...offsetsOfClusters(momenta(0))]).toEqual([0]);
  });
});
