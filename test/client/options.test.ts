import { describe, expect, it } from 'vitest';
import { HadronEdgeClient } from '../../client/client.ts';
import { DamagedAnswer, PinMismatch, RuntimeMismatch, ServiceUnreachable } from '../../client/errors.ts';
import type { ClientOptions } from '../../client/options.ts';
import { makeToken } from '../../models/access/token.ts';
import { digestOfHadrons } from '../../models/contract/content-digest.ts';
import type { Lockfile } from '../../models/contract/lockfile.ts';

const digest = (c: string): string => `sha256:${c.repeat(64)}`;
const clusters = { E: Float64Array.of(10), px: Float64Array.of(3), py: Float64Array.of(-2), pz: Float64Array.of(9) };
const hadrons = { cluster: [0, 0], pdg_id: [211, -211], px: [1, 2], py: [-1, -1], pz: [4, 5], E: [4.5, 5.5] };
const answer = {
  model: { name: 'gen', version: '1.0.0', digest: digest('a') },
  runtime: 'runtime-1',
  seed: '7',
  first_index: 0,
  invalid: [],
  out_of_range: 0,
  hadrons,
};

interface Asked {
  url: string;
  init: RequestInit;
}

/** A service that answers everything alike, and remembers what it was asked. */
function service(options: ClientOptions, url = 'https://service.test', headers: Record<string, string> = {}) {
  const asked: Asked[] = [];
  const fetcher = (input: any, init: RequestInit = {}): Promise<Response> => {
    asked.push({ url: input, init });
    return Promise.resolve(Response.json(answer, { headers }));
  };
  return { client: new HadronEdgeClient(url, fetcher, options), asked };
}

const ask = (client: HadronEdgeClient, model: string) => client.sample(clusters, { model, seed: '7' });
const modelAsked = ({ init }: Asked): string => JSON.parse(init.body as string).model;

const lockfile = (models: Lockfile['models'], runtime?: string): { lock: Lockfile } => ({
  lock: { schema: 'hadronedge/lock/1', ...(runtime ? { runtime } : {}), models },
});

describe('a lockfile', () => {
  const entry = { name: 'gen', version: '1.0.0', digest: digest('a'), alias_revision: 1 };
  it('sends digests, and takes a name for its stable alias as references do', async () => {
    for (const [locked, asks] of [
      ['gen', 'gen'],
      ['gen@stable', 'gen'],
      ['gen', 'gen@stable'],
    ] as const) {
      const { client, asked } = service(lockfile({ [locked]: entry }));
      await ask(client, asks);
      expect(modelAsked(asked[0]!)).toBe(`gen@${digest('a')}`);
    }
    const { client, asked } = service(lockfile({ gen: entry }));
    for (const other of ['gen@1.0.0', 'gen@beta', 'no reference']) await ask(client, other);
    expect(asked.map(modelAsked)).toEqual(['gen@1.0.0', 'gen@beta', 'no reference']);
  });

  it('refuses an answer of another model, and of another runtime', async () => {
    const other = service(lockfile({ gen: { ...entry, digest: digest('b') } }));
    await expect(ask(other.client, 'gen')).rejects.toThrow(PinMismatch);
    const newer = service(lockfile({ gen: entry }, 'runtime-0'));
    await expect(ask(newer.client, 'gen')).rejects.toThrow(RuntimeMismatch);
    await expect(ask(service(lockfile({ gen: entry }, 'runtime-1')).client, 'gen')).resolves.toMatchObject({
      seed: '7',
    });
    await expect(ask(newer.client, 'gen@1.0.0')).resolves.toMatchObject({ seed: '7' });
  });
});

describe('the content digest', () => {
  it('is computed again from the numbers that arrived', async () => {
    const right = { 'HadronEdge-Content-Digest': await digestOfHadrons(hadrons) };
    await expect(ask(service({}, undefined, right).client, 'gen')).resolves.toMatchObject({ seed: '7' });
    const wrong = { 'HadronEdge-Content-Digest': await digestOfHadrons({ ...hadrons, E: [4.5, 5.5 + 2 ** -50] }) };
    await expect(ask(service({}, undefined, wrong).client, 'gen')).rejects.toThrow(DamagedAnswer);
  });
});

describe('a token', () => {
  const { token } = makeToken();

  it('goes with every request to the service, and not to where it redirects', async () => {
    const { client, asked } = service({ token });
    await ask(client, 'gen');
    await client.models().catch(() => null);
    for (const { init } of asked) {
      expect(new Headers(init.headers).get('authorization')).toBe(`Bearer ${token}`);
      expect(init.redirect).toBe('manual');
    }
    const elsewhere: string[] = [];
    const redirecting = (input: any): Promise<Response> => {
      elsewhere.push(input);
      return Promise.resolve(new Response(null, { status: 307, headers: { location: 'https://evil.test/' } }));
    };
    const redirected = new HadronEdgeClient('https://service.test', redirecting, { token });
    await expect(redirected.models()).rejects.toThrow(ServiceUnreachable);
    expect(elsewhere).toEqual(['https://service.test/v1/models']);
  });

  it('is not there where there is none', async () => {
    const { client, asked } = service({});
    await ask(client, 'gen');
    expect(new Headers(asked[0]!.init.headers).has('authorization')).toBe(false);
  });

  it('travels encrypted, or stays on this computer', () => {
    for (const url of ['https://service.test', 'http://127.0.0.1:8787', 'http://localhost:1', 'http://[::1]:2']) {
      expect(() => service({ token }, url)).not.toThrow();
    }
    for (const url of ['http://service.test', 'http://127.0.0.1.evil.test', 'http://192.0.2.1:8787']) {
      expect(() => service({ token }, url)).toThrow('in the clear');
    }
  });

  it('is not repeated where it is refused for not being one', () => {
    const cut = token.slice(0, -1);
    let message = '';
    try {
      service({ token: cut });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('not one');
    expect(message).not.toContain(cut.slice(-40));
  });
});
