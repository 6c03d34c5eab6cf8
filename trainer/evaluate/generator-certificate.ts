import type {
  Bar,
  CertificateSamples,
  GeneratorCertificate,
  ObservableComparison,
} from '../../models/contract/certificate.ts';
import { CERTIFICATE_SCHEMA } from '../../models/contract/certificate.ts';
import type { DecaySet } from '../../physics/columns.ts';
import type { Frame } from '../../physics/decay/frame.ts';
import type { MassTable } from '../../physics/particles/mass.ts';
import { agreementOf, filled } from './agreement.ts';
import { barOf } from './bars.ts';
import { toCertificate } from './event-histogram.ts';
import { decayObservables } from './event-observables.ts';
import { residualsOf } from './residuals.ts';
import { type Candidates, distanceTable, labMomenta, mapCandidates, scaledAngles } from './wasserstein-table.ts';

/** What the certificate of a generator is made from. */
export interface GeneratorEvidence {
  model: string;
  runtime: string;
  samples: CertificateSamples;
  frame: Frame;
  masses: MassTable;
  /** The truth, and other decays of the clusters of a second, independent truth sample (the floor). */
  truth: DecaySet;
  candidates: Candidates<DecaySet>;
  /** What a fresh classifier makes of the candidates against the truth. */
  classifier: GeneratorCertificate['classifier'];
}

const V1 =
  'mean over phi and theta of the first hadron in the cluster rest frame, scaled to (-1, 1), as HadML v1 (arXiv:2203.12660)';
const V2 = 'mean over E, px, py, pz of hadrons in the lab, as HadML v2 (arXiv:2305.17169, section 3)';

/** The best distance that HadML v1 reports. */
const HADML_V1 = 0.0228;

function compareObservables({ truth, candidates, frame }: GeneratorEvidence): ObservableComparison[] {
  const target = decayObservables(truth, frame);
  const others = mapCandidates(candidates, (decays) => decayObservables(decays, frame));
  return target.map(({ axis, entries }, k) => {
    const reference = filled(axis, entries);
    const samples = mapCandidates(others, (of) => filled(axis, of[k]!.entries));
    return {
      name: axis.name,
      unit: axis.unit,
      truth: toCertificate(reference.histogram),
      generated: toCertificate(samples.generated.histogram),
      agreement: mapCandidates(samples, (sample) => agreementOf(sample, reference)),
    };
  });
}

/** Everything of a generator's certificate but its headlines. */
function measure(evidence: GeneratorEvidence) {
  const { truth, candidates, frame, masses, classifier } = evidence;
  const angles = (decays: DecaySet) => scaledAngles(decays, frame);
  return {
    wasserstein: {
      angles: distanceTable(V1, '1', angles(truth), mapCandidates(candidates, angles)),
      hadrons: distanceTable(V2, 'GeV', labMomenta(truth), mapCandidates(candidates, labMomenta)),
    },
    classifier,
    observables: compareObservables(evidence),
    residuals: residualsOf(candidates.generated, masses),
  };
}

type Measured = ReturnType<typeof measure>;

/** A number that is what it is: no sample stands behind it. */
const exact = (value: number) => ({ value, error: 0 });

function generatorBars({ wasserstein, classifier, residuals }: Measured): Bar[] {
  const { angles, hadrons } = wasserstein;
  const { generated, isotropic } = classifier.auc;
  return [
    barOf('W1 angles', angles.mean.generated, 'at most', HADML_V1, "HadML v1's best model (talk on arXiv:2203.12660)"),
    ...(angles.mean.untrained
      ? [
          barOf(
            'W1 angles, trained',
            angles.mean.generated,
            'at most',
            angles.mean.untrained.value,
            'untrained network',
          ),
        ]
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

/** The certificate of a generator, from clusters that it never saw. */
export function generatorCertificate(evidence: GeneratorEvidence): GeneratorCertificate {
  const measured = measure(evidence);
  const { wasserstein, classifier } = measured;
  return {
    schema: CERTIFICATE_SCHEMA,
    kind: 'generator',
    model: evidence.model,
    runtime: evidence.runtime,
    samples: evidence.samples,
    ...measured,
    summary: {
      w1_angles: wasserstein.angles.mean.generated.value,
      w1_angles_floor: wasserstein.angles.mean.floor.value,
      w1_hadrons: wasserstein.hadrons.mean.generated.value,
      w1_hadrons_floor: wasserstein.hadrons.mean.floor.value,
      auc: classifier.auc.generated.value,
      auc_error: classifier.auc.generated.error,
    },
    bars: generatorBars(measured),
  };
}
