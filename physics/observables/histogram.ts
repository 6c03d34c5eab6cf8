/**
 * A weighted histogram. Bin i holds edges[i] <= x < edges[i + 1]; the last bin holds its upper edge as well (as numpy).
 * Underflow and overflow are sums of weights.
 */
export interface Histogram {
  edges: Float64Array;
  /** Sum of weights by bin. */
  sumw: Float64Array;
  /** Sum of squared weights by bin: the squared error of sumw. */
  sumw2: Float64Array;
  underflow: number;
  overflow: number;
}

/** Checks that edges are at least two finite, increasing numbers. Throws a RangeError that names the edge. */
function requireEdges(edges: Float64Array): void {
  if (edges.length < 2) throw new RangeError('a histogram needs at least two edges');
  for (const [i, edge] of edges.entries()) {
    if (!Number.isFinite(edge)) throw new RangeError(`edge ${i} is not a finite number`);
    if (i > 0 && edge <= edges[i - 1]!) throw new RangeError(`edge ${i} = ${edge} is not above edge ${i - 1}`);
  }
}

/** An empty histogram. Throws a RangeError unless the edges are at least two finite, increasing numbers. */
export function makeHistogram(edges: ArrayLike<number>): Histogram {
  const copy = Float64Array.from(edges);
  requireEdges(copy);
  const bins = copy.length - 1;
  return { edges: copy, sumw: new Float64Array(bins), sumw2: new Float64Array(bins), underflow: 0, overflow: 0 };
}

/** The edges of `bins` equal bins from low to high, both met exactly. */
export function equalEdges(low: number, high: number, bins: number): Float64Array {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`${bins} is not a number of bins`);
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) =>
    i === bins ? high : low + ((high - low) * i) / bins,
  );
  requireEdges(edges);
  return edges;
}

/** Index of the bin that holds x: -1 below the first edge, the number of bins above the last. */
export function binOf(edges: Float64Array, x: number): number {
  const bins = edges.length - 1;
  if (x < edges[0]!) return -1;
  if (x >= edges[bins]!) return x === edges[bins] ? bins - 1 : bins;
  let low = 0;
  let high = bins;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x < edges[middle]!) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * Adds values to a histogram, each with its weight (1 where none are given). Throws a RangeError, before anything is
 * added, where a value is NaN, a weight is not finite, or there are not as many weights as values.
 */
export function fillHistogram(histogram: Histogram, values: ArrayLike<number>, weights?: ArrayLike<number>): void {
  requireValues(values, weights);
  const { edges, sumw, sumw2 } = histogram;
  for (let i = 0; i < values.length; i++) {
    const w = weights ? weights[i]! : 1;
    const bin = binOf(edges, values[i]!);
    if (bin < 0) histogram.underflow += w;
    else if (bin === sumw.length) histogram.overflow += w;
    else {
      sumw[bin]! += w;
      sumw2[bin]! += w * w;
    }
  }
}

function requireValues(values: ArrayLike<number>, weights?: ArrayLike<number>): void {
  if (weights && weights.length !== values.length)
    throw new RangeError(`${values.length} values need as many weights, not ${weights.length}`);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) throw new RangeError(`value ${i} is not a number`);
    if (weights && !Number.isFinite(weights[i]!)) throw new RangeError(`weight ${i} is not a finite number`);
  }
}

/** The error of each bin: sqrt(sum of squared weights). */
export function binErrors(histogram: Histogram): Float64Array {
  return histogram.sumw2.map((w2) => Math.sqrt(w2));
}
