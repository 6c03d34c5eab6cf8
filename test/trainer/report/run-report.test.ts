import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRESETS } from '../../../trainer/presets/presets.ts';
import { withSettings } from '../../../trainer/presets/settings.ts';
import { type RunFacts, runPage } from '../../../trainer/report/run-page.ts';
import { RunReport, writeRunReport } from '../../../trainer/report/run-report.ts';
import { learningRates, trainingSection } from '../../../trainer/report/training-figures.ts';
import { startRun } from '../../../trainer/train/run.ts';
import { RUN_FILES } from '../../../trainer/train/training-record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (): string => readFileSync(join(folder, RUN_FILES.report), 'utf8');

const facts: RunFacts = {
  preset: 'hadml-v1',
  description: 'a <b>',
  settings: { ...PRESETS.get('hadml-v1')!.settings, steps: 100, schedule_steps: 100 },
  seed: '7',
  backend: 'wasm',
};
const entry = (step: number, figures: Record<string, unknown>): string =>
  `${JSON.stringify({ step, wall_time_s: step / 10, best_step: 10, criterion: 'w1', best_figure: 0.25, ...figures })}\n`;

describe('the report of a run', () => {
  it('stands there while the training runs, and tells all of it in the end', async () => {
    const preset = withSettings(PRESETS.get('hadml-v1')!, {
      training_events: '60',
      validation_events: '20',
      batch: '40',
      hidden: '[8,8]',
      discriminator_hidden: '[8,8]',
      steps: '8',
      report_every: '2',
    });
    let early = '';
    await startRun(preset, 7n, {
      directory: folder,
      backend: 'wasm',
      checkpointEvery: 100,
      onReport: ({ step }) => {
        if (step === 4) early = read();
      },
    });
    expect(early).toContain('step 2 of 8');
    const page = read();
    expect(page).toMatch(/step 8 of 8, after \d+ s/);
    expect(page).toMatch(/distance 0\.\d+ at step [2468]</);
    for (const text of ['losses', 'Wasserstein distances in validation', 'learning rate', 'speed'])
      expect(page).toMatch(new RegExp(`aria-label="${text}`));
    expect(page).toContain("The paper's.");
    expect(page).toContain('changed; the preset has [256,256].');
    expect(page).toMatch(/<td>training<\/td><td>hadronedge simulate<\/td><td>truth nominal, energy 91\.2/);
    expect(page).not.toMatch(/<script|<link|src=|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg)|NaN|undefined/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('draws every number of the metrics, known or not, and passes over half a line', async () => {
    const metrics = join(folder, RUN_FILES.metrics);
    appendFileSync(metrics, entry(10, { generator_loss: 1, w1_leading: 0.3, w1: 0.25, ponderation: 3, text: 'x' }));
    appendFileSync(metrics, entry(20, { generator_loss: 1, w1_leading: 0.01, w1: 0.5, ponderation: null }));
    await writeRunReport(folder, facts);
    const whole = read();
    for (const name of ['generator loss', 'w1 leading', 'w1', 'ponderation', 'best step 10'])
      expect(whole).toMatch(new RegExp(`<text[^>]*>${name}</text>`));
    expect(whole).toContain('step 20 of 100, after 2 s, about 8 s left');
    expect(whole).toContain('<dd>w1 0.25 at step 10</dd>');
    expect(whole).toContain('<p>a &lt;b&gt;</p>');
    await writeRunReport(folder, facts);
    expect(read()).toBe(whole);
    appendFileSync(metrics, '{"step":30,"wall_ti');
    await writeRunReport(folder, facts);
    expect(read()).toBe(whole);
  });

  it('says so where nothing was reported yet', () => {
    const page = runPage({ facts, defaults: undefined, notes: { about: '', settings: new Map() }, metrics: [] });
    expect(page).toContain('before the first report, of 100 steps');
    expect(page).not.toContain('<svg');
  });

  it('does not end a training where it cannot be written, but is told of', async () => {
    mkdirSync(join(folder, RUN_FILES.report));
    const troubles: string[] = [];
    const report = new RunReport(folder, facts, (reason) => troubles.push(reason));
    await report.write();
    expect(troubles).toEqual([
      expect.stringMatching(/^report\.html is not up to date: .*(EISDIR|ENOTEMPTY|directory)/),
    ]);
    expect(existsSync(join(folder, RUN_FILES.report))).toBe(true);
  });
});

describe('curves of a training', () => {
  it('are thinned where a figure could not show more, and keep the last point', () => {
    const metrics = Array.from({ length: 5000 }, (_, i) => ({
      step: i + 1,
      wall_time_s: i + 1,
      best_step: 1,
      criterion: 'w1',
      best_figure: 1,
      figures: { w1: 2 + Math.sin(i / 300) },
    }));
    const { figures } = trainingSection(metrics, {});
    expect(figures.join('').length).toBeLessThan(100_000);
    // panels end 18 pixels left of the figure's border
    expect(figures[0]).toMatch(/L442 [\d.]+" [^>]*stroke="#d55e00"/);
  });

  it('are split where a legend has no room for all of them', () => {
    const names = Array.from({ length: 7 }, (_, i) => `w1_${i}`);
    const figures = Object.fromEntries(names.map((name, i) => [name, i + 1]));
    const line = { step: 10, wall_time_s: 1, best_step: 10, criterion: 'w1_0', best_figure: 1, figures };
    const drawn = trainingSection([line], {}).figures;
    expect(drawn.filter((svg) => svg.includes('Wasserstein distances in validation (')).length).toBe(2);
    for (const name of names) expect(drawn.join('')).toContain(`>${name.replace('_', ' ')}</text>`);
  });

  it('of learning rates follow the schedule, one for networks that share a rate', () => {
    const settings = {
      generator_rate: 1e-3,
      discriminator_rate: 1e-3,
      rate: 2e-3,
      final_rate: 0.1,
      schedule_steps: 100,
    };
    const [shared, own] = learningRates(settings, 200);
    expect([shared!.name, own!.name]).toEqual(['generator, discriminator', 'learning rate']);
    const at = (step: number): number => shared!.points.find(([x]) => x === step)![1];
    // half-way along the cosine: the mean of both ends; beyond its end: the last rate
    expect([at(0), at(50), at(100), at(200)]).toEqual(
      [1e-3, 0.55e-3, 1e-4, 1e-4].map((rate) => expect.closeTo(rate, 12)),
    );
    expect(learningRates({ rate: 1 }, 10)).toEqual([]);
  });
});
