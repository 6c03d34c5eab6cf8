import type { Condition, GeneratorCertificate } from '../../models/contract/certificate.ts';
import { CERTIFICATE_SCHEMA } from '../../models/contract/certificate.ts';
import type { MassTable } from '../../physics/particles/mass.ts';
import { failedBars } from './bars/bar.ts';
import { generatorBars } from './bars/generator-bars.ts';
import type { GeneratorMarks } from './bars/generator-marks.ts';
import type { Beside } from './beside.ts';
import { type Compared, compareDistances, compareObservables } from './comparison.ts';
import { residualsOf } from './residuals.ts';

/**
 * What the certificate of a generator is made from: the truth, other decays of the clusters of a second, independent
 * truth sample (the floor), and what was found before.
 */
export interface GeneratorEvidence extends Compared, Pick<GeneratorCertificate, 'model' | 'runtime' | 'samples'> {
  masses: MassTable;
  /** What fresh classifiers make of the candidates against the truth. */
  classifier: GeneratorCertificate['classifier'];
  sharp?: GeneratorCertificate['event_classifier'];
  conditions: Condition[];
  marks: GeneratorMarks;
  beside?: Beside | undefined;
}

/** Headline numbers, for tables of models. */
function summaryOf(
  { wasserstein: { angles, hadrons }, classifier: { auc } }: Pick<GeneratorCertificate, 'wasserstein' | 'classifier'>,
  bars: GeneratorCertificate['bars'],
) {
  return {
    w1_angles: angles.mean.generated.value,
    w1_angles_floor: angles.mean.floor.value,
    w1_hadrons: hadrons.mean.generated.value,
    w1_hadrons_floor: hadrons.mean.floor.value,
    auc: auc.generated.value,
    auc_error: auc.generated.error,
    bars_failed: failedBars(bars),
  };
}

/** The certificate of a generator, from clusters that it never saw. */
export function generatorCertificate(evidence: GeneratorEvidence): GeneratorCertificate {
  const { model, runtime, samples, classifier, sharp, conditions, marks, beside } = evidence;
  const measured = {
    wasserstein: compareDistances(evidence),
    classifier,
    observables: compareObservables(evidence),
    residuals: residualsOf(evidence.candidates.generated, evidence.masses),
  };
  const bars = generatorBars(measured, marks, beside);
  return {
    schema: CERTIFICATE_SCHEMA,
    kind: 'generator',
    model,
    runtime,
    samples,
    ...measured,
    ...(sharp ? { event_classifier: sharp } : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(beside ? { beside: { name: beside.name, version: beside.version, certificate: beside.digest } } : {}),
    summary: summaryOf(measured, bars),
    bars,
  };
}
