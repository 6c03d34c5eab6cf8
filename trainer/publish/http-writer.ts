import type { z } from 'zod';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { Blob, Manifest } from '../../models/contract/manifest.ts';
import {
  type AliasAnswer,
  aliasAnswerSchema,
  blobAnswerSchema,
  publishAnswerSchema,
  type Stored,
  signatureAnswerSchema,
  stateAnswerSchema,
} from '../../models/contract/publishing.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';
import type { AliasChange, AliasOutcome } from '../../models/registry/alias.ts';
import type { StateChange, StateOutcome } from '../../models/registry/change-state.ts';
import { RegistryError, type RegistryReason } from '../../models/registry/error.ts';
import type { RegistryWriter, VersionOutcome } from '../../models/registry/writer.ts';
import { NoAnswer, PATIENCE, type Patience, sendPatiently } from './patience.ts';
import { parseJson, ServiceError, serviceError } from './service-error.ts';
import type { ServiceTarget } from './target.ts';

export interface HttpOptions extends Partial<Patience> {
  fetch?: typeof fetch;
}

interface Call {
  method: 'GET' | 'PUT';
  path: string;
  body?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** What a 412 means. */
  conflict?: RegistryReason;
}

const TIMEOUT_MS = 60_000;

/** Turns of reading an alias and moving it before giving up; each lost turn is another's success. */
const MAX_TURNS = 200;

/**
 * Writes to a registry through a HadronEdge service. Requests that get no answer are repeated: bytes and versions are
 * the same the second time, and moves carry an id by which the service knows its own success.
 */
export class HttpWriter implements RegistryWriter {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;
  readonly #patience: Patience;

  constructor({ serviceUrl, token }: ServiceTarget, options: HttpOptions = {}) {
    this.#url = serviceUrl.replace(/\/+$/, '');
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const fetcher = options.fetch ?? fetch;
    this.#fetch = (input, init) => fetcher(input, init);
    this.#patience = { ...PATIENCE, ...options };
  }

  async publishedDigest(name: string, version: string): Promise<string | null> {
    const path = `${versionPath(name, version)}/state`;
    return (await this.#find(stateAnswerSchema, { method: 'GET', path }))?.digest ?? null;
  }

  async putBlob({ digest }: Blob, bytes: Uint8Array<ArrayBuffer>): Promise<Stored> {
    const headers = { 'content-type': 'application/octet-stream' };
    const call: Call = { method: 'PUT', path: `/v1/blobs/${digest}`, body: bytes, headers };
    return (await this.#ask(blobAnswerSchema, call)).outcome;
  }

  async putVersion(manifest: Manifest, signatures: readonly Envelope[] = []): Promise<VersionOutcome> {
    const body = canonicalBytes(signatures.length > 0 ? { manifest, signatures } : manifest);
    const path = versionPath(manifest.name, manifest.version);
    const answer = await this.#ask(publishAnswerSchema, { method: 'PUT', path, body, headers: JSON_BODY });
    const digest = await sha256Digest(canonicalBytes(manifest));
    if (answer.digest === digest) return answer;
    throw new ServiceError(`${this.#url} published ${answer.digest}, and the manifest is ${digest}`, null);
  }

  async putSignature(name: string, digest: string, envelope: Envelope): Promise<Stored> {
    const path = `${versionPath(name, digest)}/signatures/${envelope.signatures[0].keyid}`;
    const call: Call = { method: 'PUT', path, body: canonicalBytes(envelope), headers: JSON_BODY };
    return (await this.#ask(signatureAnswerSchema, call)).outcome;
  }

  async moveAlias(name: string, alias: string, change: AliasChange): Promise<AliasOutcome> {
    const path = `/v1/models/${name}/aliases/${alias}`;
    for (let turn = 1; ; turn++) {
      const expected = change.expectedRevision ?? (await this.#revisionOf(path));
      try {
        return aliasOutcome(await this.#putAlias(path, change, expected));
      } catch (error) {
        const lost = error instanceof RegistryError && error.reason === 'alias-conflict';
        if (!lost || change.expectedRevision !== undefined || turn === MAX_TURNS) throw error;
      }
    }
  }

  async changeState(name: string, version: string, change: StateChange): Promise<StateOutcome> {
    const { state, who, why, id = crypto.randomUUID(), expectedRevision } = change;
    const answer = await this.#ask(stateAnswerSchema, {
      method: 'PUT',
      path: `${versionPath(name, version)}/state`,
      body: canonicalBytes({ state, who, why, id }),
      headers: { ...JSON_BODY, ...(expectedRevision === undefined ? {} : precondition(expectedRevision)) },
      conflict: 'state-conflict',
    });
    const [last] = answer.history;
    const outcome = answer.outcome ?? 'unchanged';
    if (!last) return { outcome, pointer: null };
    const { revision, who: by, when, why: because } = last;
    return { outcome, pointer: { version, state: last.to, revision, who: by, when, why: because } };
  }

  async #putAlias(path: string, { version, who, why, id }: AliasChange, expected: number): Promise<AliasAnswer> {
    return this.#ask(aliasAnswerSchema, {
      method: 'PUT',
      path,
      body: canonicalBytes({ version, who, why, id: id ?? crypto.randomUUID() }),
      headers: { ...JSON_BODY, ...precondition(expected) },
      conflict: 'alias-conflict',
    });
  }

  async #revisionOf(path: string): Promise<number> {
    return (await this.#find(aliasAnswerSchema, { method: 'GET', path }))?.revision ?? 0;
  }

  /** As `#ask`, with null for what is not there. */
  async #find<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S> | null> {
    return this.#ask(schema, call).catch((error: unknown) => {
      if (error instanceof RegistryError && error.reason === 'unknown-model') return null;
      throw error;
    });
  }

  async #ask<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S>> {
    const { response, body } = await sendPatiently(() => this.#send(call), this.#patience).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) throw error;
      throw new ServiceError(`${this.#url} ${error.message}`, null, { cause: error });
    });
    const text = new TextDecoder().decode(body);
    if (!response.ok) throw serviceError(this.#url, response.status, text, call.conflict ?? 'alias-conflict');
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new ServiceError(`${this.#url}${call.path} did not answer as HadronEdge does`, response.status);
  }

  /** A redirect is not followed, so that the token goes nowhere else. */
  #send({ method, path, body, headers }: Call): Promise<Response> {
    return this.#fetch(`${this.#url}${path}`, {
      method,
      headers: { ...headers, ...this.#headers },
      ...(body ? { body } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }
}

const JSON_BODY = { 'content-type': 'application/json' };
const versionPath = (name: string, version: string): string => `/v1/models/${name}/versions/${version}`;

const precondition = (revision: number): Record<string, string> =>
  revision === 0 ? { 'if-none-match': '*' } : { 'if-match': `"${revision}"` };

function aliasOutcome({ outcome = 'moved', alias, version, digest, revision }: AliasAnswer): AliasOutcome {
  return { outcome, pointer: { alias, version, digest, revision } };
}
