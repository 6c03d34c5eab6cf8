import type { CalibrationCurve, ClosedObservable, ScorerCertificate } from '../../models/contract/certificate.ts';
import { formatEstimate } from '../evaluate/table.ts';
import { dotsFigure } from './dots-figure.ts';
import type { Mark } from './draw/marks.ts';
import { COLOURS } from './draw/palette.ts';
import { agreementText } from './generator-figures.ts';
import { histogramFigure } from './histogram-figure.ts';
import type { Section } from './html.ts';
import { axisNameOf, titleOf } from './observable-titles.ts';
import { slug } from './slug.ts';
import { rocMark, squareFigure } from './square-figure.ts';

function closureFigure(from: 0 | 1, { name, unit, target, sample, weighted, before, after }: ClosedObservable): string {
  const to = 1 - from;
  return histogramFigure({
    id: `closure-${from}-${slug(name)}`,
    title: titleOf(name),
    subtitle: `to class ${to}: ${agreementText(before)}, weighted ${agreementText(after)}`,
    x: axisNameOf(name, unit),
    unit,
    reference: { name: `class ${to}`, colour: COLOURS.truth, histogram: target },
    others: [
      { name: `class ${from}`, colour: COLOURS.other, histogram: sample },
      { name: `class ${from}, weighted`, colour: COLOURS.model, histogram: weighted },
    ],
    ratio: `/ class ${to}`,
  });
}

const reliability = (name: string, colour: string, { bins }: CalibrationCurve): Mark => ({
  kind: 'points',
  name,
  colour,
  points: bins.map(({ predicted, observed, error }) => ({ x: predicted, y: observed, error })),
});

function rocFigure({ roc, auc }: ScorerCertificate): string {
  return squareFigure({
    id: 'roc',
    title: 'ROC curve',
    subtitle: `AUC ${formatEstimate(auc.model)}`,
    x: 'false positive rate (class 0 kept)',
    y: 'true positive rate (class 1 kept)',
    marks: [rocMark('scorer', COLOURS.model, roc)],
    diagonal: 'cannot tell',
  });
}

function calibrationFigure({ calibration: { raw, calibrated } }: ScorerCertificate): string {
  return squareFigure({
    id: 'calibration',
    title: 'calibration',
    subtitle: `expected calibration error ${formatEstimate(calibrated.expected_error)}`,
    x: 'predicted probability of class 1',
    y: 'observed share of class 1',
    marks: [
      reliability('as the network gives it', COLOURS.other, raw),
      reliability('calibrated', COLOURS.model, calibrated),
    ],
    diagonal: 'perfect',
  });
}

/** The scores of both classes: they are to differ, so no ratio is drawn. */
function scoresFigure({ scores: { class_0, class_1 } }: ScorerCertificate): string {
  return histogramFigure({
    id: 'scores',
    title: 'scores of events',
    subtitle: 'not calibrated',
    x: 'score',
    unit: '1',
    reference: { name: 'class 1', colour: COLOURS.truth, histogram: class_1 },
    others: [{ name: 'class 0', colour: COLOURS.other, histogram: class_0 }],
  });
}

function areasFigure({ auc: { model, untrained, observables } }: ScorerCertificate): string {
  const alone = untrained ? 2 : 1;
  const none = Array.from({ length: alone }, () => undefined);
  return dotsFigure({
    id: 'areas',
    title: 'the scorer and every single observable',
    x: 'area under the ROC curve',
    rows: [
      'scorer',
      ...(untrained ? ['untrained scorer'] : []),
      ...observables.map(({ name, per }) => `${name.replaceAll('_', ' ')} (${per})`),
    ],
    series: [
      { name: 'scorer', colour: COLOURS.model, values: [model, untrained] },
      { name: 'cut', colour: COLOURS.other, values: [...none, ...observables.map(({ threshold }) => threshold)] },
      {
        name: 'ratio of histograms',
        colour: COLOURS.floor,
        values: [...none, ...observables.map(({ likelihood_ratio }) => likelihood_ratio)],
      },
    ],
    scale: 'linear',
    subtitle: 'dashed: cannot tell',
    guide: 0.5,
  });
}

/** Everything that can be drawn of a scorer's certificate. */
export function scorerSections(certificate: ScorerCertificate): Section[] {
  const { reverse } = certificate;
  const forward = certificate.reweighting.map(
    ({ class_1, class_0, class_0_weighted, ...of }): ClosedObservable => ({
      ...of,
      target: class_1,
      sample: class_0,
      weighted: class_0_weighted,
    }),
  );
  return [
    {
      heading: 'Separation and calibration',
      figures: [rocFigure, areasFigure, scoresFigure, calibrationFigure].map((draw) => draw(certificate)),
    },
    {
      heading: 'Class 0 weighted towards class 1',
      text: 'Each event of class 0 has the weight p(class 1) / p(class 0) that the calibrated scorer gives it.',
      figures: forward.map((of) => closureFigure(0, of)),
    },
    ...(reverse
      ? [
          {
            heading: 'Class 1 weighted towards class 0',
            text: 'Each event of class 1 has the weight p(class 0) / p(class 1).',
            figures: reverse.reweighting.map((of) => closureFigure(1, of)),
          },
        ]
      : []),
  ];
}
