import { describe, expect, it } from 'vitest';
import { SessionMemory } from '../../client/alias-memory.ts';
import { HadronEdgeClient } from '../../client/client.ts';
import { AliasWentBack } from '../../client/errors.ts';
import type { ClientOptions } from '../../client/options.ts';

const digest = (c: string): string => `sha256:${c.repeat(64)}`;
const clusters = {
  E: Float64Array.of(10),
  px: Float64Array.of(3),
  py: Float64Array.of(-2),
  pz: Float64Array.of(9),
};

/** A service whose alias `stable` stands somewhere; it answers samples with the model that is asked for. */
class Service {
  revision = 1;
  points = 'a';
  state: object = {};
  readonly asked: string[] = [];

  client(options: ClientOptions = {}): HadronEdgeClient {
    return new HadronEdgeClient('http://service.test', (url, init) => this.#answer(url as string, init), options);
  }

  async #answer(url: string, init?: RequestInit): Promise<Response> {
    const body: any = JSON.parse(init?.body as string);
    this.asked.push(`${url.slice('http://service.test'.length)} ${body.model ?? body.references}`);
    const model = { name: 'gen', version: '1.0.0', digest: digest(this.points) };
    if (url.endsWith('/v1/resolve')) {
      const alias = { alias: 'stable', alias_revision: this.revision };
      return Response.json({ models: [{ reference: 'gen', ...model, ...alias, ...this.state }] });
    }
    const hadrons = { cluster: [], pdg_id: [], px: [], py: [], pz: [], E: [] };
    return Response.json({ model, runtime: 't', seed: '1', first_index: 0, invalid: [], out_of_range: 0, hadrons });
  }
}

const sample = (client: HadronEdgeClient, model = 'gen') => client.sample(clusters, { model, seed: '1' });

describe('a client with a memory', () => {
  it('resolves an alias, and then asks for what it means by its digest', async () => {
    const service = new Service();
    await sample(service.client({ memory: new SessionMemory() }));
    await sample(service.client({ memory: new SessionMemory() }), 'gen@1.0.0');
    await sample(service.client());
    const byDigest = `/v1/sample gen@${digest('a')}`;
    expect(service.asked).toEqual(['/v1/resolve gen', byDigest, '/v1/sample gen@1.0.0', '/v1/sample gen']);
  });

  it('follows an alias forward and refuses to follow it back, or to another place at the same revision', async () => {
    const service = new Service();
    const client = service.client({ memory: new SessionMemory() });
    await sample(client);
    Object.assign(service, { revision: 3, points: 'c' });
    expect((await sample(client)).model.digest).toBe(digest('c'));
    Object.assign(service, { revision: 2, points: 'b' });
    const asked = service.asked.length;
    const refused = await sample(client).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AliasWentBack);
    expect(refused).toMatchObject({ alias: 'gen@stable', seen: { revision: 3 }, now: { revision: 2 } });
    expect(service.asked.slice(asked)).toEqual(['/v1/resolve gen']);
    Object.assign(service, { revision: 3, points: 'b' });
    await expect(client.resolve(['gen'])).rejects.toThrow(AliasWentBack);
    Object.assign(service, { revision: 3, points: 'c' });
    await sample(client);
  });

  it('takes an alias that went back where it is told to, and remembers that', async () => {
    const service = new Service();
    const memory = new SessionMemory();
    Object.assign(service, { revision: 5 });
    await sample(service.client({ memory }));
    Object.assign(service, { revision: 2, points: 'b' });
    await expect(sample(service.client({ memory }))).rejects.toThrow(AliasWentBack);
    await sample(service.client({ memory, onRollback: 'accept' }));
    await sample(service.client({ memory }));
  });

  it('keeps services apart', async () => {
    const memory = new SessionMemory();
    await memory.remember('http://one.test', 'gen@stable', { revision: 9, digest: digest('a') });
    await sample(new Service().client({ memory }));
  });

  it('says that a model is deprecated, and why', async () => {
    const service = new Service();
    service.state = { state: 'deprecated', why: '1.1.0 is better' };
    const notices: string[] = [];
    await sample(service.client({ memory: new SessionMemory(), onNotice: (text) => notices.push(text) }));
    expect(notices).toEqual(['gen: gen@1.0.0 is deprecated: 1.1.0 is better']);
  });
});

describe('models()', () => {
  it('reads page after page', async () => {
    const asked: string[] = [];
    const pages: Record<string, object> = {
      '/v1/models': { models: [entry('a')], next: 'a' },
      '/v1/models?after=a': { models: [entry('b')], next: 'b' },
      '/v1/models?after=b': { models: [entry('c')] },
    };
    const client = new HadronEdgeClient('http://service.test', async (url) => {
      asked.push((url as string).slice('http://service.test'.length));
      return Response.json(pages[asked.at(-1)!]);
    });
    expect((await client.models()).models.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual(Object.keys(pages));
  });
});

const entry = (name: string) => ({ name, kind: 'scorer', description: 'd', versions: [], aliases: {} });
