import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../models/contract/answers.ts';
import { call, clusters, columns, events } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

/** Whatever is sent, the answer is a success or a problem of the caller's, never the service's failure. */

beforeAll(publishDefaults);

const RUNS = 1_000;
const SEED = 20260101;
const VALID = {
  '/v1/sample': {
    model: 'hadml-v1',
    seed: 7,
    first_index: 3,
    on_invalid: 'skip',
    clusters: columns(clusters(3)),
    score: 'score-nominal-kinmin',
  },
  '/v1/score': {
    model: 'score-nominal-kinmin',
    histogram: { bins: 3, range: [0, 1] },
    events: { ...columns(events(2)), weight: [1, 2] },
    reference: { ...columns(events(2, 3)), weight: [2, 1] },
    weight_name: 'w',
    with_events: false,
  },
  '/v1/resolve': { references: ['hadml-v1', 'score-nominal-kinmin@1.0.0'] },
} as const;
const DAT = '88,0,0,0,0;88,0,0,0,0;81,3,0,0,1;111,1,0,0,0;111,2,0,0,1;|\n';
const NDJSON = {
  '/v1/sample': '{"px":0,"py":0,"pz":1,"E":3}\n',
  '/v1/score': '{"particles":[{"px":0,"py":0,"pz":1,"E":3}]}\n',
};
/** A form of two parts. */
const FORM = ['events', 'reference']
  .map(
    (name) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/vnd.hadml.dat\r\n\r\n${DAT}`,
  )
  .concat('--b--\r\n')
  .join('\r\n');
type Path = keyof typeof VALID;

interface Sent {
  body: string | Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
  query: string;
}

const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e308, -1e308, 5e-324, -0, 2 ** 53, 1e39));
const anything = fc.oneof(
  anyNumber,
  fc.string(),
  fc.constantFrom(null, true, '__proto__', '../x', '%2e%2e', {}, []),
  fc.array(anyNumber, { maxLength: 4 }),
  fc.object({ maxDepth: 2 }),
);

/** Every path to a value in a document. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** A copy of a document with the value at a path replaced, removed, or given a neighbour. */
function mutate(document: object, path: string[], change: 'replace' | 'remove' | 'add', value: unknown): unknown {
  if (path.length === 0) return change === 'replace' ? value : document;
  const copy = structuredClone(document);
  const parent = path.slice(0, -1).reduce((at: any, key) => at[key], copy);
  const key = path.at(-1)!;
  if (change === 'replace') parent[key] = value;
  else if (change === 'add') parent[`${key}x`] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Valid bodies with one to three places changed. */
const mutated = (path: Path): fc.Arbitrary<Sent> => {
  const places = pathsOf(VALID[path]);
  const step = fc.tuple(
    fc.constantFrom(...places),
    fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'add' as const),
    anything,
  );
  return fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => {
    let document: unknown = VALID[path];
    for (const [place, change, value] of steps) {
      try {
        document = mutate(document as object, place, change, value);
      } catch {
        // The place went with an earlier change.
      }
    }
    return { body: JSON.stringify(document), headers: JSON_HEADERS, query: '' };
  });
};

/** A text with bytes replaced or cut off. */
const damaged = (text: string, headers: Record<string, string>, query: string): fc.Arbitrary<Sent> =>
  fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(text.length)).map(([at, byte, length]) => {
    const bytes = new Uint8Array(new TextEncoder().encode(text));
    bytes[at] = byte;
    return { body: length % 3 === 0 ? bytes.slice(0, length) : bytes, headers, query };
  });

const headerValue = fc.oneof(
  fc.constantFrom(
    'application/json',
    'application/x-ndjson',
    'text/vnd.hadml.dat',
    'gzip',
    'br',
    '*/*',
    'a/b;q=x',
    ';;',
    'text/*;q=0.5, */*;q=0',
  ),
  fc.string({
    unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 30,
  }),
);
const anyHeaders = fc
  .record(
    { 'content-type': headerValue, accept: headerValue, 'content-encoding': headerValue, 'x-request-id': headerValue },
    { requiredKeys: [] },
  )
  .map((headers) => headers as Record<string, string>);
const anyQuery = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'model',
        'seed',
        'first_index',
        'on_invalid',
        'bins',
        'range',
        'edges',
        'score',
        'with_events',
        'weight_name',
        'x',
        '__proto__',
      ),
      fc.oneof(fc.string(), fc.constantFrom('hadml-v1', 'score-nominal-kinmin', '1', '0,1', 'skip', 'auto', 'true')),
    ),
    { maxLength: 5 },
  )
  .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`);
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new Uint8Array(array));

const garbage: fc.Arbitrary<Sent> = fc.record({
  body: fc.oneof(
    bytes,
    fc.json(),
    anything.map((value) => JSON.stringify(value) ?? ''),
  ),
  headers: fc.oneof(fc.constant(JSON_HEADERS), anyHeaders),
  query: fc.oneof(fc.constant(''), anyQuery),
});

function requests(path: Path): fc.Arbitrary<Sent> {
  const all = [
    mutated(path),
    mutated(path),
    damaged(JSON.stringify(VALID[path]), JSON_HEADERS, ''),
    garbage,
    fc
      .tuple(fc.constant(JSON.stringify(VALID[path])), anyHeaders, anyQuery)
      .map(([body, headers, query]) => ({ body, headers, query })),
  ];
  if (path !== '/v1/resolve') {
    const query = `?model=${VALID[path].model}`;
    all.push(damaged(NDJSON[path].repeat(2), { 'content-type': 'application/x-ndjson' }, query));
    all.push(damaged(DAT.repeat(2), { 'content-type': 'text/vnd.hadml.dat' }, query));
    if (path === '/v1/score') all.push(damaged(FORM, { 'content-type': 'multipart/form-data; boundary=b' }, query));
  }
  return fc.oneof(...all);
}

describe.each(Object.keys(VALID) as Path[])('POST %s', (path) => {
  it(`answers ${RUNS} wild requests with a success or a problem`, async () => {
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(requests(path), async ({ body, headers, query }) => {
      const response = await call(path + query, { method: 'POST', body, headers });
      const text = new TextDecoder().decode(await response.arrayBuffer());
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(response.status, text).toBeLessThan(500);
      if (response.status === 200) {
        expect(text).not.toMatch(/NaN|Infinity/);
        return;
      }
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(problemSchema.parse(JSON.parse(text)).status).toBe(response.status);
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
    // The requests reach every depth: parsers, options, models, and the networks themselves.
    for (const status of [200, 400, 415, 422]) expect(statuses.get(status) ?? 0).toBeGreaterThan(10);
    expect(({} as any).polluted).toBeUndefined();
  });
});
