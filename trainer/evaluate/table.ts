import type {
  Certificate,
  Condition,
  Distance,
  Estimate,
  GeneratorCertificate,
  ScorerCertificate,
} from '../../models/contract/certificate.ts';

/** Value and error with as many digits as the error supports (two of it): `0.0101 +- 0.0012`. */
export function formatEstimate({ value, error }: Pick<Estimate, 'value' | 'error'>): string {
  if (!(error > 0)) return value.toPrecision(4);
  const digits = Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(error))));
  return `${value.toFixed(digits)} +- ${error.toFixed(digits)}`;
}

/** Columns that line up: the first to the left, the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const SIDES = ['generated', 'floor', 'isotropic', 'untrained', 'nominal'] as const;
type Sides<T> = { [S in (typeof SIDES)[number]]?: T | undefined };

const sides = <T>(of: Sides<T>, format: (value: T) => string): string[] =>
  SIDES.map((side) => {
    const value = of[side];
    return value === undefined ? '-' : format(value);
  });

function distanceRows(label: string, { mean, components, unit }: Distance): string[][] {
  return [
    [`W1 ${label}, mean${unit === '1' ? '' : ` [${unit}]`}`, ...sides(mean, formatEstimate)],
    ...Object.entries(components).map(([name, of]) => [`  ${name}`, ...sides(of, formatEstimate)]),
  ];
}

const perNdf = ({ chi2, ndf }: { chi2: number; ndf: number }): string => `${chi2.toFixed(1)}/${ndf}`;

function conditionRows({ name, events, clusters, left_out, wasserstein, observables }: Condition): string[][] {
  return [
    [],
    [`${name}: ${events} events, ${clusters} clusters, ${left_out} left out`],
    ...distanceRows('angles (v1)', wasserstein.angles),
    ...distanceRows('hadrons (v2)', wasserstein.hadrons),
    ...observables.map(({ name: of, agreement }) => [`chi2/ndf ${of}`, ...sides(agreement, perNdf)]),
  ];
}

function generatorRows(certificate: GeneratorCertificate): string[][] {
  const { wasserstein, classifier, event_classifier, observables, residuals, conditions = [] } = certificate;
  return [
    ['', ...SIDES],
    ...distanceRows('angles (v1)', wasserstein.angles),
    ...distanceRows('hadrons (v2)', wasserstein.hadrons),
    ['AUC of a fresh classifier', ...sides(classifier.auc, formatEstimate)],
    ...(event_classifier ? [['AUC of one that sees the event', ...sides(event_classifier.auc, formatEstimate)]] : []),
    ...observables.map(({ name, agreement }) => [`chi2/ndf ${name}`, ...sides(agreement, perNdf)]),
    ['largest |sum - cluster| / E', residuals.energy_momentum.toExponential(1)],
    ['largest |m - pole| [GeV]', residuals.mass_shell.toExponential(1)],
    ...conditions.flatMap(conditionRows),
  ];
}

function scorerRows(certificate: ScorerCertificate): string[][] {
  const { auc, calibration, weights, reweighting, reverse, closure = [] } = certificate;
  return [
    ['AUC', 'cut', 'histogram ratio'],
    ['  scorer', formatEstimate(auc.model)],
    ...(auc.untrained ? [['  untrained scorer', formatEstimate(auc.untrained)]] : []),
    ...auc.observables.map(({ name, per, threshold, likelihood_ratio }) => [
      `  ${name} (per ${per})`,
      formatEstimate(threshold),
      formatEstimate(likelihood_ratio),
    ]),
    ['calibration error, raw', formatEstimate(calibration.raw.expected_error)],
    ['calibration error, calibrated', formatEstimate(calibration.calibrated.expected_error)],
    ['mean weight', formatEstimate(weights.mean)],
    ['N_eff / N', (weights.n_eff / weights.events).toFixed(4)],
    ['clipped events', String(weights.clipped)],
    ['chi2/ndf to class 1', 'class 0', 'weighted'],
    ...reweighting.map(({ name, before, after }) => [`  ${name}`, perNdf(before), perNdf(after)]),
    ...(reverse
      ? [
          ['chi2/ndf to class 0', 'class 1', 'weighted'],
          ...reverse.reweighting.map(({ name, before, after }) => [`  ${name}`, perNdf(before), perNdf(after)]),
        ]
      : []),
    ...closure.map(({ direction, n_eff, lost, allows }) => [
      `N_eff of weights ${direction}, lost`,
      n_eff.toFixed(0),
      lost.toExponential(1),
      allows ? 'closure is asked' : 'NO closure asked',
    ]),
  ];
}

function barRows({ bars }: Certificate): string[][] {
  return [
    ['mark', 'value', 'to reach', 'met', 'source'],
    ...bars.map((bar) => [
      bar.name,
      formatEstimate(bar),
      `${bar.rule} ${Number(bar.bar.toPrecision(4))}`,
      bar.met ? 'yes' : 'NO',
      bar.source,
    ]),
  ];
}

/** The certificate's numbers as text whose columns line up. */
export function certificateTable(certificate: Certificate): string {
  const { events, seed } = certificate.samples;
  const rows = certificate.kind === 'generator' ? generatorRows(certificate) : scorerRows(certificate);
  return [
    `${events} events a sample, seed ${seed}, ${certificate.runtime}`,
    '',
    alignColumns(rows),
    '',
    alignColumns(barRows(certificate)),
  ].join('\n');
}
