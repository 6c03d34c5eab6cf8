import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../formats/format.ts';
import { type Form, writerOf } from '../../formats/write.ts';
import { bytesOf } from '../../functions/bytes.ts';
import { LIMITS } from '../../functions/limits.ts';
import { scoreAnswerSchema } from '../../models/contract/answers.ts';
import type { EventSet } from '../../physics/columns.ts';
import { compareScores } from '../../physics/observables/score-comparison.ts';
import { call, columns, events, full, gzip, okJson, post, problemOf } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

const MODEL = 'score-nominal-kinmin';
const N = 150;
const first: EventSet = { ...events(N, 3), weight: Float64Array.from({ length: N }, (_, e) => 0.5 + (e % 4)) };
const second: EventSet = { ...events(90, 8), weight: Float64Array.from({ length: 90 }, (_, e) => 1 + (e % 2)) };

beforeAll(async () => {
  await publishDefaults();
});

const { weight: _, ...bare } = second;

const ask = async (body: object): Promise<any> => okJson(await post('/v1/score', { model: MODEL, ...body }));

interface PartOptions {
  name: string;
  type?: string;
  body: string | Uint8Array<ArrayBuffer> | ArrayBuffer;
}

/** A form as browsers and Python's requests write it. */
async function form(parts: PartOptions[], boundary = 'b0undary'): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: (string | Uint8Array<ArrayBuffer> | ArrayBuffer)[] = parts.flatMap(({ name, type, body }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n`,
    ...(type === undefined ? [] : [`Content-Type: ${type}\r\n`]),
    '\r\n',
    body,
    '\r\n',
  ]);
  return new Uint8Array(await new Blob([...pieces, `--${boundary}--\r\n`]).arrayBuffer());
}

const written = (form: Form, set: EventSet): Uint8Array<ArrayBuffer> =>
  bytesOf(writerOf<'events'>('events', form)!, set);
const typeOf = (form: Form): string => FORMATS[form === 'json-columns' ? 'json' : (form as 'json')].mediaType;
const part = (name: string, form: Form, set: EventSet): PartOptions => ({
  name,
  type: typeOf(form),
  body: written(form, set),
});

const sendForm = (body: BodyInit, query = '', boundary = 'b0undary') =>
  call(`/v1/score?model=${MODEL}${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });

describe('a reference', () => {
  it('is summarized and compared, with the weights of both', async () => {
    const answer = scoreAnswerSchema.parse(
      await ask({ events: columns(first), reference: columns(second), histogram: { bins: 8 } }),
    );
    const [alone, other] = [await ask({ events: columns(first) }), await ask({ events: columns(second) })];
    expect(answer.summary.mean).toBe(alone.summary.mean);
    expect(answer.reference!.summary).toMatchObject({
      count: 90,
      mean: other.summary.mean,
      n_eff: other.summary.n_eff,
    });
    // The numbers of the comparison have their own tests; here they must be those of these samples.
    const expected = compareScores(
      { score: alone.events.score, weight: first.weight },
      { score: other.events.score, weight: second.weight },
      answer.summary.histogram.edges,
    );
    expect(answer.comparison).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(answer.comparison!.auc).not.toBe(0.5);
    const { edges, sumw } = answer.reference!.summary.histogram;
    expect(edges).toEqual(answer.summary.histogram.edges);
    expect(sumw.reduce((a, b) => a + b)).toBeCloseTo(135, 9);
  });

  it('may be in rows, and in automatic bins', async () => {
    const row = { particles: [{ px: 1, py: 0, pz: 3, E: 3.5 }] };
    const answer = await ask({ events: [row, row], reference: [row], histogram: 'auto' });
    expect(answer.comparison).toMatchObject({ auc: 0.5, ks: 0, auc_error: null });
    expect(answer.summary.histogram.sumw).toHaveLength(10);
  });

  it('is refused with its own place', async () => {
    const good = { events: columns(first) };
    const cases: [object, string][] = [
      [{ reference: 'x' }, '/reference'],
      [{ reference: [] }, '/reference'],
      [{ reference: [{ particles: [] }] }, '/reference/0'],
      [{ reference: { ...columns(second), weight: full(90, 0) } }, '/reference/weight'],
      [{ reference: { ...columns(second), weight: full(90, 1e308) } }, '/reference/weight'],
      [{ reference: { ...columns(second), px: ['1'] } }, '/reference/px/0'],
    ];
    for (const [extra, pointer] of cases) {
      const problem = await problemOf(await post('/v1/score', { model: MODEL, ...good, ...extra }), 422);
      expect(problem.errors[0].pointer).toBe(pointer);
    }
    const many = { particles: [{ px: 1, py: 0, pz: 3, E: 3.5 }] };
    const half = full(LIMITS.events / 2 + 1, many);
    const large = await problemOf(await post('/v1/score', { model: MODEL, events: half, reference: half }), 413);
    expect(large.detail).toContain('together');
  });
});

describe('a form of parts', () => {
  const forms: Form[] = ['json', 'json-columns', 'ndjson', 'hepmc3', 'arrow', 'parquet'];

  it('gives the same answer for events and reference in every pair of formats', async () => {
    const expected = await ask({ events: columns(first), reference: columns(second), histogram: 'auto' });
    for (const [i, name] of forms.entries()) {
      const other = forms[(i + 1) % forms.length]!;
      const parts = [part('events', name, first), part('reference', other, second)];
      // The order of the parts is the client's.
      const body = await form(i % 2 === 0 ? parts : parts.toReversed());
      expect(await okJson(await sendForm(body, '&bins=auto'))).toEqual(expected);
    }
  });

  it('is read the same however its bytes arrive', async () => {
    const body = await form([part('events', 'ndjson', first), part('reference', 'dat', bare)]);
    const whole = await okJson(await sendForm(body));
    for (const size of [7, 61, 1000]) {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < body.length; i += size) controller.enqueue(body.slice(i, i + size));
          controller.close();
        },
      });
      expect(await okJson(await sendForm(stream))).toEqual(whole);
    }
  });

  it('may hold parts that are gzip files, and data that look like a boundary', async () => {
    const plain = await form([part('events', 'ndjson', first)]);
    const expected = await okJson(await sendForm(plain));
    expect(expected.comparison).toBeUndefined();
    const compressed = { name: 'events', type: typeOf('ndjson'), body: await gzip(written('ndjson', first)) };
    expect(await okJson(await sendForm(await form([compressed])))).toEqual(expected);
    const text = new TextDecoder().decode(written('ndjson', first)).replaceAll('\n', '\r\n');
    // Line breaks are how a boundary begins; so are blank lines.
    const tricky = text.replaceAll('\r\n', '\r\n\r\n');
    expect(await okJson(await sendForm(await form([{ ...compressed, body: tricky }])))).toEqual(expected);
  });

  it('is refused where it is no such form, with the part at fault', async () => {
    const good = part('events', 'ndjson', first);
    const cases: [BodyInit, number, string][] = [
      [await form([{ ...good, name: 'clusters' }]), 422, 'no such part'],
      [await form([good, good]), 422, 'twice'],
      [await form([{ ...good, name: 'reference' }]), 422, 'is needed'],
      [await form([{ ...good, type: 'text/plain' }]), 415, 'part events'],
      [await form([{ name: 'events', body: good.body }]), 415, 'part events'],
      [await form([good, { ...good, name: 'reference', body: '{"particles":7}\n' }]), 422, 'part reference'],
      [await form([{ ...good, body: '{"particles":' }]), 400, 'part events'],
      [(await form([good])).slice(0, -10), 400, 'before its last boundary'],
      [new Uint8Array(0), 400, 'before its last boundary'],
      [new TextEncoder().encode('--b0undary\r\nno: name\r\n\r\n--b0undary--\r\n'), 400, 'Content-Disposition'],
      [new TextEncoder().encode('--b0undaryX\r\n\r\n--b0undary--\r\n'), 400, 'end its line'],
      [new TextEncoder().encode(`--b0undary\r\n${'x'.repeat(9000)}`), 400, '4096'],
    ];
    for (const [body, status, words] of cases) {
      const problem = await problemOf(await sendForm(body), status);
      expect(problem.detail).toContain(words);
    }
    const places = await problemOf(await sendForm(cases[5]![0]), 422);
    expect(places.errors[0]).toMatchObject({ part: 'reference', line: 1 });
    const boundless = await call(`/v1/score?model=${MODEL}`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data' },
    });
    expect((await problemOf(boundless, 400)).detail).toContain('boundary');
  });

  it('has one limit for all its parts', async () => {
    const blank = ' '.repeat(LIMITS.body_bytes / 2 + 1000);
    const zipped = async (name: string) => ({
      name,
      type: typeOf('json'),
      body: await gzip(`${blank}[{"particles":[{"px":1,"py":0,"pz":3,"E":3.5}]}]`),
    });
    expect((await sendForm(await form([await zipped('events')]))).status).toBe(200);
    await problemOf(await sendForm(await form([await zipped('events'), await zipped('reference')])), 413);
  });
});
