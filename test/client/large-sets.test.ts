import { describe, expect, it } from 'vitest';
import { ServiceProblem, ServiceUnreachable } from '../../client/errors.ts';
import { LargeSetsClient } from '../../client/large-sets.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';

const digest = `sha256:${'a'.repeat(64)}`;

const job = (state: JobDocument['state'], done: number): JobDocument => ({
  id: '0'.repeat(32),
  operation: 'score',
  state,
  source: digest,
  format: 'hepmc3',
  model: { name: 'm', version: '1.0.0', digest },
  runtime: 'r',
  created: '2026-11-24T00:00:00.000Z',
  progress: done / 10,
  bytes: { done, total: 10 },
  events: { done, total: null },
  shards: { done, failed: 0, total: null },
  rate: null,
  seconds_left: null,
  errors: [],
});

/** A client of a service that answers so, one after the other; an Error is a connection that fails. */
function clientOf(answers: (Response | Error)[], headers: Record<string, string> = {}) {
  const asked: Request[] = [];
  const fetcher = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    asked.push(new Request(input, init));
    const answer = answers.shift() ?? new Error('nobody asks so often');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { client: new LargeSetsClient('http://service/', fetcher, headers), asked };
}

describe('the client of large sets', () => {
  it('follows a job to its end, over a service that is away for a while', async () => {
    const away = new TypeError('fetch failed');
    const answers = [job('planning', 0), job('running', 5), job('done', 10)].map((one) => Response.json(one));
    const { client, asked } = clientOf([answers[0]!, away, answers[1]!, answers[2]!]);
    const seen: string[] = [];
    for await (const { state } of client.follow('0'.repeat(32), 1)) seen.push(state);
    expect(seen).toEqual(['planning', 'running', 'done']);
    expect(asked).toHaveLength(4);
  });

  it('says what a service refuses, at once', async () => {
    const problem = { type: 'urn:hadronedge:problem:unknown-job', title: 'No such job', status: 404 };
    const { client } = clientOf([Response.json(problem, { status: 404 })]);
    await expect(client.follow('0'.repeat(32), 1).next()).rejects.toBeInstanceOf(ServiceProblem);
    await expect(clientOf([new Response('x', { status: 502 })]).client.job('x')).rejects.toBeInstanceOf(
      ServiceUnreachable,
    );
    await expect(clientOf([Response.json({})]).client.job('x')).rejects.toBeInstanceOf(ServiceUnreachable);
  });

  it('sends its headers with every request, and parts as they are', async () => {
    const { client, asked } = clientOf([new Response(null, { status: 204 }), new Response('scores')], {
      authorization: 'Bearer x',
    });
    await client.putPart(digest, 3, Uint8Array.of(1, 2, 3));
    const stream = await client.result('0'.repeat(32), 'dat-history');
    expect(await new Response(stream).text()).toBe('scores');
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `PUT http://service/v1/uploads/${digest}/parts/3`,
      `GET http://service/v1/jobs/${'0'.repeat(32)}/result`,
    ]);
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer x', 'Bearer x']);
    expect(asked[1]!.headers.get('accept')).toBe('text/vnd.hadml.dat;form=history');
    expect(new Uint8Array(await asked[0]!.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
  });
});
