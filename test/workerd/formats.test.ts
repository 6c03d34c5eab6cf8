import { beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_NAMES, FORMATS, type Format } from '../../formats/format.ts';
import { joinDecays } from '../../formats/join.ts';
import { memoryAccess, readSets } from '../../formats/read.ts';
import type { SetKind } from '../../formats/sets.ts';
import { type Form, writerOf } from '../../formats/write.ts';
import { bytesOf } from '../../functions/bytes.ts';
import { LIMITS } from '../../functions/limits.ts';
import { SAMPLE_FORMATS } from '../../functions/sampling/encode.ts';
import { SCORE_FORMATS } from '../../functions/scoring/encode.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { call, gzip, okJson, problemOf } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

const { offsets, hadrons, clusters: simulated } = simulateDecays(TRUTHS.nominal, seedOf(21), 0, 120);
const { event, from_fission: _f, q1_perturbative: _1, q2_perturbative: _2, ...known } = simulated;
const decays: DecaySet = { offsets, clusters: known, hadrons };
const events = eventSetOf(decays);
const clusters = { ...known, event };

beforeAll(async () => {
  await publishDefaults();
});

const typeOf = (form: Form): string =>
  FORMATS[form === 'json-columns' ? 'json' : form === 'dat-history' ? 'dat' : form].mediaType;

const written = (kind: SetKind, form: Form, set: unknown): Uint8Array<ArrayBuffer> =>
  bytesOf(writerOf<any>(kind, form)!, set);

/** Posts a set in a form; JSON as a request's body with the options in it. */
function send(
  path: string,
  form: Form,
  body: Uint8Array<ArrayBuffer>,
  options: string,
  headers = {},
): Promise<Response> {
  const query = new URLSearchParams(options);
  const field = path === '/v1/score' ? 'events' : 'clusters';
  const rest = JSON.stringify(Object.fromEntries(query)).slice(1, -1);
  const json = `{${rest},"${field}":${new TextDecoder().decode(body)}}`;
  const isJson = typeOf(form) === 'application/json';
  return call(isJson ? path : `${path}?${options}`, {
    method: 'POST',
    body: isJson ? json : body,
    headers: { 'content-type': typeOf(form), ...headers },
  });
}

async function decaysIn(format: Format, response: Response): Promise<DecaySet> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const chunks = (async function* () {
    yield bytes;
  })();
  const sets: DecaySet[] = [];
  for await (const set of readSets('decays', format, { chunks, random: memoryAccess(bytes) })) sets.push(set);
  return joinDecays(sets.filter((set) => set.offsets.length > 1));
}

const digestOf = (response: Response) => response.headers.get('hadronedge-content-digest');

describe('POST /v1/score', () => {
  const forms: Form[] = ['json', 'json-columns', 'ndjson', 'dat', 'hepmc3', 'arrow', 'parquet'];
  const options = 'model=score-nominal-kinmin';

  it('gives the same events the same scores, bit by bit, in every form', async () => {
    const digests = new Set<string | null>();
    const asked = [
      ...forms.map((form) => [form, written('events', form, events)] as const),
      ...(['dat', 'dat-history', 'hepmc3', 'arrow', 'parquet', 'ndjson'] as const).map(
        (form) => [form, written('decays', form, decays)] as const,
      ),
    ];
    for (const [form, body] of asked) {
      const response = await send('/v1/score', form, body, options, { accept: 'application/json' });
      expect((await okJson(response)).summary.count).toBe(120);
      digests.add(digestOf(response));
    }
    expect([...digests]).toHaveLength(1);
  });

  it('answers in every format that has a place for scores', async () => {
    const body = written('events', 'ndjson', events);
    const whole = await okJson(await send('/v1/score', 'json', written('events', 'json', events), options));
    for (const format of SCORE_FORMATS) {
      const response = await send('/v1/score', 'ndjson', body, options, { accept: FORMATS[format].mediaType });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(FORMATS[format].mediaType);
      if (format === 'hepmc3') {
        const text = await response.text();
        expect(text).toContain('score');
        const [first] = whole.events;
        expect(text).toContain(`\nW 1 ${first.score} ${first.logit} ${first.weight} ${first.weight}\n`);
      }
    }
    const problem = await problemOf(
      await send('/v1/score', 'ndjson', body, options, { accept: 'text/vnd.hadml.dat' }),
      406,
    );
    expect(problem.type).toContain('not-acceptable');
  });

  it("takes the events' weights from the formats that have them", async () => {
    const weight = Float64Array.from({ length: 120 }, (_, e) => 0.5 + (e % 3));
    const results = new Set<number>();
    for (const form of ['json', 'ndjson', 'hepmc3', 'arrow', 'parquet'] as const) {
      const body = written('events', form, { ...events, weight });
      results.add(
        (await okJson(await send('/v1/score', form, body, options, { accept: 'application/json' }))).summary.n_eff,
      );
    }
    expect(results.size).toBe(1);
  });
});

describe('what /v1/score does not take', () => {
  it('refuses the name of a weight where the format has none', async () => {
    const options = 'model=score-nominal-kinmin&weight=up';
    for (const form of ['ndjson', 'dat', 'arrow', 'parquet'] as const) {
      const problem = await problemOf(await send('/v1/score', form, written('events', form, events), options), 422);
      expect(problem.errors?.[0]).toMatchObject({ parameter: 'weight' });
    }
    const body = written('events', 'hepmc3', { ...events, weight: new Float64Array(120).fill(1) });
    const problem = await problemOf(await send('/v1/score', 'hepmc3', body, options), 422);
    expect(problem.detail).toContain("'up' is not among the weights that the file names");
  });

  it('refuses tables of clusters', async () => {
    for (const form of ['arrow', 'parquet'] as const) {
      const body = written('clusters', form, clusters);
      const problem = await problemOf(await send('/v1/score', form, body, 'model=score-nominal-kinmin'), 422);
      expect(problem.detail).toContain('holds clusters, but hadrons are needed');
    }
  });
});

describe('POST /v1/sample', () => {
  const options = 'model=hadml-v1&seed=7';

  it('gives the same clusters the same hadrons, bit by bit, in every format', async () => {
    const digests = new Set<string | null>();
    for (const format of FORMAT_NAMES) {
      const kind = writerOf('clusters', format) ? 'clusters' : 'decays';
      const body = written(kind, format, kind === 'clusters' ? clusters : decays);
      const response = await send('/v1/sample', format, body, options, { accept: 'application/json' });
      expect(response.status).toBe(200);
      digests.add(digestOf(response));
    }
    expect([...digests]).toHaveLength(1);
  });

  it('answers in every format, as decays that can be scored', async () => {
    const body = written('decays', 'dat', decays);
    const answer = await okJson(await send('/v1/sample', 'dat', body, options, { accept: 'application/json' }));
    const scores = new Set<string | null>();
    for (const format of SAMPLE_FORMATS.filter((name) => name !== 'json' && name !== 'ndjson')) {
      const response = await send('/v1/sample', 'dat', body, options, { accept: FORMATS[format].mediaType });
      expect(response.headers.get('content-type')).toBe(FORMATS[format].mediaType);
      const copy = response.clone();
      const sampled = await decaysIn(format, response);
      expect(Array.from(sampled.offsets)).toEqual(Array.from(decays.offsets));
      expect(Array.from(sampled.hadrons.px)).toEqual(answer.hadrons.px);
      const bytes = new Uint8Array(await copy.arrayBuffer());
      const scored = await send('/v1/score', format, bytes, 'model=score-nominal-kinmin', {
        accept: 'application/json',
      });
      expect(scored.status).toBe(200);
      scores.add(digestOf(scored));
    }
    expect(scores.size).toBe(1);
  });

  it('writes the second line form of .dat where it is asked for', async () => {
    const body = written('decays', 'dat', decays);
    const accept = 'text/vnd.hadml.dat;form=history';
    const response = await send('/v1/sample', 'dat', body, options, { accept });
    expect(await response.text()).toMatch(/^\(1\),/);
  });
});

describe('compressed bodies', () => {
  it('are read by their Content-Encoding, and as the files they are', async () => {
    const body = written('events', 'hepmc3', events);
    const options = 'model=score-nominal-kinmin';
    const plain = await send('/v1/score', 'hepmc3', body, options);
    const packed = new Uint8Array(await gzip(body));
    const said = await send('/v1/score', 'hepmc3', packed, options, { 'content-encoding': 'gzip' });
    const unsaid = await send('/v1/score', 'hepmc3', packed, options);
    expect([digestOf(said), digestOf(unsaid)]).toEqual([digestOf(plain), digestOf(plain)]);
  });

  it('are stopped at the limit of bytes, and refused where they are damaged', async () => {
    const bomb = new Uint8Array(await gzip(new Uint8Array(12 * LIMITS.body_bytes)));
    expect(bomb.length).toBeLessThan(LIMITS.body_bytes / 10);
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const start = Date.now();
      const refused = await send('/v1/score', 'hepmc3', bomb, 'model=score-nominal-kinmin', headers);
      expect((await problemOf(refused, 413)).type).toContain('too-large');
      expect(Date.now() - start).toBeLessThan(1000);
    }
    const cut = new Uint8Array(await gzip(written('events', 'dat', events))).slice(0, 3000);
    const refused = await send('/v1/score', 'dat', cut, 'model=score-nominal-kinmin');
    expect((await problemOf(refused, 400)).detail).toContain('gzip');
  });
});
