import type { z } from 'zod';
import { createdTokenSchema, tokenListSchema } from '../models/access/answers.ts';
import { type TokenInfo, tokenInfoSchema } from '../models/access/record.ts';
import type { CreatedToken, TokenRequest } from '../models/access/tokens.ts';
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
import { digestOfHadrons, digestOfScores } from '../models/contract/content-digest.ts';
import { lockedModel } from '../models/contract/lockfile.ts';
import { DIGEST_PATTERN } from '../models/contract/names.ts';
import { isReference, parseReference } from '../models/contract/reference.ts';
import {
  type HistoryEntry,
  historySchema,
  type ModelList,
  modelListSchema,
  type ResolvedReference,
  type ResolveResponse,
  resolveResponseSchema,
  type Signatures,
  signaturesSchema,
  type VersionAnswer,
  versionAnswerSchema,
} from '../models/contract/responses.ts';
import type { ClusterSet, EventSet } from '../physics/columns.ts';
import { checkAlias } from './alias-memory.ts';
import { DamagedAnswer, PinMismatch, RuntimeMismatch, ServiceProblem, ServiceUnreachable } from './errors.ts';
import { authorization, type ClientOptions } from './options.ts';

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

/** What a reference is asked by, and the runtime that its answers must come from where the lockfile names one. */
export interface Pin {
  model: string;
  pinnedRuntime: string | undefined;
}

/** JSON columns of a cluster or event set: typed arrays do not survive JSON.stringify, plain arrays do. */
function jsonColumns(set: ClusterSet | EventSet): Record<string, number[]> {
  const columns: Record<string, number[]> = {};
  for (const [name, column] of Object.entries(set)) if (column !== undefined) columns[name] = Array.from(column);
  return columns;
}

/**
 * The typed client of a HadronEdge service. Methods throw ServiceProblem where the service refuses, ServiceUnreachable
 * where it does not answer, PinMismatch where a model asked for by digest is not the one that answered, RuntimeMismatch
 * where the lockfile names another runtime, DamagedAnswer where numbers do not have the digest that the service states,
 * AliasWentBack where an alias is older than it was seen before.
 */
export class HadronEdgeClient {
  readonly url: string;
  readonly #fetch: typeof fetch;
  readonly #options: Omit<ClientOptions, 'token'>;
  readonly #authorization: { authorization?: string };

  /** Throws RangeError where a token is none, or would travel in the clear. */
  constructor(url: string, fetcher: typeof fetch = fetch, options: ClientOptions = {}) {
    this.url = url.replace(/\/+$/, '');
    const { token, ...others } = options;
    this.#options = others;
    this.#authorization = authorization(this.url, token);
    // Called as a function: a browser's fetch refuses to be called as a method of another object.
    this.#fetch = (input, init) => fetcher(input, init);
  }

  /** What a reference is asked by, for whoever asks in another way (jobs); check what answers with `checkOrigin`. */
  pin(reference: string): Promise<Pin> {
    return this.#pin(reference);
  }

  /** Two hadrons for each cluster. */
  async sample(clusters: ClusterSet, options: SampleOptions): Promise<SampleAnswer> {
    const { model, pinnedRuntime } = await this.#pin(options.model);
    const scorer = options.score === undefined ? undefined : await this.#pin(options.score);
    const body = {
      model,
      seed: options.seed,
      first_index: options.firstIndex ?? 0,
      on_invalid: options.onInvalid ?? 'refuse',
      clusters: jsonColumns(clusters),
      ...(scorer && { score: scorer.model }),
    };
    const { value: answer, headers } = await this.#ask('/v1/sample', sampleAnswerSchema, body);
    checkOrigin(answer, model, pinnedRuntime);
    checkContent(headers, await digestOfHadrons(answer.hadrons));
    if (scorer && answer.scores)
      checkOrigin({ ...answer.scores, runtime: answer.runtime }, scorer.model, scorer.pinnedRuntime);
    return answer;
  }

  /** Score, logit, likelihood-ratio weight and flags for each event, their summary, and a comparison if asked for. */
  async score(events: EventSet, options: ScoreOptions): Promise<ScoreAnswer> {
    const { model, pinnedRuntime } = await this.#pin(options.model);
    const body = scoreBody(events, { ...options, model });
    const { value: answer, headers } = await this.#ask('/v1/score', scoreAnswerSchema, body);
    checkOrigin(answer, model, pinnedRuntime);
    checkContent(headers, await digestOfScores(answer.events));
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
    const pins = await Promise.all(models.map((model) => this.#pin(model)));
    const body = scoreBody(events, { ...options, model: pins.map(({ model }) => model) });
    const { value: answer, headers } = await this.#ask('/v1/score', scoresAnswerSchema, body);
    if (answer.scorers.length !== models.length) {
      throw new ServiceUnreachable(`${this.url} answered for ${answer.scorers.length} of ${models.length} models`);
    }
    for (const [i, { model, pinnedRuntime }] of pins.entries()) {
      checkOrigin({ model: answer.scorers[i]!.model, runtime: answer.runtime }, model, pinnedRuntime);
    }
    checkContent(headers, await digestOfScores(...answer.scorers.map((scorer) => scorer.events)));
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

  /** The signatures of a version; `requireTrusted` (client/trust.ts) judges them. */
  signatures(name: string, version: string): Promise<Signatures> {
    return this.#json(`/v1/models/${name}/versions/${version}/signatures`, signaturesSchema);
  }

  async history(name: string, alias: string): Promise<HistoryEntry[]> {
    return (await this.#json(`/v1/models/${name}/aliases/${alias}/history`, historySchema)).history;
  }

  /** What references mean now. */
  async resolve(references: string[]): Promise<ResolvedReference[]> {
    return (await this.resolution(references)).models;
  }

  /**
   * What references mean now, and the runtime of the service: the body of a lockfile. Where there is a memory, aliases are
   * checked against it.
   */
  async resolution(references: string[]): Promise<ResolveResponse> {
    const resolution = await this.#json('/v1/resolve', resolveResponseSchema, { references });
    const { memory, onRollback = 'refuse', onNotice } = this.#options;
    for (const resolved of resolution.models) {
      if (memory) await checkAlias(memory, this.url, resolved, onRollback);
      if (onNotice && resolved.state) onNotice(noticeOf(resolved));
    }
    return resolution;
  }

  /** The reference to send for one, by digest where the lockfile pins it; and the runtime that the lockfile pins. */
  async #pin(reference: string): Promise<Pin> {
    const { lock } = this.#options;
    const locked = lock && lockedModel(lock, reference);
    if (!locked) return { model: await this.#settled(reference), pinnedRuntime: undefined };
    return { model: `${locked.name}@${locked.digest}`, pinnedRuntime: lock.runtime };
  }

  /** By digest, where a reference goes through an alias and there is a memory to check that against; else as it is. */
  async #settled(reference: string): Promise<string> {
    if (!this.#options.memory || !throughAlias(reference)) return reference;
    const [resolved] = await this.resolve([reference]);
    if (!resolved) throw new ServiceUnreachable(`${this.url}/v1/resolve did not answer as HadronEdge does`);
    return `${resolved.name}@${resolved.digest}`;
  }

  /** Makes a token (needs one with the scope admin); its text is told this once. */
  createToken(request: TokenRequest): Promise<CreatedToken> {
    return this.#json('/v1/tokens', createdTokenSchema, request);
  }

  /** All tokens, oldest first (scope admin). */
  async tokens(): Promise<TokenInfo[]> {
    return (await this.#json('/v1/tokens', tokenListSchema)).tokens;
  }

  /** Revokes a token (scope admin). */
  async revokeToken(id: string): Promise<TokenInfo> {
    return (await this.#ask(`/v1/tokens/${id}`, tokenInfoSchema, undefined, 'DELETE')).value;
  }

  async #json<Schema extends z.ZodType>(path: string, schema: Schema, body?: unknown): Promise<z.output<Schema>> {
    return (await this.#ask(path, schema, body)).value;
  }

  async #ask<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<{ value: z.output<Schema>; headers: Headers }> {
    const response = await this.#send(method, path, body);
    const value: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusal(this.url, response.status, value);
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new ServiceUnreachable(`${this.url}${path} did not answer as HadronEdge does`);
    return { value: parsed.data, headers: response.headers };
  }

  async #send(method: string, path: string, body: unknown): Promise<Response> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const request: RequestInit = { method, ...content, headers: { ...type, ...this.#authorization } };
    // A redirection could carry the token elsewhere.
    if (this.#authorization.authorization !== undefined) request.redirect = 'manual';
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

/** Whether a reference goes through an alias; what is none is left to the service to refuse. */
const throughAlias = (reference: string): boolean => isReference(reference) && parseReference(reference).by === 'alias';

/** What to say of a model that is not active. */
function noticeOf({ reference, name, version, state, why }: ResolvedReference): string {
  return `${reference}: ${name}@${version} is ${state}${why ? `: ${why}` : ''}`;
}

function refusal(url: string, status: number, value: unknown): Error {
  const problem = problemSchema.safeParse(value);
  if (problem.success) return new ServiceProblem(problem.data);
  return new ServiceUnreachable(`${url} answered ${status} without a problem document; is it a HadronEdge service?`);
}

/** Checks that a model asked for by digest is the one that answered, and the runtime where one is pinned. */
export function checkOrigin(
  { model, runtime }: { model: { digest: string }; runtime: string },
  reference: string,
  pinnedRuntime: string | undefined,
): void {
  const wanted = reference.slice(reference.indexOf('@') + 1);
  if (DIGEST_PATTERN.test(wanted) && wanted !== model.digest) throw new PinMismatch(wanted, model.digest);
  if (pinnedRuntime !== undefined && pinnedRuntime !== runtime) throw new RuntimeMismatch(pinnedRuntime, runtime);
}

/** Checks that the columns have the digest that the service states; pages of other origins may not see it. */
function checkContent(headers: Headers, found: string): void {
  const said = headers.get('HadronEdge-Content-Digest');
  if (said !== null && said !== found) throw new DamagedAnswer(said, found);
}
