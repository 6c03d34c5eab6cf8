import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import type { UploadStore } from '../models/registry/upload-store.ts';
import type { Access } from './access/settings.ts';
import type { KeepAlive, ModelHost } from './inference/model-host.ts';
import type { JobsPlatform } from './jobs/platform.ts';
import type { Metrics } from './metrics.ts';

/** What the routes work with; made once for an isolate. */
export interface Dependencies {
  store: UploadStore;
  host: ModelHost;
  metrics: Metrics;
  /** References of the models that must load for the service to be ready. */
  readyModels: readonly string[];
  /** Whether the platform may compress answers. On one computer that costs more time than it saves. */
  compress?: boolean;
  /** Where large sets are stored and worked on. */
  jobs?: JobsPlatform;
  /** How the service is open; without it nothing is, beyond health and documents. */
  access?: Access;
  /** The clock that tokens expire by, milliseconds since 1970; the platform's unless a test brings its own. */
  now?: () => number;
  /** Takes what an operator should see. */
  log: (entry: Record<string, unknown>) => void;
}

export interface Environment {
  Variables: RequestIdVariables & {
    /** Holder of the token that the request came with, where it came with one. */
    principal?: { name: string; scopes: readonly string[] };
  };
}

export type App = OpenAPIHono<Environment>;

/** Keeps work going that other requests may wait for, when the request that began it is cancelled. */
export function keepAliveOf(c: Context<Environment>): KeepAlive {
  return (promise) => c.executionCtx.waitUntil(promise);
}

/** The platform of large sets. Throws Error where the service was set up without. */
export function requireJobs({ jobs }: Dependencies): JobsPlatform {
  if (jobs) return jobs;
  throw new Error('the service was set up without a platform for jobs');
}
