import { beforeAll, describe, expect, it } from 'vitest';
import { certificateSchema, type GeneratorCertificate } from '../../../models/contract/certificate.ts';
import type { DecaySet } from '../../../physics/columns.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { judgeCandidates } from '../../../trainer/evaluate/classifier-auc.ts';
import { decayByNetwork, decayIsotropically, massTable } from '../../../trainer/evaluate/cluster-decay.ts';
import { generatorCertificate } from '../../../trainer/evaluate/generator-certificate.ts';
import { closeNetwork, openNetwork } from '../../../trainer/evaluate/onnx-session.ts';
import { certificateTable } from '../../../trainer/evaluate/table.ts';
import { certificatePage } from '../../../trainer/report/certificate-page.ts';
import { titleOf } from '../../../trainer/report/observable-titles.ts';
import { generatorRecord, untrainedGenerator } from './run-fixture.ts';

/**
 * Truth judged as if a generator had made it: a third sample of kinmin (no smearing: hadrons follow the quarks), beside
 * isotropic decays and an untrained network. With 2,500 events.
 */
const EVENTS = 2500;
const sample = (k: number): DecaySet => simulateDecays(TRUTHS.kinmin, seedOf(77), k * EVENTS, EVENTS);

let certificate: GeneratorCertificate;

beforeAll(async () => {
  const [truth, floor, third] = [sample(0), sample(1), sample(2)];
  const network = await openNetwork(untrainedGenerator(3));
  const candidates = {
    generated: third,
    floor,
    isotropic: decayIsotropically(generatorRecord, floor, seedOf(5)),
    untrained: await decayByNetwork(network, generatorRecord, floor, seedOf(5)),
  };
  await closeNetwork(network);
  const settings = { steps: 80, batch: 150, rate: 4e-3, width: 32 };
  certificate = generatorCertificate({
    model: `sha256:${'0'.repeat(64)}`,
    runtime: network.runtime,
    samples: { seed: '77', truth: {}, events: EVENTS, sets: {} },
    frame: 'cluster-rest/lab-axes',
    masses: massTable(generatorRecord),
    truth,
    candidates,
    classifier: await judgeCandidates(truth, candidates, settings, () => {}),
  });
}, 60_000);

const agreement = (name: string) => certificate.observables.find((observable) => observable.name === name)!.agreement;
const excess = ({ chi2, ndf }: { chi2: number; ndf: number }) => (chi2 - ndf) / Math.sqrt(2 * ndf);

describe('certificate of a perfect generator', () => {
  it('stands at the statistical floor', () => {
    for (const { mean } of Object.values(certificate.wasserstein)) {
      expect(mean.generated.value).toBeLessThan(3 * mean.floor.value);
      expect(mean.generated.error).toBeGreaterThan(0);
    }
    for (const { agreement: of } of certificate.observables) {
      expect(excess(of.generated)).toBeLessThan(5);
      expect(excess(of.floor)).toBeLessThan(5);
    }
    const { generated, floor } = certificate.classifier.auc;
    for (const auc of [generated, floor]) expect(Math.abs(auc.value - 0.5)).toBeLessThan(3 * auc.error);
  });

  it('conserves energy and momentum, on the mass shells', () => {
    expect(certificate.residuals.energy_momentum).toBeLessThan(1e-9);
    expect(certificate.residuals.mass_shell).toBeLessThan(1e-6);
  });
});

describe('certificate of wrong generators', () => {
  it('finds isotropic decays out where angles alone cannot', () => {
    const { mean } = certificate.wasserstein.angles;
    // averaged over events kinmin's angles look isotropic: this distance has no power here
    expect(mean.isotropic.value).toBeLessThan(4 * mean.floor.value);
    expect(excess(agreement('E').isotropic)).toBeGreaterThan(8);
    expect(excess(agreement('leading_E').isotropic)).toBeGreaterThan(8);
    const { isotropic } = certificate.classifier.auc;
    expect(isotropic!.value - 0.5).toBeGreaterThan(5 * isotropic!.error);
  });

  it('finds an untrained network out everywhere', () => {
    const { angles, hadrons } = certificate.wasserstein;
    expect(angles.mean.untrained!.value).toBeGreaterThan(10 * angles.mean.floor.value);
    expect(hadrons.mean.untrained!.value).toBeGreaterThan(3 * hadrons.mean.floor.value);
    expect(excess(agreement('cluster_phi').untrained!)).toBeGreaterThan(20);
    const { untrained } = certificate.classifier.auc;
    expect(untrained!.value - 0.5).toBeGreaterThan(5 * untrained!.error);
  });
});

describe('what is shown of a certificate', () => {
  it('is a table that lines up and a page of plots, both the same each time', () => {
    certificateSchema.parse(certificate);
    const table = certificateTable(certificate);
    const rows = table.split('\n').filter((line) => line.includes('W1') || line.startsWith('AUC'));
    expect(rows.length).toBeGreaterThan(2);
    const page = certificatePage(certificate, 'a <b> & "c"');
    expect(page).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    // distances of angles and of hadrons, chi2 of all observables, and what the fresh classifier found
    expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(certificate.observables.length + 4);
    expect(page).toContain('probability density [1/GeV]');
    expect(page.match(/>gen\. \/ truth</g)!.length).toBeGreaterThanOrEqual(certificate.observables.length);
    for (const { name } of certificate.observables) expect(page).toContain(`aria-label="${titleOf(name)}`);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(certificatePage(structuredClone(certificate), 'a <b> & "c"')).toBe(page);
  });
});
