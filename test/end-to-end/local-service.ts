import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, type LocalServerOptions, startLocalServer } from '../../cli/server/local.ts';

/** A port that nothing listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

type ServiceOptions = Pick<LocalServerOptions, 'variables'>;

/** A service in workerd with a bucket of its own, which outlives restarts. */
export class LocalService {
  readonly #state: string;
  readonly #options: ServiceOptions;
  #server: LocalServer;

  private constructor(state: string, options: ServiceOptions, server: LocalServer) {
    this.#state = state;
    this.#options = options;
    this.#server = server;
  }

  static async start(options: ServiceOptions = {}): Promise<LocalService> {
    const state = await mkdtemp(join(tmpdir(), 'hadronedge-test-'));
    const server = await startLocalServer({ ...options, host: '127.0.0.1', port: await freePort(), state });
    return new LocalService(state, options, server);
  }

  get url(): string {
    return this.#server.url;
  }

  /** Starts it again over the same bucket, with other variables of wrangler.toml where they are given. */
  async restart(variables: Record<string, string> = {}): Promise<void> {
    await this.#server.stop();
    const options = { variables: { ...this.#options.variables, ...variables } };
    this.#server = await startLocalServer({
      ...options,
      host: '127.0.0.1',
      port: await freePort(),
      state: this.#state,
    });
  }

  async end(): Promise<void> {
    await this.#server.stop();
    await rm(this.#state, { recursive: true, force: true });
  }
}
