import { beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../functions/limits.ts';
import { scoreAnswerSchema } from '../../models/contract/answers.ts';
import { call, columns, events, full, okJson, post, problemOf } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

const N = 1200;
const set = events(N);
let digest: string;

beforeAll(async () => {
  digest = (await publishDefaults()).scorer;
});

const body = (extra: object = {}) => ({ model: 'score-nominal-kinmin', events: columns(set), ...extra });
const score = async (request: unknown): Promise<any> => okJson(await post('/v1/score', request));

/** Event e of the set as a row. */
function row(e: number, extra: object = {}) {
  const particles = [];
  for (let i = set.offsets[e]!; i < set.offsets[e + 1]!; i++) {
    particles.push({ pdg_id: 211, px: set.px[i], py: set.py[i], pz: set.pz[i], E: set.E[i] });
  }
  return { particles, ...extra };
}

const digestOf = (r: Response) => r.headers.get('hadronedge-content-digest');

const send = (text: string, type: string) =>
  call('/v1/score?model=score-nominal-kinmin&bins=10&range=0,1', {
    method: 'POST',
    body: text,
    headers: { 'content-type': type },
  });

describe('POST /v1/score', () => {
  it('answers as documented', async () => {
    const response = await post('/v1/score', body());
    const answer = scoreAnswerSchema.parse(await okJson(response));
    expect(answer.model).toEqual({ name: 'score-nominal-kinmin', version: '1.0.0', digest });
    expect(answer.summary.count).toBe(N);
    expect(answer.events.score).toHaveLength(N);
    expect(new Set(answer.events.logit).size).toBeGreaterThan(N / 2);
    for (let e = 0; e < N; e++) {
      const logit = answer.events.logit[e]!;
      expect(answer.events.score[e]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 14);
      // The manifest of the fixture: Platt scaling 1.5 x logit - 0.25.
      expect(answer.events.weight[e]! / Math.exp(1.5 * logit - 0.25)).toBeCloseTo(1, 12);
    }
    expect(response.headers.get('hadronedge-model')).toBe(`score-nominal-kinmin@1.0.0 ${digest}`);
  });

  it('gives an event the same score alone, in a batch, and across chunks', async () => {
    const whole = (await score(body())).events;
    for (const e of [0, 1, 599, N - 1]) {
      const [alone] = (await score(body({ events: [row(e)] }))).events;
      const columns = Object.entries<number[]>(whole);
      expect(alone).toEqual(Object.fromEntries(columns.map(([name, column]) => [name, column[e]])));
    }
    // So many hadrons are several chunks: some event begins a later one.
    expect(set.E.length).toBeGreaterThan(3 * LIMITS.scorer_hadrons);
    const reversed = (await score(body({ events: [row(2), row(1), row(0)] }))).events;
    expect(reversed.map((r: any) => r.logit)).toEqual([2, 1, 0].map((e) => whole.logit[e]));
    // A wrong score would show: other events have others.
    expect(reversed[0].logit).not.toBe(reversed[1].logit);
  });

  it('summarizes', async () => {
    const weight = Array.from({ length: N }, (_, e) => (e % 3) - 0.5);
    const { events: got, summary } = await score(
      body({ events: { ...columns(set), weight }, histogram: { bins: 20, range: [0, 1] } }),
    );
    const sumw = weight.reduce((a, b) => a + b);
    const mean = got.score.reduce((sum: number, s: number, e: number) => sum + s * weight[e]!, 0) / sumw;
    expect(summary.mean).toBeCloseTo(mean, 12);
    const ratios = got.weight.map((r: number, e: number) => r * weight[e]!);
    const [r1, r2] = [
      ratios.reduce((a: number, b: number) => a + b),
      ratios.reduce((a: number, b: number) => a + b * b, 0),
    ];
    expect(summary.n_eff).toBeCloseTo((r1 * r1) / r2, 6);
    expect(summary.effective_reduction).toBeCloseTo((r1 * r1) / r2 / N, 9);
    expect(summary.histogram.edges).toHaveLength(21);
    const expected: number[] = full(20, 0);
    const squares = full<number>(20, 0);
    got.score.forEach((s: number, e: number) => {
      const bin = summary.histogram.edges.findLastIndex((edge: number) => edge <= s);
      expected[bin]! += weight[e]!;
      squares[bin]! += weight[e]! ** 2;
    });
    for (let b = 0; b < 20; b++) {
      expect(summary.histogram.sumw[b]).toBeCloseTo(expected[b]!, 9);
      expect(summary.histogram.sumw2[b]).toBeCloseTo(squares[b]!, 9);
    }
    const one = (await score(body({ events: [row(0)] }))).summary;
    expect(one).toMatchObject({ count: 1, mean_error: null, n_eff: 1 });
    const free = (await score(body({ histogram: { edges: [0, 0.3, 1] } }))).summary.histogram;
    expect(free.sumw.reduce((a: number, b: number) => a + b)).toBe(N);
  });

  it('counts what lies outside the training range', async () => {
    const fast = { particles: [{ px: 0, py: 0, pz: 60, E: 60.1 }] };
    const { summary, events: rows } = await score(body({ events: [fast, row(0)] }));
    expect(summary.out_of_range).toBe(1);
    expect(rows.map((r: any) => r.out_of_range)).toEqual([1, 0]);
    const crowd = { particles: full(61, { px: 0, py: 0, pz: 1, E: 1.1 }) };
    expect((await score(body({ events: [crowd] }))).summary.out_of_range).toBe(1);
  });

  it('gives the same scores in every format', async () => {
    const first = 7;
    const rows = Array.from({ length: first }, (_, e) => row(e));
    const expected = await post('/v1/score', body({ events: rows }));
    const ndjson = await send(rows.map((r) => JSON.stringify(r)).join('\n'), 'application/x-ndjson');
    const lines = (await ndjson.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(first + 1);
    expect(lines[0]).toEqual((await okJson(expected)).events[0]);
    expect(lines.at(-1).summary).toMatchObject({ count: first, model: { digest } });
    expect(lines.at(-1).summary.histogram.sumw).toHaveLength(10);
    expect(digestOf(ndjson)).toBe(digestOf(expected));
    const dat = rows
      .map(({ particles }) => `${particles.map((p) => `${p.pdg_id},${p.E},${p.px},${p.py},${p.pz};`).join('')}\n`)
      .join('');
    const fromDat = await send(dat, 'text/vnd.hadml.dat');
    expect(fromDat.headers.get('content-type')).toBe('application/json');
    expect(digestOf(fromDat)).toBe(digestOf(expected));
  });

  it('refuses events without particles, naming them', async () => {
    const problem = await problemOf(await post('/v1/score', body({ events: [row(0), { particles: [] }] })), 422);
    expect(problem.type).toBe('urn:hadronedge:problem:invalid-event');
    expect(problem.errors).toEqual([{ pointer: '/events/1', index: 1, detail: 'has no particles' }]);
    const crowd = { particles: full(4097, { px: 0, py: 0, pz: 1, E: 1.1 }) };
    expect((await problemOf(await post('/v1/score', body({ events: [crowd] })), 422)).errors[0].detail).toContain(
      '4096',
    );
  });

  it('refuses what it does not know by name', async () => {
    const problem = await problemOf(await post('/v1/score', body({ weights: 'x' })), 422);
    expect(problem.errors).toEqual([{ pointer: '/weights', detail: 'no such field' }]);
    const kind = await problemOf(await post('/v1/score', body({ model: 'hadml-v1' })), 422);
    expect(kind.type).toBe('urn:hadronedge:problem:wrong-kind');
    for (const histogram of [
      { bins: 0 },
      { bins: 5, range: [1, 0] },
      { edges: [0] },
      { edges: [0, 2, 1] },
      { bins: 3, edges: [0, 1] },
      7,
      'automatic',
    ]) {
      const wrong = await problemOf(await post('/v1/score', body({ histogram })), 422);
      expect(wrong.errors[0].pointer).toMatch(/^\/histogram/);
    }
    const flat = { ...columns(set), weight: full(N, 0) };
    expect((await problemOf(await post('/v1/score', body({ events: flat })), 422)).errors[0].pointer).toBe(
      '/events/weight',
    );
  });
});
