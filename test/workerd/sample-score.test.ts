import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../formats/format.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { readAll } from '../../formats/reader.ts';
import { writerOf } from '../../formats/write.ts';
import { bytesOf } from '../../functions/bytes.ts';
import { sampleAnswerSchema } from '../../models/contract/answers.ts';
import { call, clusters, columns, okJson, post, problemOf } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

const N = 60;
const set = clusters(N, 4);
// Events of 1, 2, 3, … clusters, with labels that are not their places.
const event = Uint32Array.from({ length: N }, (_, i) => 10 + 2 * Math.floor(Math.sqrt(2 * i)));
const labels = [...new Set(event)];

beforeAll(async () => {
  await publishDefaults();
});

const body = (extra: object = {}) => ({
  model: 'hadml-v1',
  seed: 5,
  score: 'score-nominal-kinmin',
  clusters: columns({ ...set, event }),
  ...extra,
});
const get = (accept: string) => post('/v1/sample', body(), { accept });
const ask = async (extra: object = {}): Promise<any> => okJson(await post('/v1/sample', body(extra)));

/** Sends the clusters as Arrow, with options in the query. */
const send = (query: string, accept: string) =>
  call(`/v1/sample?model=hadml-v1&seed=5&${query}`, {
    method: 'POST',
    body: bytesOf(writerOf<'clusters'>('clusters', 'arrow')!, { ...set, event }),
    headers: { 'content-type': FORMATS.arrow.mediaType, accept },
  });

/** The answer of `/v1/score` for the hadrons of a sample. */
async function scoresOf(answer: any, lengths: number[]): Promise<any> {
  const offsets = [0];
  for (const n of lengths) offsets.push(offsets.at(-1)! + 2 * n);
  const { cluster: _, ...hadrons } = answer.hadrons;
  return okJson(await post('/v1/score', { model: 'score-nominal-kinmin', events: { ...hadrons, offsets } }));
}

describe('POST /v1/sample with a scorer', () => {
  it('gives the scores that /v1/score gives the hadrons, by event', async () => {
    const response = await post('/v1/sample', body());
    const answer = sampleAnswerSchema.parse(await okJson(response));
    const lengths = labels.map((label) => event.filter((e) => e === label).length);
    const expected = await scoresOf(answer, lengths);
    const { event: got, ...scores } = answer.scores!.events;
    expect(got).toEqual(labels);
    expect(scores).toEqual(expected.events);
    expect(answer.scores!.summary).toEqual(expected.summary);
    expect(answer.scores!.model).toEqual(expected.model);
    expect(response.headers.get('hadronedge-scorer')).toContain('score-nominal-kinmin@1.0.0 sha256:');
    // The hadrons, and their digest, are those of a request without a scorer.
    const plain = await post('/v1/sample', body({ score: undefined }));
    expect(plain.headers.get('hadronedge-content-digest')).toBe(response.headers.get('hadronedge-content-digest'));
    expect((await okJson(plain)).scores).toBeUndefined();
  });

  it('takes one event a cluster where the clusters have none', async () => {
    const answer = await ask({ clusters: columns(set) });
    const expected = await scoresOf(
      answer,
      Array.from({ length: N }, () => 1),
    );
    expect(answer.scores.events.score).toEqual(expected.events.score);
    expect(answer.scores.events.event).toEqual(Array.from({ length: N }, (_, i) => i));
  });

  it('scores what is left where clusters are left out', async () => {
    const E = Array.from(set.E);
    E[0] = -1;
    const answer = await ask({ on_invalid: 'skip', clusters: { ...columns({ ...set, event }), E } });
    expect(answer.scores.events.event).toEqual(labels.filter((label) => label !== event[0]));
    const none = await ask({ on_invalid: 'skip', clusters: { E: [-1], px: [0], py: [0], pz: [0] } });
    expect(none.scores).toMatchObject({ events: { event: [], score: [] }, summary: null });
  });

  it('answers in rows, lines, HepMC3, Arrow and Parquet', async () => {
    const { scores } = await ask();
    const rows = Array.from({ length: N }, (_, i) => ({
      px: set.px[i],
      py: set.py[i],
      pz: set.pz[i],
      E: set.E[i],
      event: event[i],
    }));
    const inRows = await ask({ clusters: rows });
    expect(inRows.scores.events[2]).toMatchObject({ event: labels[2], score: scores.events.score[2] });
    const lines = (await (await get('application/x-ndjson')).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[N + 1]).toMatchObject({ event: labels[1], logit: scores.events.logit[1] });
    expect(lines.at(-1).summary.scores).toEqual({ model: scores.model, summary: scores.summary });
    const hepmc = new Uint8Array(await (await get('text/vnd.hepmc3')).arrayBuffer());
    const read = readAll(new HepmcEventReader({ weight: 'likelihood_ratio' }), [hepmc]);
    expect(Array.from(read.weight!)).toEqual(scores.events.weight);
    for (const format of ['arrow', 'parquet'] as const) {
      const response = await get(FORMATS[format].mediaType);
      expect(response.status).toBe(200);
      const again = await call('/v1/score?model=score-nominal-kinmin', {
        method: 'POST',
        body: await response.arrayBuffer(),
        headers: { 'content-type': FORMATS[format].mediaType, accept: 'application/json' },
      });
      expect((await okJson(again)).events.score).toEqual(scores.events.score);
    }
  });

  it('takes the scorer from the query for other formats, and says where it is wrong', async () => {
    const answer = await okJson(await send('score=score-nominal-kinmin', 'application/json'));
    expect(answer.scores.events.score).toEqual((await ask()).scores.events.score);
    expect((await problemOf(await send('score=none', 'application/json'), 404)).errors[0].parameter).toBe('score');
    const kind = await problemOf(await post('/v1/sample', body({ score: 'hadml-v1' })), 422);
    expect(kind).toMatchObject({ type: 'urn:hadronedge:problem:wrong-kind', errors: [{ pointer: '/score' }] });
    await problemOf(await send('score=score-nominal-kinmin', 'text/vnd.hadml.dat'), 406);
  });
});
