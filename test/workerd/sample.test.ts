import { beforeAll, describe, expect, it } from 'vitest';
import { sampleAnswerSchema } from '../../models/contract/answers.ts';
import { massOf } from '../../physics/particles/mass.ts';
import { call, clusters, columns, gzip, okJson, post, problemOf, slice } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

const N = 500;
const set = clusters(N);
let digest: string;

beforeAll(async () => {
  digest = (await publishDefaults()).generator;
});

const request = (from: number, to: number, extra: object = {}) => ({
  model: 'hadml-v1',
  seed: 42,
  first_index: from,
  clusters: columns(slice(set, from, to)),
  ...extra,
});

const sample = async (body: unknown): Promise<any> => okJson(await post('/v1/sample', body));
const whole = async (extra: object = {}): Promise<any> => sample(request(0, N, extra));

const digestOf = (r: Response) => r.headers.get('hadronedge-content-digest');

describe('POST /v1/sample', () => {
  it('conserves energy and momentum and puts hadrons on their mass shells', async () => {
    const { hadrons } = await whole();
    expect(hadrons.E).toHaveLength(2 * N);
    for (let i = 0; i < N; i++) {
      for (const name of ['px', 'py', 'pz', 'E'] as const) {
        const sum = hadrons[name][2 * i] + hadrons[name][2 * i + 1];
        // DESIGN section 4 and the service's promise: sums within 1e-9 E, shells within 1e-6 GeV.
        expect(Math.abs(sum - set[name][i]!)).toBeLessThan(1e-9 * set.E[i]!);
      }
    }
    for (let h = 0; h < 2 * N; h++) {
      const [x, y, z, E] = [hadrons.px[h], hadrons.py[h], hadrons.pz[h], hadrons.E[h]];
      const mass = massOf(hadrons.pdg_id[h]);
      expect(Math.abs(E - Math.sqrt(x * x + y * y + z * z + mass * mass))).toBeLessThan(1e-6);
    }
  });

  it('answers as documented and names what made the answer', async () => {
    const response = await post('/v1/sample', request(0, 3));
    const answer = sampleAnswerSchema.strict().parse(await okJson(response));
    expect(answer.model).toEqual({ name: 'hadml-v1', version: '1.0.0', digest });
    expect(answer.hadrons.cluster).toEqual([0, 0, 1, 1, 2, 2]);
    expect(answer.hadrons.pdg_id).toEqual(Array.from({ length: 6 }, () => 111));
    expect(answer).toMatchObject({ seed: '42', first_index: 0, invalid: [], out_of_range: 0 });
    expect(response.headers.get('hadronedge-model')).toBe(`hadml-v1@1.0.0 ${digest}`);
    expect(response.headers.get('hadronedge-runtime')).toBe(answer.runtime);
    expect(response.headers.get('hadronedge-content-digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(response.headers.get('server-timing')).toMatch(/parse;dur=.*model;dur=.*physics;dur=.*encode;dur=/);
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });

  it('gives the same bytes again, and other hadrons for another seed', async () => {
    const [first, second] = [await post('/v1/sample', request(0, N)), await post('/v1/sample', request(0, N))];
    const bytes = await first.text();
    expect(await second.text()).toBe(bytes);
    expect(second.headers.get('hadronedge-content-digest')).toBe(first.headers.get('hadronedge-content-digest'));
    const other = await post('/v1/sample', request(0, N, { seed: 43 }));
    expect(other.headers.get('hadronedge-content-digest')).not.toBe(first.headers.get('hadronedge-content-digest'));
    const [a, b] = [JSON.parse(bytes).hadrons.px, (await okJson(other)).hadrons.px];
    expect(a.filter((x: number, i: number) => x === b[i]).length).toBe(0);
  });

  it.each([7, 500])('gives the same hadrons in %i requests as in one', async (parts) => {
    const expected = (await whole()).hadrons;
    const got: Record<string, number[]> = { pdg_id: [], px: [], py: [], pz: [], E: [] };
    for (let k = 0; k < parts; k++) {
      const [from, to] = [Math.floor((k * N) / parts), Math.floor(((k + 1) * N) / parts)];
      const { hadrons } = await sample(request(from, to));
      for (const name of Object.keys(got)) got[name]!.push(...hadrons[name]);
    }
    for (const name of Object.keys(got)) expect(got[name]).toEqual(expected[name]);
    // The index matters: without it the second part repeats the noise of the first.
    const shifted = await sample({ ...request(100, 200), first_index: 0 });
    expect(shifted.hadrons.px).not.toEqual(expected.px.slice(200, 400));
  });

  it('does not let one cluster change the others', async () => {
    const clean = (await whole()).hadrons;
    const spoilt = columns(set);
    spoilt['E']![250] = 0.1;
    const answer = await sample({ ...request(0, N), clusters: spoilt, on_invalid: 'skip' });
    expect(answer.invalid).toHaveLength(1);
    expect(answer.invalid[0]).toMatchObject({ index: 250, reason: expect.stringContaining('threshold') });
    expect(answer.hadrons.cluster).toEqual(clean.cluster.filter((i: number) => i !== 250));
    expect(answer.hadrons.px).toEqual(clean.px.filter((_: number, h: number) => h >> 1 !== 250));
  });

  it('takes and gives rows', async () => {
    const rows = [0, 1].map((i) => ({ px: set.px[i], py: set.py[i], pz: set.pz[i], E: set.E[i] }));
    const { hadrons } = await sample({ ...request(0, 2), clusters: rows });
    const expected = (await sample(request(0, 2))).hadrons;
    expect(hadrons).toHaveLength(4);
    expect(hadrons[3]).toEqual({
      cluster: 1,
      pdg_id: 111,
      px: expected.px[3],
      py: expected.py[3],
      pz: expected.pz[3],
      E: expected.E[3],
    });
  });

  it('gives the same hadrons in every format', async () => {
    const expected = await post('/v1/sample', request(0, 5));
    const lines = [0, 1, 2, 3, 4].map((i) =>
      JSON.stringify({ px: set.px[i], py: set.py[i], pz: set.pz[i], E: set.E[i] }),
    );
    const ndjson = await call('/v1/sample?model=hadml-v1&seed=42', {
      method: 'POST',
      body: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const [first, ...rest] = (await ndjson.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(digestOf(ndjson)).toBe(digestOf(expected));
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson');
    const { hadrons } = await okJson(expected);
    expect(first).toEqual({
      cluster: 0,
      hadrons: [0, 1].map((h) => ({
        pdg_id: 111,
        px: hadrons.px[h],
        py: hadrons.py[h],
        pz: hadrons.pz[h],
        E: hadrons.E[h],
      })),
    });
    expect(rest).toHaveLength(5);
    expect(rest.at(-1).summary).toMatchObject({ model: { digest }, seed: '42', invalid: [], out_of_range: 0 });
    const dat = await post('/v1/sample', request(0, 5), { accept: 'text/vnd.hadml.dat' });
    const text = await dat.text();
    expect(digestOf(dat)).toBe(digestOf(expected));
    expect(text.split('\n')).toHaveLength(6);
    expect(text.split('\n')[0]).toContain(`111,${hadrons.E[0]},${hadrons.px[0]},${hadrons.py[0]},${hadrons.pz[0]};`);
    const again = await call('/v1/sample?model=hadml-v1&seed=42', {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'text/vnd.hadml.dat' },
    });
    expect(digestOf(again)).toBe(digestOf(expected));
    expect(await again.text()).toBe(text);
  });

  it('understands gzip, and stops a gzip bomb', async () => {
    const body = await gzip(JSON.stringify(request(0, 5)));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const { hadrons } = await okJson(await call('/v1/sample', { method: 'POST', body, headers }));
    expect(hadrons).toEqual((await sample(request(0, 5))).hadrons);
    const bomb = await gzip(new Uint8Array(50_000_000).fill(32));
    expect(bomb.byteLength).toBeLessThan(100_000);
    await problemOf(await call('/v1/sample', { method: 'POST', body: bomb, headers }), 413);
    await problemOf(await call('/v1/sample', { method: 'POST', body: 'not gzip', headers }), 400);
    const cut = body.slice(0, body.byteLength / 2);
    await problemOf(await call('/v1/sample', { method: 'POST', body: cut, headers }), 400);
  });

  it('takes any seed of 64 bits and reports the one it chose', async () => {
    const seeded = async (seed: unknown) => sample({ ...request(0, 3), seed });
    expect((await seeded('18446744073709551615')).seed).toBe('18446744073709551615');
    expect((await seeded('42')).hadrons).toEqual((await seeded(42)).hadrons);
    const chosen = await sample({ ...request(0, 3), seed: undefined });
    expect(chosen.seed).toMatch(/^\d{1,20}$/);
    expect((await seeded(chosen.seed)).hadrons).toEqual(chosen.hadrons);
    for (const bad of [-1, 1.5, '18446744073709551616', 'x', '', null, true, [1]]) {
      const problem = await problemOf(await post('/v1/sample', { ...request(0, 3), seed: bad }), 422);
      expect(problem.errors[0]).toMatchObject({ pointer: '/seed' });
    }
    const unsafe = await post(
      '/v1/sample',
      JSON.stringify(request(0, 3)).replace('"seed":42', '"seed":9007199254740993'),
    );
    expect((await problemOf(unsafe, 422)).errors[0].detail).toContain('as a string');
  });

  it('counts clusters outside the training range', async () => {
    const far = { px: [0, 0], py: [0, 0], pz: [80, 10], E: [81, 11] };
    expect((await sample({ model: 'hadml-v1', seed: 1, clusters: far })).out_of_range).toBe(1);
  });

  it('decays into the hadrons asked for', async () => {
    const asked = { ...columns(slice(set, 0, 2)), E: [40, 40], h1_pdg_id: [211, 321], h2_pdg_id: [-211, -321] };
    const { hadrons } = await sample({ ...request(0, 2), clusters: asked });
    expect([...hadrons.pdg_id].map(Math.abs)).toEqual([211, 211, 321, 321]);
    const unknown = { ...asked, h1_pdg_id: [211, 77777] };
    const problem = await problemOf(await post('/v1/sample', { ...request(0, 2), clusters: unknown }), 422);
    expect(problem.errors[0]).toMatchObject({ index: 1, detail: expect.stringContaining('77777') });
  });
});
