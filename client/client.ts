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
import { MalformedReference, parseReference } from '../models/contract/reference.ts';
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
import { type AliasMemory, checkAlias, type OnRollback } from './alias-memory.ts';
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

export interface ClientOptions {
  /**
   * Where aliases were seen. With it, a reference through an alias is resolved first, checked against what was seen, and
   * asked for by its digest; without it, it is left to the service.
   */
  memory?: AliasMemory;
  /** What to do with an alias that went back; `refuse` unless said otherwise. */
  onRollback?: OnRollback;
  /** Told of models that are deprecated, in words. */
  onNotice?: (text: string) => void;
}

/**
 * The typed client of a HadronEdge service. Methods throw ServiceProblem where the service refuses, ServiceUnreachable
 * where it does not answer, PinMismatch where a model asked for by digest is not the one that answered, AliasWentBack
 * where an alias is older than it was seen before.
 */
export class HadronEdgeClient {
  readonly url: string;
  readonly #fetch: typeof fetch;
  readonly #options: ClientOptions;

  constructor(url: string, fetcher: typeof fetch = fetch, options: ClientOptions = {}) {
    this.url = url.replace(/\/+$/, '');
    // Called as a function: a browser's fetch refuses to be called as a method of another object.
    this.#fetch = (input, init) => fetcher(input, init);
    this.#options = options;
  }

  /** Two hadrons for each cluster. */
  async sample(clusters: ClusterSet, options: SampleOptions): Promise<SampleAnswer> {
    const model = await this.#settled(options.model);
    const body = {
      model,
      seed: options.seed,
      first_index: options.firstIndex ?? 0,
      on_invalid: options.onInvalid ?? 'refuse',
      clusters: jsonColumns(clusters),
    };
    const answer = await this.#json('/v1/sample', sampleAnswerSchema, body);
    checkPin(model, answer.model.digest);
    return answer;
  }

  /** A score, a logit and a likelihood-ratio weight for each event, and their summary. */
  async score(events: EventSet, options: ScoreOptions): Promise<ScoreAnswer> {
    const model = await this.#settled(options.model);
    const body = { ...options, model, events: jsonColumns(events) };
    const answer = await this.#json('/v1/score', scoreAnswerSchema, body);
    checkPin(model, answer.model.digest);
    return answer;
  }

  /** All models, over as many pages as it takes. */
  async models(): Promise<ModelList> {
    const models: ModelList['models'] = [];
    for (let query = ''; ; ) {
      const page = await this.#json(`/v1/models${query}`, modelListSchema);
      models.push(...page.models);
      if (page.next === undefined) return { models };
      query = `?after=${page.next}`;
    }
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
    const { models } = await this.#json('/v1/resolve', resolveResponseSchema, { references });
    const { memory, onRollback = 'refuse', onNotice } = this.#options;
    for (const resolved of models) {
      if (memory) await checkAlias(memory, this.url, resolved, onRollback);
      if (onNotice && resolved.state) onNotice(noticeOf(resolved));
    }
    return models;
  }

  /** The reference to send: by digest, where it goes through an alias and there is a memory to check it against. */
  async #settled(reference: string): Promise<string> {
    if (!this.#options.memory || !throughAlias(reference)) return reference;
    const [resolved] = await this.resolve([reference]);
    if (!resolved) throw new ServiceUnreachable(`${this.url}/v1/resolve did not answer as HadronEdge does`);
    return `${resolved.name}@${resolved.digest}`;
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

/** Whether a reference goes through an alias; what is none is left to the service to refuse. */
function throughAlias(reference: string): boolean {
  try {
    return parseReference(reference).by === 'alias';
  } catch (error) {
    if (error instanceof MalformedReference) return false;
    throw error;
  }
}

/** What to say of a model that is not active. */
function noticeOf({ reference, name, version, state, why }: ResolvedReference): string {
  return `${reference}: ${name}@${version} is ${state}${why ? `: ${why}` : ''}`;
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
