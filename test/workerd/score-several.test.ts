import { beforeAll, describe, expect, it } from 'vitest';
import { arrowEventWriter } from '../../formats/arrow/writers.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { memoryAccess, readSets } from '../../formats/read.ts';
import { readAll } from '../../formats/reader.ts';
import { bytesOf } from '../../functions/bytes.ts';
import { scoreAnswerSchema, scoresAnswerSchema } from '../../models/contract/answers.ts';
import type { EventSet } from '../../physics/columns.ts';
import { call, columns, events, okJson, post, problemOf } from './fixtures/http.ts';
import { publish, publishDefaults, scorerRelease } from './fixtures/releases.ts';

const N = 40;
const own = Float64Array.from({ length: N }, (_, e) => 0.5 + (e % 4));
const set: EventSet = { ...events(N, 5), weight: own };
const ARROW = 'application/vnd.apache.arrow.stream';
const PARQUET = 'application/vnd.apache.parquet';
const HEPMC = 'text/vnd.hepmc3';

beforeAll(async () => {
  await publishDefaults();
  await publish(await scorerRelease({ name: 'score-other', version: '1.0.0', seed: 9, width: 16 }));
  await publish(await scorerRelease({ name: 'score-other', version: '1.1.0', seed: 10, width: 16 }));
});

const ask = (body: object, accept = 'application/json') =>
  post('/v1/score', { events: columns(set), ...body }, { accept });
const single = async (model: string): Promise<any> => okJson(await ask({ model }));
const bytesIn = async (response: Response): Promise<Uint8Array<ArrayBuffer>> => {
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
};
async function eventsIn(format: 'arrow' | 'parquet', bytes: Uint8Array): Promise<EventSet> {
  const chunks = (async function* () {
    yield bytes;
  })();
  for await (const read of readSets('events', format, { chunks, random: memoryAccess(bytes) })) {
    if (read.E.length > 0) return read;
  }
  throw new Error('no events');
}

describe('several scorers', () => {
  it('answer as each of them alone, in the order asked', async () => {
    const names = ['score-other', 'score-nominal-kinmin'];
    const response = await ask({ model: names });
    const answer = scoresAnswerSchema.parse(await okJson(response));
    for (const [i, name] of names.entries()) {
      const { runtime, ...alone } = await single(name);
      expect(answer.scorers[i]).toEqual(alone);
      expect(answer.runtime).toBe(runtime);
    }
    expect(answer.scorers[0]!.events.score).not.toEqual(answer.scorers[1]!.events.score);
    const header = response.headers.get('hadronedge-model')!.split(', ');
    expect(header.map((text) => text.split('@')[0])).toEqual(names);
    expect(response.headers.get('hadronedge-n-eff')!.split(', ').map(Number)).toEqual(
      answer.scorers.map(({ summary }) => summary.n_eff),
    );
  });

  it('of which there is one answer as one does', async () => {
    expect(await okJson(await ask({ model: ['score-other'] }))).toEqual(await single('score-other'));
  });

  it('have columns that begin with their names, and with versions where the names are the same', async () => {
    const body = bytesOf(arrowEventWriter(), set);
    const send = (query: string) =>
      call(`/v1/score?${query}`, {
        method: 'POST',
        body,
        headers: { 'content-type': ARROW, accept: 'application/x-ndjson' },
      });
    const different = await (await send('model=score-other&model=score-nominal-kinmin')).text();
    const lines = different
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const alone = await single('score-other');
    expect(lines[3]['score-other:score']).toBe(alone.events.score[3]);
    expect(Object.keys(lines[3])).toHaveLength(10);
    expect(lines.at(-1).summary.scorers[0]).toMatchObject({ model: { name: 'score-other' }, count: N });
    const same = await (await send('model=score-other@1.0.0,score-other@1.1.0')).text();
    expect(Object.keys(JSON.parse(same.split('\n')[0]!))).toContain('score-other@1.0.0:weight');
  });

  it('are refused where one is not there, is named twice or is one too many', async () => {
    const missing = await problemOf(await ask({ model: ['score-other', 'none'] }), 404);
    expect(missing.errors[0].pointer).toBe('/model/1');
    const twice = await problemOf(await ask({ model: ['score-other', 'score-other'] }), 422);
    expect(twice.errors[0]).toMatchObject({ pointer: '/model', detail: 'names a model twice' });
    const same = await problemOf(await ask({ model: ['score-other', 'score-other@1.1.0'] }), 422);
    expect(same.detail).toContain('the same model');
    for (const model of [[], ['a', 'b', 'c', 'd', 'e'], [7], {}]) {
      expect((await problemOf(await ask({ model }), 422)).errors[0].pointer).toMatch(/^\/model/);
    }
  });
});

describe('scores written back', () => {
  it('stand beside the events in Arrow and Parquet, which can be scored again', async () => {
    const { events: scores } = await single('score-other');
    for (const [format, type] of [
      ['arrow', ARROW],
      ['parquet', PARQUET],
    ] as const) {
      const bytes = await bytesIn(
        await ask({ model: 'score-other', with_events: true, weight_name: 'omnifold' }, type),
      );
      const read = await eventsIn(format, bytes);
      expect(Array.from(read.px)).toEqual(Array.from(set.px));
      expect(Array.from(read.weight!)).toEqual(Array.from(own));
      const again = await call('/v1/score?model=score-other', {
        method: 'POST',
        body: bytes,
        headers: { 'content-type': type, accept: 'application/json' },
      });
      expect(scoreAnswerSchema.parse(await okJson(again)).events).toEqual(scores);
      // The weight to use is a column of its own; as the events' weight it makes N_eff that of the answer.
      const text = new TextDecoder('latin1').decode(bytes);
      for (const name of ['omnifold', 'likelihood_ratio', 'out_of_range', 'clipped']) expect(text).toContain(name);
    }
  });

  it('are weights of HepMC3, the events own first, with what they are worth', async () => {
    const { events: scores, summary } = await single('score-other');
    const bytes = await bytesIn(await ask({ model: ['score-other', 'score-nominal-kinmin'], weight_name: 'w' }, HEPMC));
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain('\nT score-other\\|1.1.0\\|sha256:');
    expect(text).toContain(`N_eff ${summary.n_eff.toPrecision(6)} of ${N} events`);
    const weightOf = (weight?: string) =>
      Array.from(readAll(new HepmcEventReader(weight === undefined ? {} : { weight }), [bytes]).weight!);
    expect(weightOf()).toEqual(Array.from(own));
    expect(weightOf('score-other:likelihood_ratio')).toEqual(scores.weight);
    expect(weightOf('score-other:w')).toEqual(scores.weight.map((r: number, e: number) => r * own[e]!));
    expect(weightOf('score-nominal-kinmin:score')).toEqual((await single('score-nominal-kinmin')).events.score);
  });

  it('are refused where there is no place for events, or their weight has no name', async () => {
    const model = 'score-other';
    const place = await problemOf(await ask({ model, with_events: true }), 422);
    expect(place.errors[0].pointer).toBe('/with_events');
    for (const name of ['', 'two words', 'score', 'weight', 'Default', 'back\\slash', 'x'.repeat(101)]) {
      const problem = await problemOf(await ask({ model, weight_name: name }, HEPMC), 422);
      expect(problem.errors[0].pointer).toBe('/weight_name');
    }
    expect((await problemOf(await ask({ model, with_events: 'yes' }), 422)).errors[0].detail).toBe('is true or false');
  });
});
