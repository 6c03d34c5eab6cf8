import type {
  Agreement,
  Distance,
  GeneratorCertificate,
  ObservableComparison,
} from '../../models/contract/certificate.ts';
import { formatEstimate } from '../evaluate/table.ts';
import { dotsFigure } from './dots-figure.ts';
import { COLOURS } from './draw/palette.ts';
import { histogramFigure } from './histogram-figure.ts';
import type { Section } from './html.ts';
import { axisNameOf, titleOf } from './observable-titles.ts';
import { type BySide, sideSeries } from './sides.ts';
import { slug } from './slug.ts';
import { rocMark, squareFigure } from './square-figure.ts';

/** What is compared with the truth under some condition: the certificate itself, or one of its other conditions. */
interface Comparison {
  wasserstein: { angles: Distance; hadrons: Distance };
  observables: readonly ObservableComparison[];
}

export const agreementText = ({ chi2, ndf }: Pick<Agreement, 'chi2' | 'ndf'>): string =>
  `χ²/ndf ${chi2.toFixed(1)}/${ndf}`;

const perDegree = ({ chi2, ndf }: Agreement) =>
  ndf > 0 ? { value: chi2 / ndf, error: Math.sqrt(2 / ndf) } : undefined;

function observableFigure(prefix: string, { name, unit, truth, generated, agreement }: ObservableComparison): string {
  return histogramFigure({
    id: `${prefix}${slug(name)}`,
    title: titleOf(name),
    subtitle: `generated ${agreementText(agreement.generated)}; floor ${agreementText(agreement.floor)}`,
    x: axisNameOf(name, unit),
    unit,
    reference: { name: 'truth', colour: COLOURS.truth, histogram: truth },
    others: [{ name: 'generated', colour: COLOURS.model, histogram: generated }],
    ratio: 'gen. / truth',
  });
}

function distanceFigure(id: string, title: string, { unit, mean, components }: Distance): string {
  const rows: [string, BySide][] = [['mean', mean], ...Object.entries(components)];
  return dotsFigure({
    id,
    title,
    subtitle: 'first Wasserstein distance to the truth',
    x: `W₁${unit === '1' ? '' : ` [${unit}]`}`,
    rows: rows.map(([name]) => axisNameOf(name, '1')),
    series: sideSeries(rows.map(([, row]) => row)),
    scale: 'log',
  });
}

function agreementFigure(id: string, observables: Comparison['observables']): string {
  const rows = observables.map(
    ({ agreement }): BySide =>
      Object.fromEntries(Object.entries(agreement).map(([side, of]) => [side, of && perDegree(of)])),
  );
  return dotsFigure({
    id,
    title: 'agreement of every observable',
    subtitle: 'bars: how far χ²/ndf spreads by chance',
    x: 'χ²/ndf to the truth',
    rows: observables.map(({ name }) => name.replaceAll('_', ' ')),
    series: sideSeries(rows),
    scale: 'log',
    guide: 1,
  });
}

function comparisonFigures(prefix: string, { wasserstein, observables }: Comparison): string[] {
  return [
    distanceFigure(`${prefix}w1-angles`, 'angles of decays, scaled to (−1, 1)', wasserstein.angles),
    distanceFigure(`${prefix}w1-hadrons`, 'hadrons in the laboratory', wasserstein.hadrons),
    agreementFigure(`${prefix}agreement`, observables),
    ...observables.map((observable) => observableFigure(prefix, observable)),
  ];
}

function classifierFigures(prefix: string, classifier: GeneratorCertificate['classifier']): string[] {
  const { auc, roc, scores } = classifier;
  const sides = sideSeries([auc]);
  const area = dotsFigure({
    id: `${prefix}auc`,
    title: 'a fresh classifier against the truth',
    subtitle: `generated: AUC ${formatEstimate(auc.generated)}; dashed: cannot tell`,
    x: 'area under the ROC curve',
    rows: sides.map(({ name }) => name ?? ''),
    series: sides.map(({ colour, values }, i) => ({
      colour,
      values: [...Array.from({ length: i }, () => undefined), ...values],
    })),
    scale: 'linear',
    guide: 0.5,
  });
  const curve =
    roc &&
    squareFigure({
      id: `${prefix}roc`,
      title: 'ROC curve of the fresh classifier',
      subtitle: `generated against truth, AUC ${formatEstimate(auc.generated)}`,
      x: 'truth taken for generated',
      y: 'generated recognised',
      marks: [rocMark('classifier', COLOURS.model, roc)],
      diagonal: 'cannot tell',
    });
  const histogram =
    scores &&
    histogramFigure({
      id: `${prefix}scores`,
      title: 'scores of the fresh classifier',
      subtitle: 'events kept from its training',
      x: 'p(generated)',
      unit: '1',
      reference: { name: 'truth', colour: COLOURS.truth, histogram: scores.truth },
      others: [{ name: 'generated', colour: COLOURS.model, histogram: scores.generated }],
      ratio: 'gen. / truth',
    });
  return [area, curve, histogram].filter((figure) => figure !== undefined);
}

/** Everything that can be drawn of a generator's certificate. */
export function generatorSections(certificate: GeneratorCertificate): Section[] {
  const { conditions = [], event_classifier: sharper } = certificate;
  return [
    { heading: 'Generated against true', figures: comparisonFigures('', certificate) },
    {
      heading: 'A classifier trained to tell them apart',
      figures: classifierFigures('classifier-', certificate.classifier),
    },
    ...(sharper
      ? [
          {
            heading: 'A sharper classifier',
            text: 'It is told how each hadron lies in its event, and not only hadron by hadron what there is.',
            figures: classifierFigures('event-classifier-', sharper),
          },
        ]
      : []),
    ...conditions.map((condition) => ({
      heading: `Other condition: ${condition.name}`,
      text: `${condition.description} (${condition.events} events)`,
      figures: comparisonFigures(`${slug(condition.name)}-`, condition),
    })),
  ];
}
