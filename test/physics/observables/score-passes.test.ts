import { describe, expect, it } from 'vitest';
import { type ScorePiece, ScoreSpread, ScoreSums } from '../../../physics/observables/score-passes.ts';
import { summarizeScores } from '../../../physics/observables/score-summary.ts';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';

const EDGES = [0, 0.1, 0.25, 0.5, 0.9, 1];

/** Scores, ratios over six orders of magnitude and weights of both signs: sums whose last bits depend on their order. */
function sample(count: number): Required<Omit<ScorePiece, 'weight'>> & { weight: Float64Array } {
  const stream = randomStream(seedOf(5), DOMAIN.test, 1);
  const column = (of: (u: number) => number): Float64Array =>
    Float64Array.from({ length: count }, () => of(stream.uniform()));
  return {
    score: column((u) => u),
    ratio: column((u) => 10 ** (6 * u - 3)),
    weight: column((u) => 3 * u - 1),
  };
}

const cut = (piece: ScorePiece, from: number, to: number): ScorePiece => ({
  score: piece.score.subarray(from, to),
  ratio: piece.ratio.subarray(from, to),
  weight: piece.weight?.subarray(from, to),
});

function inPieces(all: ScorePiece, ends: readonly number[]) {
  const pieces = ends.map((end, i) => cut(all, i === 0 ? 0 : ends[i - 1]!, end));
  const sums = new ScoreSums(EDGES);
  for (const piece of pieces) sums.add(piece);
  const spread = new ScoreSpread(sums);
  for (const piece of pieces) spread.add(piece);
  return spread.summary();
}

describe('the summary in two passes', () => {
  it.each([true, false])('is that of all scores at once, to the bit (weights: %s)', (weighted) => {
    const { weight, ...plain } = sample(10_000);
    const all = weighted ? { ...plain, weight } : plain;
    const expected = summarizeScores(all.score, all.ratio, EDGES, weighted ? weight : undefined);
    for (const ends of [[10_000], [1, 2, 10_000], [3_333, 3_333, 7_777, 10_000]]) {
      expect(inPieces(all, ends)).toEqual(expected);
    }
    // Another order gives other last bits: the comparison can fail.
    const reversed = { ...all, score: all.score.toReversed(), ratio: all.ratio.toReversed() };
    expect(inPieces(reversed, [10_000])).not.toEqual(expected);
  });

  it('has no error of one event, N_eff 0 of ratios 0, and no mean of weights that add up to zero', () => {
    const one = { score: Float64Array.of(0.5), ratio: Float64Array.of(0) };
    expect(inPieces(one, [1])).toEqual(summarizeScores(one.score, one.ratio, EDGES));
    expect(inPieces(one, [1])).toMatchObject({ meanError: null, nEff: 0 });
    const sums = new ScoreSums(EDGES);
    sums.add({ score: Float64Array.of(0.1, 0.2), ratio: Float64Array.of(1, 1), weight: Float64Array.of(1, -1) });
    expect(() => new ScoreSpread(sums)).toThrow(RangeError);
  });
});
