import type { z } from 'zod';
import { FORMATS, type Format } from '../formats/format.ts';
import { problemSchema } from '../models/contract/answers.ts';
import {
  isOver,
  type JobDocument,
  jobSchema,
  type SourceDocument,
  sourceSchema,
  type UploadDocument,
  uploadSchema,
} from '../models/contract/jobs.ts';
import type { HistogramOption } from './client.ts';
import { ServiceProblem, ServiceUnreachable } from './errors.ts';

/** A job to start; without a format the source's own. */
export interface JobRequest {
  source: string;
  model: string;
  format?: Format;
  histogram?: HistogramOption;
  /** HepMC3: name of the events' own weight. */
  weight?: string;
}

/** How long a failed connection is waited for before another try, and how often, while a job is followed. */
const RECONNECT_MS = 1000;
const RECONNECTS = 30;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The client of what is too large for a request: uploads and jobs. Methods throw ServiceProblem where the service refuses
 * and ServiceUnreachable where it does not answer.
 */
export class LargeSetsClient {
  readonly url: string;
  readonly #fetch: typeof fetch;
  readonly #headers: Record<string, string>;

  /** @param headers sent with every request, such as an authorization */
  constructor(url: string, fetcher: typeof fetch = fetch, headers: Record<string, string> = {}) {
    this.url = url.replace(/\/+$/, '');
    this.#fetch = (input, init) => fetcher(input, init);
    this.#headers = headers;
  }

  /** Begins an upload in parts, or says how far it has come. */
  beginUpload(digest: string, bytes: number, format: Format): Promise<UploadDocument> {
    return this.#json('/v1/uploads', uploadSchema, jsonRequest({ digest, bytes, format }));
  }

  /** Stores part `number`. */
  async putPart(digest: string, number: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#send(`/v1/uploads/${digest}/parts/${number}`, { method: 'PUT', body: bytes });
  }

  completeUpload(digest: string): Promise<SourceDocument> {
    return this.#json(`/v1/uploads/${digest}/complete`, sourceSchema, { method: 'POST' });
  }

  /** Starts a job, or gives the one that there is. */
  startJob(request: JobRequest): Promise<JobDocument> {
    return this.#json('/v1/jobs', jobSchema, jsonRequest(request));
  }

  job(id: string): Promise<JobDocument> {
    return this.#json(`/v1/jobs/${id}`, jobSchema, {});
  }

  retryJob(id: string): Promise<JobDocument> {
    return this.#json(`/v1/jobs/${id}/retry`, jobSchema, { method: 'POST' });
  }

  cancelJob(id: string): Promise<JobDocument> {
    return this.#json(`/v1/jobs/${id}`, jobSchema, { method: 'DELETE' });
  }

  /** Looks at a job every `interval` milliseconds until it is over. A service that is away for a while is waited for. */
  async *follow(id: string, interval = 1000): AsyncGenerator<JobDocument, void, undefined> {
    for (let failures = 0; ; await sleep(failures > 0 ? RECONNECT_MS : interval)) {
      let job: JobDocument;
      try {
        job = await this.job(id);
        failures = 0;
      } catch (error) {
        if (!(error instanceof ServiceUnreachable) || ++failures > RECONNECTS) throw error;
        continue;
      }
      yield job;
      if (isOver(job)) return;
    }
  }

  /** The scores of a job that is done, as a stream of bytes. */
  async result(id: string, format: Format): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send(`/v1/jobs/${id}/result`, { headers: { accept: FORMATS[format].mediaType } });
    if (!response.body) throw new ServiceUnreachable(`${this.url} gave no result`);
    return response.body;
  }

  async #json<S extends z.ZodType>(path: string, schema: S, request: RequestInit): Promise<z.output<S>> {
    const response = await this.#send(path, request);
    const value: unknown = await response.json().catch(() => undefined);
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new ServiceUnreachable(`${this.url}${path} did not answer as HadronEdge does`);
    return parsed.data;
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...request.headers, ...this.#headers };
    let response: Response;
    try {
      response = await this.#fetch(`${this.url}${path}`, { ...request, headers });
    } catch (error) {
      throw new ServiceUnreachable(`no answer from ${this.url}; is the server running (hadronedge serve)?`, {
        cause: error,
      });
    }
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
    if (problem.success) throw new ServiceProblem(problem.data);
    throw new ServiceUnreachable(`${this.url} answered ${response.status} without a problem document`);
  }
}

const jsonRequest = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
