import type { Bar, CertificateSamples, ObservableAuc, ScorerCertificate } from '../../models/contract/certificate.ts';
import { CERTIFICATE_SCHEMA } from '../../models/contract/certificate.ts';
import type { EventSet } from '../../physics/columns.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import { barOf } from './bars.ts';
import { calibrationCurve, sigmoid } from './calibration.ts';
import { perEvent } from './entries.ts';
import { fillEventHistogram, toCertificate } from './event-histogram.ts';
import { eventObservables } from './event-observables.ts';
import { observableAuc } from './observable-auc.ts';
import { rank } from './ranked.ts';
import { reweightedObservable, weightSummary, weightsOf } from './reweighting.ts';
import { rocPoints } from './roc.ts';
import { aucEstimate, bestDirection } from './two-sample.ts';

/** One class of events with what the network says of each (its own logits, not calibrated). */
export interface ScoredClass {
  events: EventSet;
  logits: Float64Array;
  untrained?: Float64Array | undefined;
}

/** What the certificate of a scorer is made from. */
export interface ScorerEvidence {
  model: string;
  runtime: string;
  samples: CertificateSamples;
  classes: readonly [ScoredClass, ScoredClass];
  calibration: { scale: number; offset: number };
  logitClip: number;
}

/** Observables whose reweighting is shown, and those of them in which the classes differ most. */
const REWEIGHTED = ['E', 'leading_E', 'energy_ratio', 'delta_R', 'multiplicity'];
const MARKED = ['E', 'leading_E', 'energy_ratio'];
/** Share of chi2 / ndf that weights may leave in these. */
const LEFT = 0.1;
const SCORE_EDGES = equalEdges(0, 1, 50);

const auc = (class0: Float64Array, class1: Float64Array) => aucEstimate(rank(perEvent(class0)), rank(perEvent(class1)));

function scoreHistogram(logits: Float64Array) {
  return toCertificate(fillEventHistogram(perEvent(logits.map(sigmoid)), SCORE_EDGES));
}

/** Everything of a scorer's certificate but its headlines. */
function measure({ classes, calibration, logitClip }: ScorerEvidence) {
  const [zero, one] = classes;
  const calibrated = classes.map(({ logits }) => logits.map((z) => calibration.scale * z + calibration.offset));
  const { weights, clipped } = weightsOf(calibrated[0]!, logitClip);
  const [in0, in1] = classes.map(({ events }) => eventObservables(events));
  return {
    roc: rocPoints(zero.logits, one.logits),
    auc: {
      model: auc(zero.logits, one.logits),
      ...(zero.untrained && one.untrained ? { untrained: bestDirection(auc(zero.untrained, one.untrained)) } : {}),
      observables: in0!.map(({ axis, per, entries }, k) => observableAuc(axis.name, per, entries, in1![k]!.entries)),
    },
    calibration: {
      raw: calibrationCurve(zero.logits, one.logits),
      calibrated: calibrationCurve(calibrated[0]!, calibrated[1]!),
    },
    scores: { class_0: scoreHistogram(zero.logits), class_1: scoreHistogram(one.logits) },
    weights: { ...weightSummary(weights), clipped },
    reweighting: in0!.flatMap(({ axis, entries }, k) =>
      REWEIGHTED.includes(axis.name) ? [reweightedObservable(axis, entries, in1![k]!.entries, weights)] : [],
    ),
  };
}

type Measured = ReturnType<typeof measure>;

/** What an observable tells of the classes: by a cut or by the histograms' ratio, whichever is better. */
const separation = ({ threshold, likelihood_ratio }: ObservableAuc): number =>
  Math.max(threshold.value, likelihood_ratio.value);

function scorerBars({ auc: found, calibration, reweighting }: Measured): Bar[] {
  const best = found.observables.toSorted((a, b) => separation(b) - separation(a))[0]!;
  const paper = 'AUC of the network, nominal against ClSmr = 0 (arXiv:2305.17169, section 3)';
  return [
    barOf('AUC', found.model, 'at least', 0.77, paper),
    barOf('AUC against observables', found.model, 'at least', separation(best), `best: ${best.name}`),
    barOf('calibration error', calibration.calibrated.expected_error, 'at most', 0.02, 'two per cent of probability'),
    ...reweighting
      .filter(({ name, before, after }) => MARKED.includes(name) && before.ndf > 0 && after.ndf > 0)
      .map(({ name, before, after }) =>
        barOf(
          `chi2/ndf ${name} weighted`,
          { value: after.chi2 / after.ndf, error: Math.sqrt(2 / after.ndf) },
          'at most',
          (LEFT * before.chi2) / before.ndf,
          'a tenth of chi2/ndf without weights',
        ),
      ),
  ];
}

/** The certificate of a scorer, from events of both classes that it never saw. */
export function scorerCertificate(evidence: ScorerEvidence): ScorerCertificate {
  const measured = measure(evidence);
  const { auc: found, calibration, weights } = measured;
  return {
    schema: CERTIFICATE_SCHEMA,
    kind: 'scorer',
    model: evidence.model,
    runtime: evidence.runtime,
    samples: evidence.samples,
    ...measured,
    summary: {
      auc: found.model.value,
      auc_error: found.model.error,
      calibration_error: calibration.calibrated.expected_error.value,
      n_eff_share: weights.n_eff / weights.events,
    },
    bars: scorerBars(measured),
  };
}
