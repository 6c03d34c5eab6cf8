import { env } from 'cloudflare:workers';
import { createApp } from './app.ts';
import { ModelHost } from './inference/model-host.ts';
import { Metrics } from './metrics.ts';
import { R2Store } from './registry/r2-store.ts';

const { MODELS, READY_MODELS = '', COMPRESS_ANSWERS } = env;
const store = new R2Store(MODELS);

const app = createApp({
  store,
  host: new ModelHost(store, () => Date.now()),
  metrics: new Metrics(),
  compress: COMPRESS_ANSWERS !== 'no',
  readyModels: READY_MODELS.split(',')
    .map((reference) => reference.trim())
    .filter((reference) => reference !== ''),
  log: (entry) => console.log(JSON.stringify(entry)),
});

export default { fetch: app.fetch };
