import { env } from 'cloudflare:workers';
import { createApp } from './app.ts';
import { ModelHost } from './inference/model-host.ts';
import { jobsPlatform } from './jobs/platform.ts';
import { queueHandler } from './jobs/queue.ts';
import { Metrics } from './metrics.ts';
import { R2Store } from './registry/r2-store.ts';

const { MODELS, READY_MODELS = '', COMPRESS_ANSWERS } = env;
const store = new R2Store(MODELS);
const host = new ModelHost(store, () => Date.now());
const jobs = jobsPlatform(env);
const log = (entry: Record<string, unknown>): void => console.log(JSON.stringify(entry));

const app = createApp({
  store,
  host,
  jobs,
  metrics: new Metrics(),
  compress: COMPRESS_ANSWERS !== 'no',
  readyModels: READY_MODELS.split(',')
    .map((reference) => reference.trim())
    .filter((reference) => reference !== ''),
  log,
});

export default { fetch: app.fetch, queue: queueHandler(jobs, host, env, log) };

export { JobLedger } from './jobs/ledger.ts';
export { UploadLedger } from './uploads/upload-ledger.ts';
