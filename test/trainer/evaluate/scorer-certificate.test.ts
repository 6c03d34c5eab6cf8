import { beforeAll, describe, expect, it } from 'vitest';
import { certificateSchema, type ScorerCertificate } from '../../../models/contract/certificate.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { scorerMarks } from '../../../trainer/evaluate/bars/scorer-marks.ts';
import { classifierLogits, trainClassifier } from '../../../trainer/evaluate/classifier/fresh-classifier.ts';
import { rocPoints } from '../../../trainer/evaluate/roc.ts';
import { scorerCertificate } from '../../../trainer/evaluate/scorer-certificate.ts';
import { certificateTable } from '../../../trainer/evaluate/table.ts';
import { certificatePage } from '../../../trainer/report/certificate-page.ts';

/** Nominal against kinmin with 4,000 events of each, after a short training on others. */
const TRAINED = 4000;
const EVENTS = 4000;
const nominal = eventSetOf(simulateDecays(TRUTHS.nominal, seedOf(3), 0, TRAINED + EVENTS));
const kinmin = eventSetOf(simulateDecays(TRUTHS.kinmin, seedOf(4), 0, TRAINED + EVENTS));
const part = (events: typeof nominal, first: number, last: number) => {
  const [start, end] = [events.offsets[first]!, events.offsets[last]!];
  return {
    px: events.px.subarray(start, end),
    py: events.py.subarray(start, end),
    pz: events.pz.subarray(start, end),
    E: events.E.subarray(start, end),
    pdg_id: events.pdg_id.subarray(start, end),
    offsets: events.offsets.slice(first, last + 1).map((offset) => offset - start),
  };
};
const heldOut = (events: typeof nominal) => part(events, TRAINED, TRAINED + EVENTS);

const certify = (zero: Float64Array, one: Float64Array) =>
  scorerCertificate({
    model: `sha256:${'0'.repeat(64)}`,
    runtime: 'test',
    samples: { seed: '3', truth: {}, events: EVENTS, sets: {} },
    classes: [
      { events: heldOut(nominal), logits: zero },
      { events: heldOut(kinmin), logits: one },
    ],
    calibration: { scale: 1, offset: 0 },
    logitClip: 10,
    marks: scorerMarks('score-nominal-kinmin'),
  });

let logits: [Float64Array, Float64Array];
let certificate: ScorerCertificate;

beforeAll(async () => {
  await useBackend('wasm');
  const settings = {
    events: TRAINED,
    validation: 0.1,
    steps: 150,
    batch: 200,
    report_every: 50,
    rate: 4e-3,
    width: 32,
  };
  const training = [part(nominal, 0, TRAINED), part(kinmin, 0, TRAINED)] as const;
  const classifier = await trainClassifier(...training, 'hadron', settings);
  logits = [await classifierLogits(classifier, heldOut(nominal)), await classifierLogits(classifier, heldOut(kinmin))];
  certificate = certify(...logits);
}, 60_000);

const observable = (name: string) => certificate.auc.observables.find((of) => of.name === name)!;

describe('certificate of a scorer', () => {
  it('finds the separation of single observables that others found', () => {
    // arXiv:2305.17169, section 3: E 0.57, px 0.54, Delta R 0.53, energy ratio 0.55, theta 0.51, phi 0.51, for another
    // simulation and without errors; here some thousandths of statistics come on top
    for (const [name, paper] of [
      ['E', 0.57],
      ['px', 0.54],
      ['delta_R', 0.53],
      ['energy_ratio', 0.55],
    ] as const) {
      const { likelihood_ratio: of } = observable(name);
      expect(Math.abs(of.value - paper), name).toBeLessThan(0.05);
      expect(of.value - 0.5, name).toBeGreaterThan(4 * of.error);
    }
    for (const name of ['pair_theta', 'pair_phi'])
      expect(observable(name).likelihood_ratio.value, name).toBeLessThan(0.52);
    // the hadron along the quark takes more of the energy: leading pion 27.9 -> 33 GeV in an event
    expect(observable('leading_E').threshold.value).toBeGreaterThan(0.68);
    // ClSmr does not touch the number of clusters
    expect(Math.abs(observable('multiplicity').threshold.value - 0.5)).toBeLessThan(
      4 * observable('multiplicity').threshold.error,
    );
  });

  it('puts the network above each of them, and its weights bring the classes together', () => {
    // leading_E is monotonic: there a cut separates better than a histogram, and it is the one to beat
    const best = Math.max(
      ...certificate.auc.observables.flatMap((of) => [of.likelihood_ratio.value, of.threshold.value]),
    );
    expect(certificate.auc.model.value).toBeGreaterThan(best);
    expect(certificate.bars.find(({ name }) => name === 'AUC against observables')!.bar).toBe(best);
    for (const { name, before, after } of certificate.reweighting.filter(({ name }) => name.endsWith('E'))) {
      expect(before.chi2, name).toBeGreaterThan(2 * after.chi2);
      expect(before.chi2 / before.ndf, name).toBeGreaterThan(3);
    }
    expect(certificate.weights.n_eff).toBeLessThan(EVENTS);
  });

  it('finds out logits that mean nothing, and logits turned round', () => {
    const shuffled = certify(logits[0].toReversed(), logits[0].toSorted());
    expect(Math.abs(shuffled.auc.model.value - 0.5)).toBeLessThan(1e-12);
    expect(shuffled.bars.find(({ name }) => name === 'AUC')!.met).toBe(false);
    const turned = certify(
      logits[0].map((z) => -z),
      logits[1].map((z) => -z),
    );
    expect(turned.calibration.calibrated.expected_error.value).toBeGreaterThan(
      10 * turned.calibration.calibrated.expected_error.error,
    );
    for (const { before, after } of turned.reweighting.filter(({ name }) => name.endsWith('E')))
      expect(after.chi2).toBeGreaterThan(before.chi2);
  });

  it('follows its schema, in a table and a page', () => {
    certificateSchema.parse(certificate);
    expect(certificateTable(certificate)).toMatch(/leading_E \(per event\) +0\.\d+ \+- 0\.\d+/);
    const page = certificatePage(certificate, 'scorer');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    for (const name of [
      'true positive rate',
      'predicted probability of class 1',
      'probability density [1/GeV]',
      'area under the ROC curve',
    ])
      expect(page).toContain(name);
  });
});

describe('ROC points', () => {
  it('rise from corner to corner and hold the AUC', () => {
    const { false_positive_rate: x, true_positive_rate: y } = rocPoints(...logits);
    expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
    let area = 0;
    for (let i = 1; i < x.length; i++) {
      expect(x[i]!).toBeGreaterThanOrEqual(x[i - 1]!);
      expect(y[i]!).toBeGreaterThanOrEqual(y[i - 1]!);
      area += ((y[i]! + y[i - 1]!) / 2) * (x[i]! - x[i - 1]!);
    }
    expect(Math.abs(area - certificate.auc.model.value)).toBeLessThan(0.002);
  });
});
