import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { Metrics } from '../../functions/metrics.ts';
import { R2Store } from '../../functions/registry/r2-store.ts';

async function encodingOf(compress: boolean): Promise<string | null> {
  const store = new R2Store(env.MODELS);
  const host = new ModelHost(store, () => 0);
  const app = createApp({ store, host, metrics: new Metrics(), readyModels: [], compress, log: () => undefined });
  const response = await app.request('/v1/limits', {}, {}, createExecutionContext());
  return response.headers.get('Content-Encoding');
}

it('leaves compression to the platform, unless told that it only costs time', async () => {
  expect(await encodingOf(true)).toBeNull();
  expect(await encodingOf(false)).toBe('identity');
});
