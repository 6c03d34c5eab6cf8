import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CertificateHistogram, certificateSchema } from '../../../models/contract/certificate.ts';
import { certificatePage } from '../../../trainer/report/certificate-page.ts';

const shipped = resolve(import.meta.dirname, '../../../models/shipped');

function certificateOf(release: string) {
  const text = readFileSync(join(shipped, release, 'certificate.json'), 'utf8');
  return certificateSchema.parse(JSON.parse(text));
}

/** A part of a certificate without what only newer certificates hold. */
function without<T extends object>(part: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name))) as T;
}

const drawn = certificateOf('hadml-v1/1.0.0');
if (drawn.kind !== 'generator') throw new Error('hadml-v1 is a generator');
/** With all marks met. */
const generator = {
  ...without(drawn, ['conditions', 'event_classifier']),
  classifier: without(drawn.classifier, ['roc', 'scores']),
  bars: drawn.bars.map((bar) => ({ ...bar, met: true })),
};
const judged = certificateOf('score-nominal-kinmin/1.0.0');
if (judged.kind !== 'scorer') throw new Error('score-nominal-kinmin is a scorer');
const scorer = without(judged, ['reverse']);

/** Names of the figures of a page. */
const figures = (page: string): string[] =>
  [...page.matchAll(/<svg [^>]*aria-label="([^";]*)/g)].map((match) => match[1]!);
const texts = (page: string): string[] => [...page.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
/** Every id that drawings use must be theirs alone. */
function requireDistinctIds(page: string): void {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(ids.length);
}

const curve = { false_positive_rate: [0, 0.4, 1], true_positive_rate: [0, 0.6, 1] };
const histogram = (sumw: number[]): CertificateHistogram => ({
  edges: [0, 0.5, 1],
  sumw,
  sumw2: sumw,
  underflow: 0,
  overflow: 0,
});

describe('the page of a certificate', () => {
  it('draws what certificates of generators have had since their first version', () => {
    const page = certificatePage(generator, 'hadml-v1 1.0.0');
    expect(figures(page)).toHaveLength(new Set(figures(page)).size);
    expect(figures(page)).toHaveLength(4 + generator.observables.length);
    requireDistinctIds(page);
    for (const { name } of generator.bars) expect(page).toContain(`<td>${name}</td>`);
    expect(page).not.toContain('MISSED');
    expect(page).not.toMatch(/<script|<link|src=|@import|NaN|undefined|Infinity/);
  });

  it('draws other conditions, curves and scores of classifiers where a certificate holds them', () => {
    const { wasserstein, observables, classifier } = generator;
    const full = {
      ...classifier,
      auc: { ...classifier.auc, nominal: { value: 0.78, error: 0.002, events: 50_000 } },
      roc: curve,
      scores: { truth: histogram([30, 20]), generated: histogram([20, 30]) },
    };
    const more = {
      ...generator,
      classifier: full,
      event_classifier: full,
      conditions: [
        {
          name: '192 GeV',
          description: 'LEP 2 <energy>',
          events: 20_000,
          clusters: 140_000,
          left_out: 3,
          wasserstein,
          observables,
        },
      ],
    };
    const page = certificatePage(more, 'x');
    requireDistinctIds(page);
    expect(figures(page)).toHaveLength(4 + 3 + 2 + 2 * observables.length + 3);
    for (const text of ['nominal truth', 'p(generated)', 'truth taken for generated'])
      expect(texts(page)).toContain(text);
    expect(page).toContain('<h2>Other condition: 192 GeV</h2>\n<p>LEP 2 &lt;energy&gt; (20000 events)</p>');
  });

  it('draws both directions of weights of a scorer', () => {
    const page = certificatePage(scorer, 'scorer');
    expect(figures(page)).toHaveLength(4 + scorer.reweighting.length);
    const reweighting = scorer.reweighting.map(({ class_0, class_1, class_0_weighted, ...of }) => ({
      ...of,
      target: class_0,
      sample: class_1,
      weighted: class_0_weighted,
    }));
    const both = certificatePage({ ...scorer, reverse: { weights: scorer.weights, reweighting } }, 'x');
    requireDistinctIds(both);
    expect(figures(both)).toHaveLength(4 + 2 * scorer.reweighting.length);
    expect(texts(both)).toContain('class 1, weighted');
    for (const { name, per } of scorer.auc.observables)
      expect(texts(both)).toContain(`${name.replaceAll('_', ' ')} (${per})`);
  });

  it('says where a mark is missed', () => {
    const [first, ...rest] = generator.bars;
    const page = certificatePage({ ...generator, bars: [{ ...first!, met: false }, ...rest] }, 'x');
    expect(page).toContain('<td>MISSED</td>');
  });

  it('draws spectra that fall against a logarithm, others not', () => {
    const page = certificatePage(generator, 'x');
    const figureOf = (id: string): string =>
      page.slice(page.lastIndexOf('<svg', page.indexOf(`id="${id}-c0"`))).split('</svg>')[0]!;
    expect(texts(figureOf('e'))).toContain('10⁻³');
    expect(texts(figureOf('pair-phi'))).toContain('0.1');
  });
});
