import { createExecutionContext, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Format } from '../../../formats/format.ts';
import { createApp } from '../../../functions/app.ts';
import { ModelHost } from '../../../functions/inference/model-host.ts';
import { jobsPlatform } from '../../../functions/jobs/platform.ts';
import { bytesFrom } from '../../../functions/jobs/stored-source.ts';
import { LIMITS } from '../../../functions/limits.ts';
import { Metrics } from '../../../functions/metrics.ts';
import { partBytesOf, receivePart } from '../../../functions/uploads/in-parts.ts';
import { ObjectWriter, partBuffer } from '../../../functions/uploads/object-writer.ts';
import { receiveSource } from '../../../functions/uploads/receive.ts';
import { findSource, publishSource, temporaryKey } from '../../../functions/uploads/source.ts';
import type { StoredBytes } from '../../../functions/uploads/stored-bytes.ts';
import type { OpenUpload } from '../../../functions/uploads/upload-ledger.ts';
import { sha256Digest } from '../../../models/contract/digest.ts';
import { call, columns, events, gzip, okJson, post, problemOf } from '../fixtures/http.ts';
import { fileOf, putEvents, run, SCORER, store } from '../fixtures/jobs.ts';
import { store as models, publishDefaults } from '../fixtures/releases.ts';

const keys = async (prefix: string): Promise<string[]> =>
  (await env.EVENTS.list({ prefix })).objects.map(({ key }) => key);
const everything = async (): Promise<string[]> => [...(await keys('uploads/')), ...(await keys('sources/'))];

/** Bytes that are no events, and differ by seed. */
const bytesOf = (length: number, seed: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 9)) & 255);

const begin = async (bytes: Uint8Array<ArrayBuffer>, format = 'ndjson') =>
  post('/v1/uploads', { digest: await sha256Digest(bytes), bytes: bytes.length, format });

const putPart = (digest: string, number: number, body: Uint8Array<ArrayBuffer>): Promise<Response> =>
  call(`/v1/uploads/${digest}/parts/${number}`, {
    method: 'PUT',
    body,
    headers: { 'content-length': String(body.length) },
  });

const complete = (digest: string): Promise<Response> => call(`/v1/uploads/${digest}/complete`, { method: 'POST' });

beforeAll(async () => {
  await publishDefaults();
});

/** Stored bytes from `start` to `end`, as a job reads them. */
async function bytesAt(stored: StoredBytes, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for await (const chunk of bytesFrom(env.EVENTS, stored, start, end)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  expect(at).toBe(bytes.length);
  return bytes;
}

const full = (): Promise<never> => Promise.reject(new Error('ENOSPC: no space left on device'));

describe('PUT /v1/events', () => {
  it('names bytes by their sha256, once', async () => {
    const bytes = fileOf(events(20), 'ndjson');
    const digest = await sha256Digest(bytes);
    const first = await putEvents(bytes, 'ndjson');
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/v1/events/${digest}`);
    expect(await first.json()).toEqual({ id: digest, bytes: bytes.length, format: 'ndjson' });
    const before = await everything();
    const second = await putEvents(bytes, 'ndjson');
    expect(second.status).toBe(200);
    expect(await second.json()).toEqual({ id: digest, bytes: bytes.length, format: 'ndjson' });
    expect(await everything()).toEqual(before);
    expect(await okJson(await call(`/v1/events/${digest}`))).toMatchObject({ bytes: bytes.length });
    expect((await problemOf(await call(`/v1/events/sha256:${'0'.repeat(64)}`), 404)).type).toContain('unknown-source');
    expect((await call('/v1/events/x')).status).toBe(422);
  });

  it('keeps gzip as it is sent', async () => {
    const compressed = await gzip(fileOf(events(20, 2), 'dat'));
    const { id } = await store(compressed, 'dat');
    expect(id).toBe(await sha256Digest(new Uint8Array(compressed)));
  });

  it('refuses an empty body, another format and options', async () => {
    expect((await putEvents('', 'ndjson')).status).toBe(400);
    const text = { method: 'PUT', body: 'x', headers: { 'content-type': 'text/plain' } };
    expect((await call('/v1/events', text)).status).toBe(415);
    const json = { ...text, headers: { 'content-type': 'application/json' } };
    expect((await call('/v1/events?model=x', json)).status).toBe(422);
  });

  it('of several parts that is cut leaves nothing, at each of many places', async () => {
    const before = await everything();
    const whole = bytesOf(LIMITS.upload_part_bytes + 100_000, 1);
    for (const at of [0, 1, 70_000, LIMITS.upload_part_bytes - 1, LIMITS.upload_part_bytes + 1, whole.length - 1]) {
      const cut = new ReadableStream<Uint8Array>({
        start(controller) {
          if (at > 0) controller.enqueue(whole.slice(0, at));
          controller.error(new Error('the connection is gone'));
        },
      });
      const error: any = await receiveSource(env.EVENTS, cut, 'ndjson').catch((caught: unknown) => caught);
      expect(error.kind).toBe('malformed-body');
      expect(await everything()).toEqual(before);
    }
    const { source } = await receiveSource(env.EVENTS, new Blob([whole]).stream(), 'ndjson');
    expect(source).toEqual({ id: await sha256Digest(whole), bytes: whole.length, format: 'ndjson' });
    const stored = (await findSource(env.EVENTS, source.id))!;
    expect(stored.part_bytes).toBe(LIMITS.upload_part_bytes);
    expect(await bytesAt(stored, 0, whole.length)).toEqual(whole);
    const around = [LIMITS.upload_part_bytes - 7, LIMITS.upload_part_bytes + 9] as const;
    expect(await bytesAt(stored, ...around)).toEqual(whole.slice(...around));
  });

  it('says so where the disk is full, and leaves nothing', async () => {
    const before = await everything();
    const bucket: any = { put: full, get: () => Promise.resolve(null) };
    const host = new ModelHost(models, () => 0);
    const logged: Record<string, unknown>[] = [];
    const jobs = { ...jobsPlatform(env), bucket };
    const app = createApp({
      store: models,
      host,
      jobs,
      metrics: new Metrics(),
      access: { openInference: true, origins: [] },
      readyModels: [],
      log: (e) => logged.push(e),
    });
    for (const length of [100, LIMITS.upload_part_bytes + 1]) {
      const request = new Request('http://x/v1/events', {
        method: 'PUT',
        body: bytesOf(length, 2),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      const problem = await problemOf(await app.fetch(request, env, createExecutionContext()), 507);
      expect(problem.type).toBe('urn:hadronedge:problem:not-stored');
      expect(JSON.stringify(problem)).not.toContain('ENOSPC');
      expect(logged.pop()).toMatchObject({ level: 'warning' });
    }
    expect(await everything()).toEqual(before);
  });
});

/** Begins an upload whose parts are smaller than a client's. */
async function beginSmall(bytes: Uint8Array<ArrayBuffer>, format: Format, partBytes: number): Promise<OpenUpload> {
  const digest = await sha256Digest(bytes);
  const upload = { digest, key: temporaryKey(), bytes: bytes.length, partBytes, format };
  return jobsPlatform(env).upload(digest).begin(upload);
}

/** Sends all parts, the last one first. */
async function sendAll({ digest, partBytes }: OpenUpload, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let number = Math.ceil(bytes.length / partBytes) - 1; number >= 0; number--) {
    const part = bytes.slice(number * partBytes, (number + 1) * partBytes);
    expect((await putPart(digest, number, part)).status).toBe(204);
  }
}

describe('an upload in parts', () => {
  const part = LIMITS.upload_part_bytes;

  it('goes on where it stopped, in any order, and gives what one request gives', async () => {
    const bytes = bytesOf(2 * part + 500, 3);
    const digest = await sha256Digest(bytes);
    const begun = await okJson(await begin(bytes));
    expect(begun).toEqual({
      id: digest,
      bytes: bytes.length,
      part_bytes: part,
      parts: 3,
      received: [],
      complete: false,
    });
    expect((await putPart(digest, 2, bytes.slice(2 * part))).status).toBe(204);
    expect((await putPart(digest, 0, bytes.slice(0, part))).status).toBe(204);
    const missing = await problemOf(await complete(digest), 409);
    expect(missing.detail).toBe('missing parts: 1');
    expect((await call(`/v1/events/${digest}`)).status).toBe(404);
    // Another client, or the same after a crash.
    expect((await okJson(await begin(bytes))).received).toEqual([0, 2]);
    expect((await putPart(digest, 0, bytes.slice(0, part))).status).toBe(204);
    expect((await putPart(digest, 1, bytes.slice(part, 2 * part))).status).toBe(204);
    const done = await complete(digest);
    expect(done.status).toBe(201);
    expect(await done.json()).toEqual({ id: digest, bytes: bytes.length, format: 'ndjson' });
    expect((await complete(digest)).status).toBe(200);
    expect(await okJson(await begin(bytes))).toMatchObject({ complete: true, parts: 3 });
    expect((await putEvents(bytes, 'ndjson')).status).toBe(200);
  });

  it('is given up where its bytes are others than it said', async () => {
    const bytes = bytesOf(1000, 4);
    const digest = await sha256Digest(bytes);
    await begin(bytes);
    const before = await keys('uploads/');
    await putPart(digest, 0, bytes.with(500, bytes[500]! ^ 1));
    expect((await problemOf(await complete(digest), 422)).type).toContain('invalid-upload');
    expect(await keys('uploads/')).toEqual(before);
    expect((await problemOf(await putPart(digest, 0, bytes), 404)).type).toContain('unknown-upload');
    expect((await okJson(await begin(bytes))).received).toEqual([]);
    await putPart(digest, 0, bytes);
    expect((await complete(digest)).status).toBe(201);
  });

  it('refuses parts of another length, parts that are none, and what was never begun', async () => {
    const bytes = bytesOf(part + 10, 5);
    const digest = await sha256Digest(bytes);
    expect((await putPart(digest, 0, bytes.slice(0, part))).status).toBe(404);
    expect((await complete(digest)).status).toBe(404);
    await begin(bytes);
    expect((await putPart(digest, 0, bytes.slice(0, part - 1))).status).toBe(422);
    expect((await putPart(digest, 2, bytes.slice(0, 1))).status).toBe(422);
    expect((await call(`/v1/uploads/${digest}/parts/01`, { method: 'PUT', body: 'x' })).status).toBe(422);
    expect((await begin(bytes.slice(0, 0))).status).toBe(422);
    expect((await post('/v1/uploads', { digest, bytes: 1, format: 'ndjson' })).status).toBe(422);
    expect((await post('/v1/uploads', { digest: 'sha256:x', bytes: 1, format: 'root' })).status).toBe(422);
  });

  it.each<[Format, boolean]>([
    ['hepmc3', false],
    ['ndjson', true],
    ['arrow', false],
    ['parquet', false],
  ])('is read across its parts by a job: %s, gzip: %s', async (format, compressed) => {
    const set = events(200, 6);
    const file = fileOf(set, format);
    const bytes = compressed ? new Uint8Array(await gzip(file)) : file;
    const upload = await beginSmall(bytes, format, 9_001);
    await sendAll(upload, bytes);
    expect((await complete(upload.digest)).status).toBe(201);
    const job = await run(upload.digest);
    expect(job.reason).toBeUndefined();
    expect(job.events).toEqual({ done: 200, total: 200 });
    const one = await post('/v1/score', { model: SCORER, events: columns(set) });
    expect(job.content_digest).toBe(one.headers.get('hadronedge-content-digest'));
  });

  it('goes on after a crash between the pointer and the ledger', async () => {
    const bytes = bytesOf(5000, 6);
    const upload = await beginSmall(bytes, 'ndjson', 1000);
    await sendAll(upload, bytes);
    const { digest, key, partBytes: part_bytes, format } = upload;
    await publishSource(env.EVENTS, digest, { key, bytes: bytes.length, part_bytes, format });
    expect((await complete(digest)).status).toBe(200);
    expect(await jobsPlatform(env).upload(digest).describe()).toBeNull();
    expect(await bytesAt((await findSource(env.EVENTS, digest))!, 0, bytes.length)).toEqual(bytes);
  });

  it('is not changed by a part that comes late or twice', async () => {
    const bytes = bytesOf(2500, 7);
    const upload = await beginSmall(bytes, 'ndjson', 1000);
    await sendAll(upload, bytes);
    const other = bytes.slice(1000, 2000).fill(7);
    expect((await putPart(upload.digest, 1, other)).status).toBe(204);
    expect((await complete(upload.digest)).status).toBe(201);
    // It was let in before the upload was complete, and its bytes come afterwards.
    const ledger = { ...jobsPlatform(env).upload(upload.digest), describe: async () => ({ upload, received: [] }) };
    const late: any = { digest: upload.digest, bucket: env.EVENTS, ledger: { ...ledger, part: async () => undefined } };
    await receivePart(late, 1, new Blob([other]).stream().pipeThrough(new FixedLengthStream(1000)), 1000);
    expect(await bytesAt((await findSource(env.EVENTS, upload.digest))!, 0, bytes.length)).toEqual(bytes);
  });

  it('of which nothing more is heard is deleted; one that became a source is not', async () => {
    const bytes = bytesOf(2500, 8);
    const upload = await beginSmall(bytes, 'ndjson', 1000);
    await putPart(upload.digest, 0, bytes.slice(0, 1000));
    expect(await keys(`${upload.key}/`)).toEqual([`${upload.key}/0`]);
    const stub: any = env.UPLOAD_LEDGER.get(env.UPLOAD_LEDGER.idFromName(upload.digest));
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await keys(`${upload.key}/`)).toEqual([]);
    expect((await putPart(upload.digest, 1, bytes.slice(1000, 2000))).status).toBe(404);
    const again = await beginSmall(bytes, 'ndjson', 1000);
    await sendAll(again, bytes);
    const { digest, key, partBytes: part_bytes, format } = again;
    await publishSource(env.EVENTS, digest, { key, bytes: bytes.length, part_bytes, format });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await keys(`${again.key}/`)).toHaveLength(3);
  });

  it('is sent again where one of its parts was deleted', async () => {
    const bytes = bytesOf(2500, 9);
    const upload = await beginSmall(bytes, 'ndjson', 1000);
    await sendAll(upload, bytes);
    expect((await complete(upload.digest)).status).toBe(201);
    await env.EVENTS.delete(`${upload.key}/1`);
    expect(await okJson(await begin(bytes))).toMatchObject({ complete: false });
    await putPart(upload.digest, 0, bytes);
    expect((await complete(upload.digest)).status).toBe(201);
    expect(await okJson(await begin(bytes))).toMatchObject({ complete: true });
  });

  it('has parts that are enough for the largest source', () => {
    expect(partBytesOf(1)).toBe(part);
    expect(Math.ceil(LIMITS.source_bytes / partBytesOf(LIMITS.source_bytes))).toBeLessThanOrEqual(LIMITS.upload_parts);
    expect(LIMITS.largest_shard_bytes * LIMITS.job_shards).toBeGreaterThan(LIMITS.source_bytes);
  });
});

describe('an object that is written in parts', () => {
  it('holds what was written, whatever the pieces, and is not there before', async () => {
    const part = 5 * 1024 * 1024;
    for (const length of [0, 10, part, part + 1, 2 * part]) {
      const bytes = bytesOf(length, length);
      const writer = new ObjectWriter(env.EVENTS, 'written', partBuffer(part));
      for (let at = 0; at < length; at += 700_001) await writer.write(bytes.subarray(at, at + 700_001));
      expect(await env.EVENTS.head('written')).toBeNull();
      await writer.close();
      expect(new Uint8Array(await (await env.EVENTS.get('written'))!.arrayBuffer())).toEqual(bytes);
      await env.EVENTS.delete('written');
    }
  });
});
