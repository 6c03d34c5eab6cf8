import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { moveAlias } from '../../models/registry/alias.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { listModels } from '../../models/registry/list.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { describeResolved, resolveWithState } from '../../models/registry/resolve.ts';
import { generatorRelease } from '../registry/release-fixture.ts';

/** The registry reads of a service over a store in memory, on a free port: what `models` and `pin` talk to. */
export interface RegistryService {
  url: string;
  store: MemoryStore;
  /** The runtime that it tells, if any. */
  runtime: string | undefined;
  /** Publishes a version of `gen` and points an alias to it. */
  publish(version: string, alias?: string): Promise<string>;
  stop(): Promise<void>;
}

type Registry = Pick<RegistryService, 'store' | 'runtime'>;
type Answer = [status: number, body: unknown];

async function answer({ store, runtime }: Registry, path: string, body: string): Promise<Answer> {
  if (path === '/v1/models') return [200, await listModels(store)];
  if (path !== '/v1/resolve') return [404, problem(404, 'Not found')];
  try {
    const { references } = JSON.parse(body) as { references: string[] };
    const models = [];
    for (const text of references) models.push(describeResolved(text, await resolveWithState(store, text)));
    return [200, { models, ...(runtime === undefined ? {} : { runtime }) }];
  } catch (error) {
    const status = error instanceof RegistryError && error.reason === 'yanked' ? 410 : 404;
    return error instanceof RegistryError ? [status, problem(status, error.message)] : [500, problem(500, 'Failed')];
  }
}

const problem = (status: number, title: string) => ({ type: 'urn:hadronedge:problem:not-found', title, status });

async function respond(registry: Registry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const [status, body] = await answer(registry, request.url ?? '', Buffer.concat(parts).toString());
  response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}

export async function startRegistryService(): Promise<RegistryService> {
  const store = new MemoryStore();
  const registry: Registry = { store, runtime: undefined };
  const server = createServer((request, response) => void respond(registry, request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const publish = async (version: string, alias?: string): Promise<string> => {
    const { digest } = await publishRelease(store, await generatorRelease({ version }));
    const change = { version, who: 'a tester', why: 'test', when: '2026-11-02T00:00:00Z' };
    if (alias) await moveAlias(store, 'gen', alias, change);
    return digest;
  };
  const stop = () => new Promise<void>((done) => server.close(() => done()));
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return Object.assign(registry, { url, publish, stop });
}
