import { RegistryError } from '../models/registry/error.ts';
import type { Dependencies } from './dependencies.ts';
import type { KeepAlive } from './inference/model-host.ts';
import type { Refusal } from './inference/refusal.ts';
import { ProblemError } from './problems.ts';

export interface Readiness {
  ready: boolean;
  models: { reference: string; ready: boolean; detail?: string }[];
  refused: Refusal[];
}

/**
 * Loads the default models and gives the state of the service. Throws a `not-ready` problem that names every default
 * model that does not load and every model that was refused; the others go on being served.
 */
export async function readiness({ host, readyModels }: Dependencies, keepAlive: KeepAlive): Promise<Readiness> {
  const models: Readiness['models'] = [];
  for (const reference of readyModels) {
    try {
      await host.check(reference, keepAlive);
      models.push({ reference, ready: true });
    } catch (error) {
      models.push({ reference, ready: false, detail: explain(error) });
    }
  }
  const refused = host.refusals();
  const errors = [
    ...models.filter((model) => !model.ready).map(({ reference, detail }) => ({ model: reference, detail: detail! })),
    ...refused.map(({ model, digest, reason, code, detail }) => ({
      model,
      digest,
      ...(code === undefined ? {} : { code }),
      detail: `${reason}: ${detail}`,
    })),
  ];
  if (errors.length === 0) return { ready: true, models, refused };
  const detail = errors.map((error) => `${error.model}: ${error.detail}`).join('; ');
  throw new ProblemError('not-ready', detail, { errors });
}

/** What a caller may read of an error: the words of our own errors, nothing of others. */
const explain = (error: unknown): string =>
  error instanceof ProblemError || error instanceof RegistryError ? error.message : 'does not load';
