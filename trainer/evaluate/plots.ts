import type {
  CalibrationCurve,
  Certificate,
  CertificateHistogram,
  GeneratorCertificate,
  ScorerCertificate,
} from '../../models/contract/certificate.ts';
import { axes, curve, escapeText, figure, outline, type Panel, points } from './svg.ts';
import { certificateTable } from './table.ts';

const WIDTH = 340;
const HEIGHT = 300;
const MAIN = { left: 48, top: 24, width: 280, height: 170 };
const RATIO = { left: 48, top: 208, width: 280, height: 58 };
const WHOLE = { left: 48, top: 24, width: 280, height: 242 };

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:1080px;margin:2em auto;padding:0 1em;color:#1b1b1b}
svg{font:11px system-ui,sans-serif}svg path,.frame{fill:none;stroke:#333;stroke-width:1}circle{stroke:none}
path.truth{stroke:#111}circle.truth{fill:#111}path.model{stroke:#c0392b;stroke-width:1.4}circle.model{fill:#c0392b}
path.other{stroke:#2471a3;stroke-width:1.2}circle.other{fill:#2471a3}path.guide{stroke:#aaa;stroke-dasharray:3 3}
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

/** Truth as points, one or two other samples as outlines, and their ratios to the truth below. */
function histogramFigure(
  title: string,
  axis: string,
  truth: CertificateHistogram,
  model: CertificateHistogram,
  other?: CertificateHistogram,
): string {
  const reference = density(truth);
  const shapes = [{ css: 'model', shape: density(model) }, ...(other ? [{ css: 'other', shape: density(other) }] : [])];
  const x = [truth.edges[0]!, truth.edges.at(-1)!] as const;
  const peak = Math.max(...reference.heights, ...shapes.flatMap(({ shape }) => shape.heights), 1e-300);
  const main: Panel = { ...MAIN, x, y: [0, 1.1 * peak] };
  const ratio: Panel = { ...RATIO, x, y: [0.8, 1.2] };
  const content = [
    axes(main, false),
    axes(ratio),
    curve(
      ratio,
      [
        [x[0], 1],
        [x[1], 1],
      ],
      'guide',
    ),
    ...shapes.map(({ css, shape }) => outline(main, shape.edges, shape.heights, css)),
    points(main, middles(reference), 'truth'),
    ...shapes.map(({ css, shape }) => points(ratio, ratios(shape, reference), css)),
  ];
  return figure(title, axis, content.join(''), WIDTH, HEIGHT);
}

const agreement = (a: { chi2: number; ndf: number }): string => `chi2/ndf ${a.chi2.toFixed(1)}/${a.ndf}`;
const axisName = (name: string, unit: string): string => (unit === '1' ? name : `${name} [${unit}]`);

function generatorFigures(certificate: GeneratorCertificate): string {
  return certificate.observables
    .map(({ name, unit, truth, generated, agreement: found }) =>
      histogramFigure(agreement(found.generated), axisName(name, unit), truth, generated),
    )
    .join('');
}

/** A unit square with a diagonal. */
function square(title: string, axis: string, content: (panel: Panel) => string): string {
  const panel: Panel = { ...WHOLE, x: [0, 1], y: [0, 1] };
  const diagonal = curve(
    panel,
    [
      [0, 0],
      [1, 1],
    ],
    'guide',
  );
  return figure(title, axis, axes(panel) + diagonal + content(panel), WIDTH, HEIGHT);
}

const reliability = ({ bins }: CalibrationCurve) =>
  bins.map(({ predicted, observed, error }) => ({ x: predicted, y: observed, error }));

function scorerFigures(certificate: ScorerCertificate): string {
  const { roc, auc, calibration, scores, reweighting } = certificate;
  const line = roc.false_positive_rate.map((x, i) => [x, roc.true_positive_rate[i]!] as const);
  return [
    square(`ROC, AUC ${auc.model.value.toFixed(4)} +- ${auc.model.error.toFixed(4)}`, 'false positive rate', (panel) =>
      curve(panel, line, 'model'),
    ),
    square(
      'observed share of class 1',
      'predicted: calibrated, raw',
      (panel) =>
        points(panel, reliability(calibration.raw), 'other') +
        points(panel, reliability(calibration.calibrated), 'model'),
    ),
    histogramFigure('class 1 (points), class 0', 'score', scores.class_1, scores.class_0),
    ...reweighting.map(({ name, unit, class_1, class_0, class_0_weighted, before, after }) =>
      histogramFigure(
        `${agreement(before)}, weighted ${agreement(after)}`,
        axisName(name, unit),
        class_1,
        class_0_weighted,
        class_0,
      ),
    ),
  ].join('');
}

/** The certificate as one self-contained page: its table and its plots. The same certificate gives the same bytes. */
export function certificatePage(certificate: Certificate, title: string): string {
  const legend =
    certificate.kind === 'generator'
      ? '<span class="truth">points: truth</span>, <span class="model">line: generated</span>'
      : '<span class="truth">points: class 1</span>, <span class="other">class 0</span>, <span class="model">class 0 weighted, or the scorer</span>';
  const figures = certificate.kind === 'generator' ? generatorFigures(certificate) : scorerFigures(certificate);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeText(title)}</h1><p>Closure certificate of <code>${escapeText(certificate.model)}</code></p>
<pre>${escapeText(certificateTable(certificate))}</pre><p>${legend}</p>
${figures}
</body></html>
`;
}
