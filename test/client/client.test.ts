import { describe, expect, it } from 'vitest';
import { HadronEdgeClient } from '../../client/client.ts';
import { PinMismatch, ServiceProblem, ServiceUnreachable } from '../../client/errors.ts';

const digest = (c: string): string => `sha256:${c.repeat(64)}`;
const clusters = {
  E: Float64Array.of(10),
  px: Float64Array.of(3),
  py: Float64Array.of(-2),
  pz: Float64Array.of(9),
};
const answer = {
  model: { name: 'hadml-v1', version: '1.0.0', digest: digest('a') },
  runtime: 'test',
  seed: '7',
  first_index: 0,
  invalid: [],
  out_of_range: 0,
  hadrons: { cluster: [0, 0], pdg_id: [211, -211], px: [1, 2], py: [-1, -1], pz: [4, 5], E: [4.5, 5.5] },
};

/** The answer of one scorer. */
const scorer = (name: string, c: string) => ({
  model: { name, version: '1.0.0', digest: digest(c) },
  events: { score: [0.5], logit: [0], weight: [1], out_of_range: [0], clipped: [0] },
  summary: {
    count: 1,
    mean: 0.5,
    mean_error: null,
    n_eff: 1,
    effective_reduction: 1,
    out_of_range: 0,
    clipped: 0,
    histogram: { edges: [0, 1], sumw: [1], sumw2: [1] },
  },
});
const pin = (c: string) => `s-${c}@${digest(c)}`;

/** A service that answers everything alike, and remembers what it was asked. */
function service(status: number, body: unknown): { client: HadronEdgeClient; asked: { url: string; body: unknown }[] } {
  const asked: { url: string; body: unknown }[] = [];
  const fetcher = (url: any, init?: RequestInit): Promise<Response> => {
    asked.push({ url, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined });
    return Promise.resolve(Response.json(body, { status }));
  };
  return { client: new HadronEdgeClient('http://service.test/', fetcher), asked };
}

describe('the client', () => {
  it('sends clusters as JSON columns with the options, and parses the answer', async () => {
    const { client, asked } = service(200, answer);
    const got = await client.sample(clusters, { model: 'hadml-v1', seed: '7', firstIndex: 40 });
    expect(got.hadrons.pdg_id).toEqual([211, -211]);
    expect(asked).toEqual([
      {
        url: 'http://service.test/v1/sample',
        body: {
          model: 'hadml-v1',
          seed: '7',
          first_index: 40,
          on_invalid: 'refuse',
          clusters: { E: [10], px: [3], py: [-2], pz: [9] },
        },
      },
    ]);
  });

  it('accepts the model it pinned, and no other', async () => {
    const { client } = service(200, answer);
    const ask = (c: string) => client.sample(clusters, { model: `hadml-v1@${digest(c)}`, seed: '7' });
    await expect(ask('a')).resolves.toMatchObject({ seed: '7' });
    await expect(ask('b')).rejects.toThrow(PinMismatch);
  });

  it('gives the problem that the service states, with its place', async () => {
    const problem = {
      type: 'urn:hadronedge:problem:invalid-cluster',
      title: 'Clusters that cannot decay',
      status: 422,
      errors: [{ pointer: '/clusters/0', detail: 'the energy is not positive' }],
    };
    const { client } = service(422, problem);
    const refused = client.sample(clusters, { model: 'hadml-v1', seed: '7' });
    await expect(refused).rejects.toThrow(ServiceProblem);
    await expect(refused).rejects.toThrow('422 Clusters that cannot decay (/clusters/0: the energy is not positive)');
  });

  it('says so when it is not a HadronEdge service that answers, or none', async () => {
    await expect(service(200, { hello: 'world' }).client.models()).rejects.toThrow(ServiceUnreachable);
    await expect(service(502, 'bad gateway').client.models()).rejects.toThrow('answered 502 without a problem');
    const away = new HadronEdgeClient('http://service.test', () => Promise.reject(new TypeError('fetch failed')));
    await expect(away.models()).rejects.toThrow('no answer from http://service.test');
  });

  it('asks several scorers at once, with a reference, and one as it always did', async () => {
    const events = { ...clusters, pdg_id: Int32Array.of(211), offsets: Uint32Array.of(0, 1) };
    const both = { runtime: 'test', scorers: [scorer('s-a', 'a'), scorer('s-b', 'b')] };
    const { client, asked } = service(200, both);
    const got = await client.scores(events, { models: [pin('a'), pin('b')], reference: events, histogram: 'auto' });
    expect(got).toEqual(both);
    expect(asked[0]!.body).toMatchObject({
      model: [pin('a'), pin('b')],
      reference: { offsets: [0, 1], px: [3] },
      histogram: 'auto',
    });
    await expect(client.scores(events, { models: [pin('b'), pin('a')] })).rejects.toThrow(PinMismatch);
    await expect(client.scores(events, { models: ['s-a', 's-b', 's-c'] })).rejects.toThrow('answered for 2 of 3');
    await expect(client.scores(events, { models: [] })).rejects.toThrow(RangeError);
    const one = service(200, { ...scorer('s-a', 'a'), runtime: 'test' });
    expect(await one.client.scores(events, { models: ['s-a'] })).toEqual({
      runtime: 'test',
      scorers: [scorer('s-a', 'a')],
    });
    expect(one.asked[0]!.body).toMatchObject({ model: 's-a' });
  });
});
