import type { Agreement, Bar, ObservableAuc, ScorerCertificate } from '../../../models/contract/certificate.ts';
import { barOf, type Measured } from './bar.ts';
import type { ScorerMarks } from './scorer-marks.ts';

/** What the bars of a scorer are decided by. */
export interface ScorerFigures extends Pick<ScorerCertificate, 'auc' | 'calibration' | 'reweighting'> {
  reverse: NonNullable<ScorerCertificate['reverse']>;
  closure: NonNullable<ScorerCertificate['closure']>;
}

/** Observables in which the classes of the papers differ most. */
const MARKED = ['E', 'leading_E', 'energy_ratio'];
/** Share of chi2 / ndf that any scorer's weights may leave in these. */
const LEFT = 0.1;
/** How near single observables are to be to the paper's, which has two digits. */
const NEAR = 0.01;
const OURS = 'mark of the preset';

/** What an observable tells of the classes: by a cut or by the histograms' ratio, whichever is better. */
const better = ({ threshold, likelihood_ratio }: ObservableAuc): Measured =>
  threshold.value > likelihood_ratio.value ? threshold : likelihood_ratio;

const perNdf = ({ chi2, ndf }: Agreement): Measured => ({ value: chi2 / ndf, error: Math.sqrt(2 / ndf) });

/**
 * What any scorer is held to: more than the best single observable, probabilities that are right, and weights that take
 * nine tenths of chi2 / ndf away. The last is relative, so it can be asked of classes however far apart.
 */
function generalBars({ auc, calibration, reweighting }: ScorerFigures): Bar[] {
  const best = auc.observables.toSorted((a, b) => better(b).value - better(a).value)[0]!;
  const error = calibration.calibrated.expected_error;
  return [
    barOf('AUC against observables', auc.model, 'at least', better(best).value, `best: ${best.name}`),
    barOf('calibration error', error, 'at most', 0.01, 'a per cent of probability'),
    ...reweighting
      .filter(({ name, before, after }) => MARKED.includes(name) && before.ndf > 0 && after.ndf > 0)
      .map(({ name, before, after }) =>
        barOf(
          `chi2/ndf ${name} weighted`,
          perNdf(after),
          'at most',
          (LEFT * before.chi2) / before.ndf,
          'a tenth of chi2/ndf without weights',
        ),
      ),
  ];
}

/** How far single observables are from the paper's AUC; in either direction of the cut where the ratio sees nothing. */
function observableBars({ auc }: ScorerFigures, paper: Readonly<Record<string, number>>): Bar[] {
  return auc.observables
    .filter(({ name }) => Object.hasOwn(paper, name))
    .map((observable) => {
      const { value, error } = better(observable);
      const off = { value: Math.abs(value - paper[observable.name]!), error };
      return barOf(
        `AUC of ${observable.name} off the paper's`,
        off,
        'at most',
        NEAR,
        `${paper[observable.name]} there`,
      );
    });
}

/** The absolute closure, where the weights allow one; the certificate says in `closure` where not. */
function closureBars(
  { reweighting, reverse, closure }: ScorerFigures,
  mark: NonNullable<ScorerMarks['closure']>,
): Bar[] {
  if (!closure.some(({ direction, allows }) => direction === mark.direction && allows)) return [];
  const [of, classes] =
    mark.direction === '0 to 1' ? [reweighting, 'class 0 to class 1'] : [reverse.reweighting, 'class 1 to class 0'];
  return of
    .filter(({ name, after }) => MARKED.includes(name) && after.ndf > 0)
    .map(({ name, after }) =>
      barOf(`chi2/ndf ${name} ${mark.direction}`, perNdf(after), 'at most', mark.chi2PerNdf, `${classes}, weighted`),
    );
}

/** Every bar of a scorer. */
export function scorerBars(figures: ScorerFigures, marks: ScorerMarks): Bar[] {
  return [
    ...(marks.auc === undefined ? [] : [barOf('AUC', figures.auc.model, 'at least', marks.auc, OURS)]),
    ...generalBars(figures),
    ...observableBars(figures, marks.observables ?? {}),
    ...(marks.closure ? closureBars(figures, marks.closure) : []),
  ];
}
