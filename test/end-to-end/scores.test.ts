import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { memoryAccess, readSets } from '../../formats/read.ts';
import { readAll } from '../../formats/reader.ts';
import { sampleAnswerSchema, scoreAnswerSchema } from '../../models/contract/answers.ts';
import { type Finished, hadronedge } from '../cli/command-line.ts';
import { LocalService } from './local-service.ts';

/** More events than one request of the command holds. */
const EVENTS = 6000;
const MODEL = 'score-nominal-kinmin';
let service: LocalService;
let folder: string;

const run = (...args: string[]): Promise<Finished> => hadronedge(args, folder, { HADRONEDGE_URL: service.url });
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(folder, name)));

/** Events of the file with weights, by default their own. */
const read = (weight?: string) =>
  readAll(new HepmcEventReader(weight === undefined ? {} : { weight }), [bytesOf('back.hepmc3')]);
const decays = (name: string) => readAll(new HepmcDecayReader(), [bytesOf(name)]);

const event = (weight: number) => JSON.stringify({ particles: [{ px: 1, py: 0, pz: 3, E: 3.5 }], weight });

async function simulate(name: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await run('simulate', '-o', name, ...args);
  expect(code, stderr).toBe(0);
}

beforeAll(async () => {
  service = await LocalService.start();
  await publishShipped(service.url);
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-scores-'));
  await simulate('nominal.hepmc3', '--events', String(EVENTS), '--seed', '3');
  await simulate('few.hepmc3', '--events', '900', '--seed', '4');
  await simulate('kinmin.dat', '--events', '800', '--seed', '5', '--model', 'kinmin');
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

describe('hadronedge score', () => {
  it('compares two files as one request for both does', async () => {
    const { code, stdout, stderr } = await run(
      'score',
      'few.hepmc3',
      '--reference',
      'kinmin.dat',
      '--bins',
      'auto',
      '--json',
    );
    expect(code, stderr).toBe(0);
    const form = new FormData();
    form.append('events', new Blob([bytesOf('few.hepmc3')], { type: 'text/vnd.hepmc3' }), 'few.hepmc3');
    form.append('reference', new Blob([bytesOf('kinmin.dat')], { type: 'text/vnd.hadml.dat' }), 'kinmin.dat');
    const response = await fetch(`${service.url}/v1/score?model=${MODEL}&bins=auto`, { method: 'POST', body: form });
    const expected = scoreAnswerSchema.parse(await response.json());
    expect(scoreAnswerSchema.parse(JSON.parse(stdout))).toEqual(expected);
    // The scorer tells the two apart: an event of the first seldom has the larger score.
    expect(expected.comparison!.auc! + 20 * expected.comparison!.auc_error!).toBeLessThan(0.5);
  });

  it('prints the comparison in columns', async () => {
    const { stdout } = await run('score', 'few.hepmc3', '--reference', 'kinmin.dat', '--bins', '5');
    expect(stdout).toMatch(/^events {9}900 {21}800$/m);
    expect(stdout).toMatch(/^AUC {12}0\.\d+ \+- 0\.\d+$/m);
    expect(stdout).toMatch(/^KS {13}0\.\d+ {2}\(p = /m);
  });

  it('writes weights back into HepMC3, of which nothing else changes', async () => {
    const { code, stderr } = await run('score', 'nominal.hepmc3', '-o', 'back.hepmc3', '--weight-name', 'omnifold');
    expect(code, stderr).toBe(0);
    const alone = await run('score', 'nominal.hepmc3', '--json');
    const { events } = scoreAnswerSchema.parse(JSON.parse(alone.stdout));
    expect(Array.from(read('omnifold').weight!)).toEqual(events.weight);
    expect(Array.from(read('score').weight!)).toEqual(events.score);
    expect(new Set(read().weight)).toEqual(new Set([1]));
    const { weight: _ones, ...back } = decays('back.hepmc3');
    expect(back).toEqual(decays('nominal.hepmc3'));
    const again = await run('score', 'back.hepmc3', '-o', 'twice.hepmc3');
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining("a weight 'score' already") });
  });

  it('writes events with scores and their weights as Arrow and Parquet', async () => {
    // Weights of its own: the likelihood ratio that the file before this one got.
    for (const name of ['scored.arrow', 'scored.parquet']) {
      const options = ['--weight', 'omnifold', '--with-events', '-o', name];
      const { code, stderr } = await run('score', 'back.hepmc3', ...options);
      expect(code, stderr).toBe(0);
      const bytes = bytesOf(name);
      const chunks = (async function* () {
        yield bytes;
      })();
      const weights: number[] = [];
      const format = name.endsWith('arrow') ? 'arrow' : 'parquet';
      for await (const set of readSets('events', format, { chunks, random: memoryAccess(bytes) })) {
        weights.push(...set.weight!);
      }
      const { weight } = readAll(new HepmcEventReader({ weight: 'omnifold' }), [bytesOf('back.hepmc3')]);
      expect(weights).toEqual(Array.from(weight!));
    }
  });

  it('writes events of other formats as HepMC3', async () => {
    const { code, stderr } = await run('score', 'kinmin.dat', '-o', 'kinmin.hepmc3');
    expect(code, stderr).toBe(0);
    const { weight } = readAll(new HepmcEventReader({ weight: 'reweighted' }), [bytesOf('kinmin.hepmc3')]);
    expect(weight).toHaveLength(800);
  });

  it.each([
    [['--model', `${MODEL},${MODEL}`], 3, 'names a model twice'],
    [['--bins', 'some'], 2, '--bins'],
    [['--with-events'], 2, '--with-events needs'],
    [['--weight-name', 'two words'], 2, '--weight-name'],
    [['--weight-name', 'score', '-o', 'x.hepmc3'], 2, '--weight-name'],
    [['--reference', 'none.dat'], 3, 'none.dat'],
  ] as const)('says in one line what is wrong with %j', async (options, code, words) => {
    const finished = await run('score', 'few.hepmc3', ...options);
    expect(finished.code, finished.stderr).toBe(code);
    expect(finished.stderr.trim().split('\n')).toHaveLength(1);
    expect(finished.stderr).toContain(words);
  });

  it('refuses standard input where the events are to be written back, and weights that cancel', async () => {
    const twice = await run('score', '-', '-o', 'x.hepmc3');
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('only once') });
    await writeFile(join(folder, 'zero.ndjson'), `${event(1)}\n${event(-1)}\n`);
    const zero = await run('score', 'zero.ndjson');
    expect(zero).toMatchObject({ code: 3, stderr: expect.stringContaining('must not add up to zero') });
  });
});

describe('hadronedge sample --score', () => {
  /** More clusters than one request of the command holds. */
  const options = ['sample', 'kinmin.dat', '--model', 'hadml-v1', '--seed', '3', '--score', MODEL];

  it('gives the scores that the sampled events have', async () => {
    const sampled = await run(...options, '-o', 'sampled.json');
    expect(sampled.code, sampled.stderr).toBe(0);
    expect(sampled.stderr).toMatch(/^scored 800 events, N_eff \d+\.\d$/m);
    const { scores, hadrons } = sampleAnswerSchema.parse(
      JSON.parse(readFileSync(join(folder, 'sampled.json'), 'utf8')),
    );
    expect(hadrons.E.length).toBeGreaterThan(2 * 5000);
    await run(...options.slice(0, -2), '-o', 'sampled.hepmc3');
    const { events, summary } = scoreAnswerSchema.parse(
      JSON.parse((await run('score', 'sampled.hepmc3', '--bins', '50', '--json')).stdout),
    );
    expect(scores!.events).toEqual({ ...events, event: Array.from({ length: 800 }, (_, e) => e) });
    expect(scores!.summary).toEqual(summary);
    await run(...options, '-o', 'scored.hepmc3');
    const { weight } = readAll(new HepmcEventReader({ weight: 'likelihood_ratio' }), [bytesOf('scored.hepmc3')]);
    expect(Array.from(weight!)).toEqual(events.weight);
    const lines = (await run(...options, '--to', 'ndjson')).stdout.trim().split('\n');
    expect(lines).toHaveLength(hadrons.E.length / 2 + 800);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ event: 799, score: events.score[799] });
  });

  it('writes them beside the decays as Arrow and Parquet, and not as .dat', async () => {
    for (const name of ['decays.arrow', 'decays.parquet']) {
      expect((await run(...options, '-o', name)).code).toBe(0);
      expect((await run('score', name)).stdout).toMatch(/^events {9}800$/m);
    }
    expect(await run(...options, '-o', 'x.dat')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no place'),
    });
  });
});
