import { expect, it } from 'vitest';
import { HadronEdgeClient } from '../../client/client.ts';

it('calls fetch as a browser wants it: not as a method of the client', async () => {
  const receivers: unknown[] = [];
  async function fetcher(this: unknown): Promise<Response> {
    receivers.push(this);
    return Response.json({ models: [] });
  }
  await new HadronEdgeClient('http://service.test', fetcher).models();
  expect(receivers).toEqual([undefined]);
});
