import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, startLocalServer } from '../../cli/server/local.ts';

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

/** A service in workerd with a bucket of its own, which outlives restarts. */
export class LocalService {
  readonly #state: string;
  #server: LocalServer;

  private constructor(state: string, server: LocalServer) {
    this.#state = state;
    this.#server = server;
  }

  static async start(): Promise<LocalService> {
    const state = await mkdtemp(join(tmpdir(), 'hadronedge-test-'));
    return new LocalService(state, await startLocalServer({ host: '127.0.0.1', port: await freePort(), state }));
  }

  get url(): string {
    return this.#server.url;
  }

  /** Starts it again over the same bucket, with other variables of wrangler.toml where they are given. */
  async restart(variables: Record<string, string> = {}): Promise<void> {
    await this.#server.stop();
    this.#server = await startLocalServer({ host: '127.0.0.1', port: await freePort(), state: this.#state, variables });
  }

  async end(): Promise<void> {
    await this.#server.stop();
    await rm(this.#state, { recursive: true, force: true });
  }
}
