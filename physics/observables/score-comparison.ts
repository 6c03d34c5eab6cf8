import { areaUnderRoc } from './auc.ts';
import type { WeightedScores } from './automatic-edges.ts';
import { chiSquare } from './chi2.ts';
import { chiSquareTail } from './chi2-tail.ts';
import { fillHistogram, type Histogram, makeHistogram } from './histogram.ts';
import { kolmogorovTest } from './kolmogorov.ts';
import { rocCurve } from './roc.ts';
import { normalized, type ShapeRatio, shapeRatio } from './shape-ratio.ts';
import { thinRoc } from './thin-roc.ts';

/** How one sample of scores compares with another. A number that the samples do not define is null. */
export interface ScoreComparison {
  /** Share of the events in a bin over that of the reference (`shapeRatio`). */
  ratio: ShapeRatio;
  /** Probability that an event has a larger score than one of the reference, with DeLong's error (`areaUnderRoc`). */
  auc: number | null;
  auc_error: number | null;
  /** ROC points [share of the reference, share of the events] above falling thresholds (`thinRoc`). */
  roc: [number, number][] | null;
  /** Between the histograms' shapes (`chiSquare`), its degrees of freedom and its p-value (`chiSquareTail`). */
  chi2: number | null;
  ndf: number | null;
  p_value: number | null;
  /** Kolmogorov distance of the scores themselves and its p-value (`kolmogorovTest`). */
  ks: number | null;
  ks_p_value: number | null;
}

/** Steps of the ROC curve that are kept: at most some 400 points. */
const ROC_STEP = 1 / 200;

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Compares the scores of events with those of a reference; both have their own weights. Where a weight is negative,
 * areas, ROC curve and Kolmogorov distance are null: a distribution function must rise.
 * Throws a RangeError for an empty sample, edges that do not rise, or weights that add up to zero.
 */
export function compareScores(
  events: WeightedScores,
  reference: WeightedScores,
  edges: ArrayLike<number>,
): ScoreComparison {
  const [first, second] = [histogramOf(events, edges), histogramOf(reference, edges)];
  return {
    ratio: shapeRatio(
      normalized(first, events.score.length, events.weight),
      normalized(second, reference.score.length, reference.weight),
    ),
    ...compareOrders(events, reference),
    ...compareShapes(first, second),
  };
}

function histogramOf({ score, weight }: WeightedScores, edges: ArrayLike<number>): Histogram {
  const histogram = makeHistogram(edges);
  fillHistogram(histogram, score, weight);
  return histogram;
}

const NO_ORDER = { auc: null, auc_error: null, roc: null, ks: null, ks_p_value: null };

/** What depends on the order of the scores alone. */
function compareOrders(events: WeightedScores, reference: WeightedScores): Omit<ScoreComparison, 'ratio' | Shapes> {
  if (hasNegative(events) || hasNegative(reference)) return NO_ORDER;
  const sides = [reference.score, events.score, reference.weight, events.weight] as const;
  const { auc, error } = areaUnderRoc(...sides);
  const { distance, p_value } = kolmogorovTest(...sides);
  const roc = thinRoc(rocCurve(...sides), ROC_STEP);
  return { auc: orNull(auc), auc_error: orNull(error), roc, ks: orNull(distance), ks_p_value: orNull(p_value) };
}

const hasNegative = ({ weight }: WeightedScores): boolean => {
  for (let i = 0; i < (weight?.length ?? 0); i++) if (weight![i]! < 0) return true;
  return false;
};

type Shapes = 'chi2' | 'ndf' | 'p_value';

/** Whether a histogram has weight in its bins. */
const holds = ({ sumw }: Histogram): boolean => sumw.reduce((sum, w) => sum + w, 0) > 0;

/** What depends on the histograms: nothing where one has no weight in its bins, or less than none. */
function compareShapes(first: Histogram, second: Histogram): Pick<ScoreComparison, Shapes> {
  if (!holds(first) || !holds(second)) return { chi2: null, ndf: null, p_value: null };
  const { chi2, ndf } = chiSquare(first, second);
  return { chi2: orNull(chi2), ndf, p_value: ndf > 0 && Number.isFinite(chi2) ? chiSquareTail(chi2, ndf) : null };
}
