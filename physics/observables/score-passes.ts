import { fillHistogram, type Histogram, makeHistogram } from './histogram.ts';
import type { ScoreSummary } from './score-summary.ts';

/** Scores of some events in a row: score, likelihood ratio and, where the events have it, their own weight. */
export interface ScorePiece {
  score: Float64Array;
  ratio: Float64Array;
  weight?: Float64Array | undefined;
}

/**
 * The summary of scores that are too many to be held (`summarizeScores`, to the bit): every event is gone through twice,
 * in the same order, because the error of the mean needs the mean and N_eff the largest weight. First `ScoreSums` of all
 * pieces, then `ScoreSpread` of all pieces. All pieces have weights or none has.
 */
export class ScoreSums {
  readonly histogram: Histogram;
  count = 0;
  sumWeights = 0;
  sumScores = 0;
  /** Largest |ratio x weight|. */
  largest = 0;

  /** Throws RangeError for edges that do not rise. */
  constructor(edges: ArrayLike<number>) {
    this.histogram = makeHistogram(edges);
  }

  /** Throws RangeError for a score that is no number or a weight that is not finite. */
  add({ score, ratio, weight }: ScorePiece): void {
    fillHistogram(this.histogram, score, weight);
    for (let i = 0; i < score.length; i++) {
      const w = weight ? weight[i]! : 1;
      this.sumScores += w * score[i]!;
      this.sumWeights += w;
      this.largest = Math.max(this.largest, Math.abs(weight ? ratio[i]! * w : ratio[i]!));
    }
    this.count += score.length;
  }

  /** Throws RangeError where the weights add up to zero. */
  get mean(): number {
    if (this.sumWeights === 0) throw new RangeError('a mean needs entries whose weights do not add up to zero');
    return this.sumScores / this.sumWeights;
  }
}

/** The second time through the events. */
export class ScoreSpread {
  readonly #sums: ScoreSums;
  readonly #mean: number;
  #residuals = 0;
  #sum = 0;
  #squares = 0;

  /** Throws RangeError where the weights add up to zero. */
  constructor(sums: ScoreSums) {
    this.#sums = sums;
    this.#mean = sums.mean;
  }

  add({ score, ratio, weight }: ScorePiece): void {
    const { largest } = this.#sums;
    for (let i = 0; i < score.length; i++) {
      const w = weight ? weight[i]! : 1;
      const residual = w * score[i]! - this.#mean * w;
      this.#residuals += residual * residual;
      if (largest === 0) continue;
      const share = (weight ? ratio[i]! * w : ratio[i]!) / largest;
      this.#sum += share;
      this.#squares += share * share;
    }
  }

  summary(): ScoreSummary {
    const { count, sumWeights, largest, histogram } = this.#sums;
    const error = Math.sqrt((this.#residuals * count) / (count - 1)) / Math.abs(sumWeights);
    const nEff = largest === 0 ? 0 : (this.#sum * this.#sum) / this.#squares;
    return { mean: this.#mean, meanError: count > 1 ? error : null, nEff, histogram };
  }
}
