import type {
  CalibrationCurve,
  Certificate,
  CertificateHistogram,
  GeneratorCertificate,
  ScorerCertificate,
} from '../../models/contract/certificate.ts';
import { axes, type Captions, curve, escapeText, figure, outline, type Panel, points } from './svg.ts';
import { certificateTable, formatEstimate } from './table.ts';

const WIDTH = 340;
const HEIGHT = 316;
const MAIN = { left: 54, top: 38, width: 278, height: 172 };
const RATIO = { left: 54, top: 224, width: 278, height: 58 };
const WHOLE = { left: 54, top: 38, width: 278, height: 244 };

/** What the certificate's names stand for, as a figure's title. */
const TITLES: Readonly<Record<string, string>> = {
  E: 'energy of hadrons',
  px: 'momentum of hadrons along x',
  delta_R: 'Delta R of a hadron to its nearest neighbour',
  energy_ratio: "min(E, E') / (E + E') with the nearest neighbour",
  pair_theta: 'polar angle in the rest frame of the pair',
  pair_phi: 'azimuth in the rest frame of the pair',
  multiplicity: 'hadrons in an event',
  leading_E: 'largest hadron energy in an event',
  cluster_theta: 'polar angle in the rest frame of the cluster',
  cluster_phi: 'azimuth in the rest frame of the cluster',
};

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:1080px;margin:2em auto;padding:0 1em;color:#1b1b1b}
svg{font:11px system-ui,sans-serif}svg{margin:0 4px 14px 0}.title{font-weight:600}svg path,.frame{fill:none;stroke:#333;stroke-width:1}circle{stroke:none}
path.truth{stroke:#111}circle.truth{fill:#111}path.model{stroke:#c0392b;stroke-width:1.4}circle.model{fill:#c0392b}
path.other{stroke:#2471a3;stroke-width:1.2}circle.other{fill:#2471a3}path.guide{stroke:#aaa;stroke-dasharray:3 3}
path.beyond{stroke:none}path.beyond.truth{fill:#111}path.beyond.model{fill:#c0392b}path.beyond.other{fill:#2471a3}
pre{background:#f5f5f5;padding:1em;overflow:auto;line-height:1.35}.truth{color:#111}.model{color:#c0392b}.other{color:#2471a3}`;

interface Shape {
  edges: number[];
  heights: number[];
  errors: number[];
}

/** Probability density with its errors, from a histogram with the entries outside it counted in. */
function density(histogram: CertificateHistogram): Shape {
  const { edges, sumw, sumw2, underflow, overflow } = histogram;
  const total = sumw.reduce((sum, w) => sum + w, underflow + overflow) || 1;
  const scale = (i: number): number => 1 / (total * (edges[i + 1]! - edges[i]!));
  return {
    edges,
    heights: sumw.map((w, i) => w * scale(i)),
    errors: sumw2.map((w2, i) => Math.sqrt(w2) * scale(i)),
  };
}

const middles = ({ edges, heights, errors }: Shape) =>
  heights.map((y, i) => ({ x: (edges[i]! + edges[i + 1]!) / 2, y, error: errors[i]! }));

/** Ratios to the truth where the truth has entries. */
function ratios(shape: Shape, truth: Shape) {
  return middles(shape)
    .map(({ x, y, error }, i) => ({ x, y: y / truth.heights[i]!, error: error / truth.heights[i]! }))
    .filter((_, i) => truth.heights[i]! > 0);
}

/** Half the width of a ratio panel's range: the least of three that holds nine in ten of its points. */
function ratioReach(list: readonly { y: number }[]): number {
  const off = list.map(({ y }) => Math.abs(y - 1)).sort((a, b) => a - b);
  const most = off[Math.floor(0.9 * (off.length - 1))] ?? 0;
  return [0.2, 0.5].find((reach) => most <= reach) ?? 1;
}

const level = ({ x }: Panel, y: number) =>
  [
    [x[0], y],
    [x[1], y],
  ] as const;

/** How a sample is drawn, its histogram, and what it is called in the ratio's name. */
interface Drawn {
  css: 'model' | 'other';
  histogram: CertificateHistogram;
}

/** Points of one sample and outlines of others, without ratios. */
function shapesPanel(panel: typeof MAIN, truth: CertificateHistogram, drawn: readonly Drawn[]) {
  const reference = density(truth);
  const shapes = drawn.map(({ css, histogram }) => ({ css, shape: density(histogram) }));
  const x = [truth.edges[0]!, truth.edges.at(-1)!] as const;
  const peak = Math.max(...reference.heights, ...shapes.flatMap(({ shape }) => shape.heights), 1e-300);
  const main: Panel = { ...panel, x, y: [0, 1.1 * peak] };
  const lines = shapes.map(({ css, shape }) => outline(main, shape.edges, shape.heights, css)).join('');
  return { main, reference, shapes, drawing: lines + points(main, middles(reference), 'truth') };
}

const densityAxis = (unit: string): string => `probability density${unit === '1' ? '' : ` [1/${unit}]`}`;

/**
 * One sample as points, others as outlines; below, the ratios of the others to the first, whose own errors stand about 1.
 */
function histogramFigure(
  name: string,
  unit: string,
  subtitle: string,
  ratioName: string,
  truth: CertificateHistogram,
  drawn: readonly Drawn[],
): string {
  const { main, reference, shapes, drawing } = shapesPanel(MAIN, truth, drawn);
  const lists = shapes.map(({ css, shape }) => ({ css, list: ratios(shape, reference) }));
  const reach = ratioReach(lists.flatMap(({ list }) => list));
  const ratio: Panel = { ...RATIO, x: main.x, y: [1 - reach, 1 + reach] };
  const content = [
    axes(main, false),
    axes(ratio),
    curve(ratio, level(ratio, 1), 'guide'),
    drawing,
    points(ratio, ratios(reference, reference), 'truth'),
    ...lists.map(({ css, list }) => points(ratio, list, css)),
  ];
  const captions = { title: TITLES[name] ?? name, subtitle, x: axisName(name, unit), y: densityAxis(unit) };
  return figure({ ...captions, ratio: ratioName }, [main, ratio], content.join(''), WIDTH, HEIGHT);
}

const agreement = (a: { chi2: number; ndf: number }): string => `chi2/ndf ${a.chi2.toFixed(1)}/${a.ndf}`;
const axisName = (name: string, unit: string): string => (unit === '1' ? name : `${name} [${unit}]`);

function generatorFigures(certificate: GeneratorCertificate): string {
  return certificate.observables
    .map(({ name, unit, truth, generated, agreement: found }) =>
      histogramFigure(name, unit, agreement(found.generated), 'gen. / truth', truth, [
        { css: 'model', histogram: generated },
      ]),
    )
    .join('');
}

/** A unit square with a diagonal. */
function square(captions: Captions, content: (panel: Panel) => string): string {
  const panel: Panel = { ...WHOLE, x: [0, 1], y: [0, 1] };
  const diagonal = curve(
    panel,
    [
      [0, 0],
      [1, 1],
    ],
    'guide',
  );
  return figure(captions, [panel], axes(panel) + diagonal + content(panel), WIDTH, HEIGHT);
}

/** The scores of both classes: they are to differ, so no ratio is drawn. */
function scoresFigure({ class_0, class_1 }: ScorerCertificate['scores']): string {
  const { main, drawing } = shapesPanel(WHOLE, class_1, [{ css: 'other', histogram: class_0 }]);
  const captions = { title: 'score of events', subtitle: 'not calibrated', x: 'score', y: densityAxis('1') };
  return figure(captions, [main], axes(main) + drawing, WIDTH, HEIGHT);
}

const reliability = ({ bins }: CalibrationCurve) =>
  bins.map(({ predicted, observed, error }) => ({ x: predicted, y: observed, error }));

function rocFigure({ roc, auc }: ScorerCertificate): string {
  const line = roc.false_positive_rate.map((x, i) => [x, roc.true_positive_rate[i]!] as const);
  const captions = {
    title: 'ROC curve',
    subtitle: `AUC ${formatEstimate(auc.model)}`,
    x: 'false positive rate (class 0 kept)',
    y: 'true positive rate (class 1 kept)',
  };
  return square(captions, (panel) => curve(panel, line, 'model'));
}

function calibrationFigure({ calibration: { raw, calibrated } }: ScorerCertificate): string {
  const captions = {
    title: 'calibration',
    subtitle: 'red: calibrated; blue: as the network gives it',
    x: 'predicted probability of class 1',
    y: 'observed share of class 1',
  };
  return square(
    captions,
    (panel) => points(panel, reliability(raw), 'other') + points(panel, reliability(calibrated), 'model'),
  );
}

function scorerFigures(certificate: ScorerCertificate): string {
  return [
    rocFigure(certificate),
    calibrationFigure(certificate),
    scoresFigure(certificate.scores),
    ...certificate.reweighting.map(({ name, unit, class_1, class_0, class_0_weighted, before, after }) =>
      histogramFigure(name, unit, `${agreement(before)}, weighted ${agreement(after)}`, '/ class 1', class_1, [
        { css: 'other', histogram: class_0 },
        { css: 'model', histogram: class_0_weighted },
      ]),
    ),
  ].join('');
}

/** What colours and columns mean. */
const LEGENDS = {
  generator:
    'Columns: the model; <em>floor</em>, a second truth sample of the same size, which no model can beat but by chance; ' +
    '<em>isotropic</em> decays of the same clusters; the network before training. Plots: ' +
    '<span class="truth">black points: truth</span>, <span class="model">red line: generated</span>',
  scorer:
    'Plots of observables: <span class="truth">black points: class 1</span>, <span class="other">blue: class 0</span>, ' +
    '<span class="model">red: class 0 weighted by p(class 1) / p(class 0)</span>',
} as const;

/** The certificate as one self-contained page: its table and its plots. The same certificate gives the same bytes. */
export function certificatePage(certificate: Certificate, title: string): string {
  const figures = certificate.kind === 'generator' ? generatorFigures(certificate) : scorerFigures(certificate);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeText(title)}</h1><p>Closure certificate of <code>${escapeText(certificate.model)}</code></p>
<pre>${escapeText(certificateTable(certificate))}</pre><p>${LEGENDS[certificate.kind]}. Errors know that the entries of an event hang together; triangles at a border stand for
values beyond it.</p>
${figures}
</body></html>
`;
}
