import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../functions/app.ts';
import { ModelHost } from '../../../functions/inference/model-host.ts';
import { jobsPlatform } from '../../../functions/jobs/platform.ts';
import { LIMITS } from '../../../functions/limits.ts';
import { Metrics } from '../../../functions/metrics.ts';
import { partBytesOf } from '../../../functions/uploads/in-parts.ts';
import { ObjectWriter, partBuffer } from '../../../functions/uploads/object-writer.ts';
import { receiveSource } from '../../../functions/uploads/receive.ts';
import { findSource } from '../../../functions/uploads/source.ts';
import { sha256Digest } from '../../../models/contract/digest.ts';
import { call, events, gzip, okJson, post, problemOf } from '../fixtures/http.ts';
import { fileOf, putEvents, run, store } from '../fixtures/jobs.ts';
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
    const { key } = (await findSource(env.EVENTS, source.id))!;
    expect(new Uint8Array(await (await env.EVENTS.get(key))!.arrayBuffer())).toEqual(whole);
  });

  it('says so where the disk is full, and leaves nothing', async () => {
    const before = await everything();
    const upload = { uploadPart: full, abort: () => Promise.resolve() };
    const bucket: any = { put: full, get: () => Promise.resolve(null), createMultipartUpload: () => upload };
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

  it('is assembled again after a crash between the bucket and the ledger', async () => {
    const bytes = fileOf(events(200, 6), 'ndjson');
    const digest = await sha256Digest(bytes);
    await begin(bytes);
    await putPart(digest, 0, bytes);
    const ledger = jobsPlatform(env).upload(digest);
    const { upload } = (await ledger.describe())!;
    await env.EVENTS.resumeMultipartUpload(upload.key, upload.uploadId).complete(await ledger.parts());
    expect((await complete(digest)).status).toBe(201);
    expect((await run(digest)).events.done).toBe(200);
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
