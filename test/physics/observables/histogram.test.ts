import { describe, expect, it } from 'vitest';
import { chiSquare } from '../../../physics/observables/chi2.ts';
import { binErrors, binOf, equalEdges, fillHistogram, makeHistogram } from '../../../physics/observables/histogram.ts';
import { normalQuantile } from '../../../physics/random/normal.ts';
import { between, testStream } from '../uniform.ts';

function normals(index: number, shift: number, n: number): Float64Array {
  const stream = testStream(index);
  return Float64Array.from({ length: n }, () => normalQuantile(stream.uniform()) + shift);
}

describe('histogram', () => {
  it('bins are half open, the last one closed (as numpy.histogram)', () => {
    const h = makeHistogram([0, 1, 2, 4]);
    fillHistogram(h, [-0.1, 0, 0.5, 1, 3.9, 4, 4.1, Infinity, -Infinity]);
    expect([...h.sumw]).toEqual([2, 1, 2]);
    expect([h.underflow, h.overflow]).toEqual([2, 2]);
  });

  it('adds weights, their squares, and gives errors', () => {
    const h = makeHistogram([0, 1, 2]);
    fillHistogram(h, [0.5, 0.6, 1.5, 9], [3, 4, -2, 0.5]);
    fillHistogram(h, [1.1]);
    expect([...h.sumw]).toEqual([7, -1]);
    expect([...h.sumw2]).toEqual([25, 5]);
    expect([...binErrors(h)]).toEqual([5, Math.sqrt(5)]);
    expect(h.overflow).toBe(0.5);
  });

  it('finds the bin that a scan finds', () => {
    const stream = testStream(400);
    const edges = Float64Array.from({ length: 20 }, () => stream.uniform()).sort();
    for (let i = 0; i < 2000; i++) {
      const x = between(stream, -0.1, 1.1);
      expect(binOf(edges, x)).toBe(edges.filter((edge) => edge <= x).length - 1 + (x === edges[19] ? -1 : 0));
    }
  });

  it('equal edges meet both ends', () => {
    expect([...equalEdges(0, 1, 4)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(equalEdges(0.1, 0.7, 3)[3]).toBe(0.7);
    expect(() => equalEdges(0, 1, 0)).toThrow(RangeError);
    expect(() => equalEdges(1, 1, 3)).toThrow(RangeError);
  });

  it.each([
    [[1], 'at least two edges'],
    [[0, NaN, 2], 'edge 1 is not a finite number'],
    [[0, 1, Infinity], 'edge 2 is not a finite number'],
    [[0, 1, 1], 'edge 2 = 1 is not above edge 1'],
  ])('edges %j are refused: %s', (edges, message) => {
    expect(() => makeHistogram(edges)).toThrow(message);
  });

  it('a bad value or weight is named and nothing is added', () => {
    const h = makeHistogram([0, 1]);
    expect(() => fillHistogram(h, [0.5, NaN])).toThrow('value 1 is not a number');
    expect(() => fillHistogram(h, [0.5, 0.5], [1, Infinity])).toThrow('weight 1 is not a finite number');
    expect(() => fillHistogram(h, [0.5, 0.5], [1])).toThrow('2 values need as many weights, not 1');
    expect([...h.sumw]).toEqual([0]);
  });
});

describe('chi-square of two histograms', () => {
  it('a case worked by hand', () => {
    const [a, b] = [makeHistogram([0, 1, 2, 3]), makeHistogram([0, 1, 2, 3])];
    fillHistogram(a, [0.5, 0.5, 0.5, 1.5]);
    fillHistogram(b, [0.5, 1.5], [2, 2]);
    // A = B = 4. Bin 0: (12 - 8)^2 / (16 * 3 + 16 * 4); bin 1: (4 - 8)^2 / (16 * 1 + 16 * 4); bin 2 is empty.
    expect(chiSquare(a, b)).toEqual({ chi2: 16 / 112 + 16 / 80, ndf: 1 });
  });

  it('is ndf on average for weighted samples of one shape, and far more for another', () => {
    const edges = equalEdges(-3, 3, 30);
    const histogramOf = (index: number, shift: number, n: number): ReturnType<typeof makeHistogram> => {
      const h = makeHistogram(edges);
      const values = normals(index, shift, n);
      // Weights that do not depend on the value.
      fillHistogram(
        h,
        values,
        values.map((_, i) => 0.5 + (i % 3)),
      );
      return h;
    };
    let sum = 0;
    for (let i = 0; i < 40; i++) sum += chiSquare(histogramOf(1000 + i, 0, 2000), histogramOf(2000 + i, 0, 6000)).chi2;
    // 40 values with mean 29 and variance 58: 3 sigma is 3 sqrt(58 / 40) = 3.6.
    expect(Math.abs(sum / 40 - 29)).toBeLessThan(3.6);
    expect(chiSquare(histogramOf(1, 0.3, 2000), histogramOf(2, 0, 6000)).chi2).toBeGreaterThan(100);
  });

  it('refuses different bins and empty histograms', () => {
    const a = makeHistogram([0, 1, 2]);
    expect(() => chiSquare(a, makeHistogram([0, 1, 3]))).toThrow('different bins');
    expect(() => chiSquare(a, a)).toThrow('no positive content');
  });
});
