import type { z } from 'zod';
import {
  problemSchema,
  type SampleAnswer,
  type ScoreAnswer,
  type ScoresAnswer,
  sampleAnswerSchema,
  scoreAnswerSchema,
  scoresAnswerSchema,
} from '../models/contract/answers.ts';
import { type Certificate, certificateSchema } from '../models/contract/certificate.ts';
import { DIGEST_PATTERN } from '../models/contract/names.ts';
import {
  type HistoryEntry,
  historySchema,
  type ModelList,
  modelListSchema,
  type ResolvedReference,
  resolveResponseSchema,
  type VersionAnswer,
  versionAnswerSchema,
} from '../models/contract/responses.ts';
import type { ClusterSet, EventSet } from '../physics/columns.ts';
import { PinMismatch, ServiceProblem, ServiceUnreachable } from './errors.ts';

/** Options of a sampling request; `first_index` is the index of the first cluster in the whole run (DESIGN section 8). */
export interface SampleOptions {
  model: string;
  seed: string;
  firstIndex?: number;
  onInvalid?: 'refuse' | 'skip';
  /** Reference of a scorer for the sampled events. */
  score?: string;
}

/** Where the histogram of scores has its bins. */
export type HistogramOption = 'auto' | { bins: number; range?: [number, number] } | { edges: number[] };

export interface ScoreOptions {
  model: string;
  histogram?: HistogramOption;
  /** A second sample to compare with. */
  reference?: EventSet;
}

/** Options of a request to several scorers. */
export interface ScoresOptions extends Omit<ScoreOptions, 'model'> {
  models: readonly string[];
}

/** JSON columns of a cluster or event set: typed arrays do not survive JSON.stringify, plain arrays do. */
function jsonColumns(set: ClusterSet | EventSet): Record<string, number[]> {
  const columns: Record<string, number[]> = {};
  for (const [name, column] of Object.entries(set)) if (column !== undefined) columns[name] = Array.from(column);
  return columns;
}

/**
 * The typed client of a HadronEdge service. Methods throw ServiceProblem where the service refuses, ServiceUnreachable
 * where it does not answer, PinMismatch where a model asked for by digest is not the one that answered.
 */
export class HadronEdgeClient {
  readonly url: string;
  readonly #fetch: typeof fetch;

  constructor(url: string, fetcher: typeof fetch = fetch) {
    this.url = url.replace(/\/+$/, '');
    // Called as a function: a browser's fetch refuses to be called as a method of another object.
    this.#fetch = (input, init) => fetcher(input, init);
  }

  /** Two hadrons for each cluster. */
  async sample(clusters: ClusterSet, options: SampleOptions): Promise<SampleAnswer> {
    const body = {
      model: options.model,
      seed: options.seed,
      first_index: options.firstIndex ?? 0,
      on_invalid: options.onInvalid ?? 'refuse',
      clusters: jsonColumns(clusters),
      ...(options.score !== undefined && { score: options.score }),
    };
    const answer = await this.#json('/v1/sample', sampleAnswerSchema, body);
    checkPin(options.model, answer.model.digest);
    if (options.score !== undefined && answer.scores) checkPin(options.score, answer.scores.model.digest);
    return answer;
  }

  /** Score, logit, likelihood-ratio weight and flags for each event, their summary, and a comparison if asked for. */
  async score(events: EventSet, options: ScoreOptions): Promise<ScoreAnswer> {
    const answer = await this.#json('/v1/score', scoreAnswerSchema, scoreBody(events, options));
    checkPin(options.model, answer.model.digest);
    return answer;
  }

  /** The same of several scorers, in their order. Throws RangeError where none is named. */
  async scores(events: EventSet, { models, ...options }: ScoresOptions): Promise<ScoresAnswer> {
    const [first] = models;
    if (first === undefined) throw new RangeError('a scorer must be named');
    if (models.length === 1) {
      const { runtime, ...scorer } = await this.score(events, { ...options, model: first });
      return { runtime, scorers: [scorer] };
    }
    const body = scoreBody(events, { ...options, model: models });
    const answer = await this.#json('/v1/score', scoresAnswerSchema, body);
    if (answer.scorers.length !== models.length) {
      throw new ServiceUnreachable(`${this.url} answered for ${answer.scorers.length} of ${models.length} models`);
    }
    for (const [i, reference] of models.entries()) checkPin(reference, answer.scorers[i]!.model.digest);
    return answer;
  }

  models(): Promise<ModelList> {
    return this.#json('/v1/models', modelListSchema);
  }

  version(name: string, version: string): Promise<VersionAnswer> {
    return this.#json(`/v1/models/${name}/versions/${version}`, versionAnswerSchema);
  }

  certificate(name: string, version: string): Promise<Certificate> {
    return this.#json(`/v1/models/${name}/versions/${version}/certificate`, certificateSchema);
  }

  async history(name: string, alias: string): Promise<HistoryEntry[]> {
    return (await this.#json(`/v1/models/${name}/aliases/${alias}/history`, historySchema)).history;
  }

  /** What references mean now: the body of a lockfile. */
  async resolve(references: string[]): Promise<ResolvedReference[]> {
    return (await this.#json('/v1/resolve', resolveResponseSchema, { references })).models;
  }

  async #json<Schema extends z.ZodType>(path: string, schema: Schema, body?: unknown): Promise<z.output<Schema>> {
    const response = await this.#send(path, body);
    const value: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusal(this.url, response.status, value);
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new ServiceUnreachable(`${this.url}${path} did not answer as HadronEdge does`);
    return parsed.data;
  }

  async #send(path: string, body: unknown): Promise<Response> {
    const request: RequestInit =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    try {
      return await this.#fetch(`${this.url}${path}`, request);
    } catch (error) {
      throw new ServiceUnreachable(`no answer from ${this.url}; is the server running (hadronedge serve)?`, {
        cause: error,
      });
    }
  }
}

/** The body of a scoring request. */
function scoreBody(
  events: EventSet,
  { reference, ...options }: Omit<ScoreOptions, 'model'> & { model: string | readonly string[] },
): object {
  return { ...options, events: jsonColumns(events), ...(reference && { reference: jsonColumns(reference) }) };
}

function refusal(url: string, status: number, value: unknown): Error {
  const problem = problemSchema.safeParse(value);
  if (problem.success) return new ServiceProblem(problem.data);
  return new ServiceUnreachable(`${url} answered ${status} without a problem document; is it a HadronEdge service?`);
}

/** Checks that a model asked for by digest is the one that answered. */
function checkPin(reference: string, digest: string): void {
  const wanted = reference.slice(reference.indexOf('@') + 1);
  if (DIGEST_PATTERN.test(wanted) && wanted !== digest) throw new PinMismatch(wanted, digest);
}
