import { env } from 'cloudflare:workers';
import { withoutTokens } from '../models/access/token.ts';
import { readAccess } from './access/settings.ts';
import { createApp } from './app.ts';
import { ModelHost } from './inference/model-host.ts';
import { trustPolicyOf } from './inference/trust.ts';
import { jobsPlatform } from './jobs/platform.ts';
import { queueHandler } from './jobs/queue.ts';
import { Metrics } from './metrics.ts';
import { R2Store } from './registry/r2-store.ts';

const { MODELS, RATE_LIMIT, READY_MODELS = '', COMPRESS_ANSWERS, TRUSTED_KEYS, REQUIRE_SIGNATURES } = env;
const store = new R2Store(MODELS);
const host = new ModelHost(store, () => Date.now(), trustPolicyOf(TRUSTED_KEYS, REQUIRE_SIGNATURES));
const jobs = jobsPlatform(env);
const log = (entry: Record<string, unknown>): void => console.log(withoutTokens(JSON.stringify(entry)));

const app = createApp({
  store,
  host,
  jobs,
  metrics: new Metrics(),
  access: readAccess({ ...env }, RATE_LIMIT),
  compress: COMPRESS_ANSWERS !== 'no',
  readyModels: READY_MODELS.split(',')
    .map((reference) => reference.trim())
    .filter((reference) => reference !== ''),
  log,
});

export default { fetch: app.fetch, queue: queueHandler(jobs, host, env, log) };

export { JobLedger } from './jobs/ledger.ts';
export { UploadLedger } from './uploads/upload-ledger.ts';
