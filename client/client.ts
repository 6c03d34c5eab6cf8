import type { z } from 'zod';
import {
  problemSchema,
  type SampleAnswer,
  type ScoreAnswer,
  sampleAnswerSchema,
  scoreAnswerSchema,
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
  type Signatures,
  signaturesSchema,
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
}

/** Where the histogram of scores has its bins. */
export type HistogramOption = { bins: number; range?: [number, number] } | { edges: number[] };

export interface ScoreOptions {
  model: string;
  histogram?: HistogramOption;
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
    };
    const answer = await this.#json('/v1/sample', sampleAnswerSchema, body);
    checkPin(options.model, answer.model.digest);
    return answer;
  }

  /** A score, a logit and a likelihood-ratio weight for each event, and their summary. */
  async score(events: EventSet, options: ScoreOptions): Promise<ScoreAnswer> {
    const answer = await this.#json('/v1/score', scoreAnswerSchema, { ...options, events: jsonColumns(events) });
    checkPin(options.model, answer.model.digest);
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

  /** The signatures of a version; `requireTrusted` (client/trust.ts) judges them. */
  signatures(name: string, version: string): Promise<Signatures> {
    return this.#json(`/v1/models/${name}/versions/${version}/signatures`, signaturesSchema);
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
