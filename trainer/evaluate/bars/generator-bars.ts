import type { Bar, GeneratorCertificate } from '../../../models/contract/certificate.ts';
import type { Beside } from '../beside.ts';
import { barOf, differenceOf, exact, ratioOf } from './bar.ts';
import type { GeneratorMarks } from './generator-marks.ts';

/** What the bars of a generator are decided by. */
export type GeneratorFigures = Pick<GeneratorCertificate, 'wasserstein' | 'classifier' | 'residuals'>;

/** The best distance that HadML v1 reports. */
const HADML_V1 = 0.0228;
/** How many standard errors of the difference "as good as" may leave. */
const WITHIN = 2;
const OURS = 'mark of the preset';

/** What any generator is held to: the best published angles, isotropic decays, the promises of the service. */
function generalBars({ wasserstein: { angles, hadrons }, classifier, residuals }: GeneratorFigures): Bar[] {
  // the hadrons tell: averaged over clusters the angles of a network that begins near isotropy are right before training
  const { untrained } = hadrons.mean;
  const { generated, isotropic } = classifier.auc;
  return [
    barOf('W1 angles', angles.mean.generated, 'at most', HADML_V1, "HadML v1's best model (talk on arXiv:2203.12660)"),
    ...(untrained
      ? [barOf('W1 hadrons, trained', hadrons.mean.generated, 'at most', untrained.value, 'untrained network')]
      : []),
    barOf('W1 hadrons', hadrons.mean.generated, 'at most', hadrons.mean.isotropic.value, 'isotropic decays'),
    ...(isotropic
      ? [barOf('AUC of a fresh classifier', generated, 'at most', isotropic.value, 'isotropic decays')]
      : []),
    barOf(
      'energy-momentum',
      exact(residuals.energy_momentum),
      'at most',
      1e-9,
      'promise of the service, relative to E',
    ),
    barOf('mass shell', exact(residuals.mass_shell), 'at most', 1e-6, 'promise of the service, GeV'),
  ];
}

/** The marks of the preset. */
function presetBars({ wasserstein: { angles, hadrons }, classifier }: GeneratorFigures, marks: GeneratorMarks): Bar[] {
  const inFloors = (of: typeof angles) => ratioOf(of.mean.generated, of.mean.floor);
  const { nominal, generated } = hadrons.mean;
  const bars: Bar[] = [];
  if (marks.angles !== undefined)
    bars.push(barOf('W1 angles, ours', angles.mean.generated, 'at most', marks.angles, OURS));
  if (marks.anglesInFloors !== undefined)
    bars.push(barOf('W1 angles, in floors', inFloors(angles), 'at most', marks.anglesInFloors, OURS));
  if (marks.hadronsInFloors !== undefined)
    bars.push(barOf('W1 hadrons, in floors', inFloors(hadrons), 'at most', marks.hadronsInFloors, OURS));
  if (marks.auc !== undefined)
    bars.push(barOf('AUC of a fresh classifier, ours', classifier.auc.generated, 'at most', marks.auc, OURS));
  if (marks.nearerThanNominal !== undefined && nominal)
    bars.push(
      barOf('W1 hadrons, nominal to generated', ratioOf(nominal, generated), 'at least', marks.nearerThanNominal, OURS),
    );
  return bars;
}

/** As good as the release beside, within errors: its own figures came from the same events. */
function besideBars({ wasserstein, classifier }: GeneratorFigures, { name, certificate: other }: Beside): Bar[] {
  const asGood = (what: string, difference: ReturnType<typeof differenceOf>): Bar =>
    barOf(
      `${what} less ${name}'s`,
      difference,
      'at most',
      WITHIN * difference.error,
      `as good as ${name}: ${WITHIN} errors of the difference`,
    );
  const { angles, hadrons } = wasserstein;
  return [
    asGood('W1 angles', differenceOf(angles.mean.generated, other.wasserstein.angles.mean.generated)),
    asGood('W1 hadrons', differenceOf(hadrons.mean.generated, other.wasserstein.hadrons.mean.generated)),
    asGood('AUC', differenceOf(classifier.auc.generated, other.classifier.auc.generated)),
  ];
}

/** Every bar of a generator. */
export function generatorBars(figures: GeneratorFigures, marks: GeneratorMarks, beside?: Beside): Bar[] {
  return [...generalBars(figures), ...presetBars(figures, marks), ...(beside ? besideBars(figures, beside) : [])];
}
