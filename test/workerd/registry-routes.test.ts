import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Digest } from '../../models/contract/digest.ts';
import {
  aliasesSchema,
  historySchema,
  modelEntrySchema,
  modelListSchema,
  resolveResponseSchema,
  versionAnswerSchema,
} from '../../models/contract/responses.ts';
import { call, full, okJson, post, problemOf } from './fixtures/http.ts';
import { generatorRelease, publish, publishDefaults } from './fixtures/releases.ts';

let digest: string;
let scorer: string;

beforeAll(async () => {
  ({ scorer } = await publishDefaults());
  await publish(await generatorRelease({ name: 'hadml-v1', version: '1.1.0', seed: 3, width: 16 }));
  digest = (await okJson(await call('/v1/models/hadml-v1/versions/1.0.0'))).digest;
});

describe('registry reads', () => {
  it('list models, versions newest first, and aliases', async () => {
    const { models } = modelListSchema.parse(await okJson(await call('/v1/models')));
    expect(models.map((m) => m.name)).toEqual(['hadml-v1', 'score-nominal-kinmin']);
    const one = modelEntrySchema.parse(await okJson(await call('/v1/models/hadml-v1')));
    expect(one).toEqual(models[0]);
    expect(one.versions.map((v) => v.version)).toEqual(['1.1.0', '1.0.0']);
    expect(one.aliases['stable']).toMatchObject({ version: '1.1.0', revision: 2 });
    const { aliases } = aliasesSchema.parse(await okJson(await call('/v1/models/hadml-v1/aliases')));
    expect(aliases).toEqual(one.aliases);
    const { history } = historySchema.parse(await okJson(await call('/v1/models/hadml-v1/aliases/stable/history')));
    expect(history.map((move) => move.revision)).toEqual([2, 1]);
  });

  it('give manifests and blobs with their digest as entity tag', async () => {
    const path = '/v1/models/hadml-v1/versions/1.0.0';
    const response = await call(path);
    expect(response.headers.get('etag')).toBe(`"${digest}"`);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const { manifest } = versionAnswerSchema.parse(await okJson(response));
    const blob = await call(`${path}/blobs/model`);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const expected = manifest.blobs.find((b) => b.role === 'model')!.digest;
    expect(await sha256Digest(bytes)).toBe(expected);
    expect(blob.headers.get('etag')).toBe(`"${expected}"`);
    const same = await call(`${path}/blobs/model`, { headers: { 'if-none-match': `"other", W/"${expected}"` } });
    expect(same.status).toBe(304);
    expect((await same.arrayBuffer()).byteLength).toBe(0);
    const certificate = await call(`${path}/certificate`);
    expect(certificate.headers.get('content-type')).toBe('application/json');
    expect(await okJson(certificate)).toEqual({ summary: { w1: 1 } });
  });

  it('may be kept for ever only where the address is a digest', async () => {
    const pinned = await call(`/v1/models/hadml-v1/versions/${digest}/blobs/model`);
    expect(pinned.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    await pinned.arrayBuffer();
    for (const path of [
      '/v1/models',
      '/v1/models/hadml-v1',
      '/v1/models/hadml-v1/aliases',
      '/v1/models/hadml-v1/versions/1.0.0',
    ]) {
      const response = await call(path);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      await response.arrayBuffer();
    }
    const absent = await call('/v1/models/later');
    expect(absent.headers.get('cache-control')).toBe('no-store');
    await problemOf(absent, 404);
  });

  it('answer HEAD', async () => {
    const head = await call('/v1/models/hadml-v1/versions/1.0.0/blobs/model', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toMatch(/^"sha256:/);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
  });

  it('resolve references, in the order asked', async () => {
    const references = ['score-nominal-kinmin', 'hadml-v1@1.0.0', `hadml-v1@${digest}`, 'hadml-v1@stable'];
    const { models } = resolveResponseSchema.parse(await okJson(await post('/v1/resolve', { references })));
    expect(models.map((m) => m.reference)).toEqual(references);
    expect(models[0]).toMatchObject({ digest: scorer, alias: 'stable', alias_revision: 1 });
    expect(models[1]).toEqual({ reference: 'hadml-v1@1.0.0', name: 'hadml-v1', version: '1.0.0', digest });
    expect(models[2]!.digest).toBe(digest);
    expect(models[3]).toMatchObject({ version: '1.1.0', alias_revision: 2 });
  });

  it('name the reference that cannot be resolved', async () => {
    const absent = await problemOf(await post('/v1/resolve', { references: ['hadml-v1', 'none'] }), 404);
    expect(absent.type).toBe('urn:hadronedge:problem:unknown-model');
    expect(absent.errors[0].pointer).toBe('/references/1');
    for (const bad of ['../x', '%2e%2e', '__proto__', 'a@', 'a@sha256:12', 'A', 'a@1.0', '', 'a/b', 'ａ']) {
      const problem = await problemOf(await post('/v1/resolve', { references: [bad] }), 422);
      expect(problem.type).toBe('urn:hadronedge:problem:malformed-reference');
    }
    await problemOf(await post('/v1/resolve', { references: [] }), 422);
    await problemOf(await post('/v1/resolve', { references: full(101, 'a') }), 422);
    await problemOf(await post('/v1/resolve', { references: ['a'], more: 1 }), 422);
  });

  it('refuse paths that are no names', async () => {
    for (const bad of ['..%2f..%2fetc', '%2e%2e%2fx', '__proto__', 'constructor%00', 'A', 'a'.repeat(64), '%zz']) {
      const problem = await problemOf(await call(`/v1/models/${bad}`), 422);
      expect(problem.type).toBe('urn:hadronedge:problem:malformed-reference');
    }
    await problemOf(await call('/v1/models/%2e%2e/%2e%2e/secret'), 404);
    await problemOf(await call('/v1/models/hadml-v1/versions/1.0'), 422);
    await problemOf(await call('/v1/models/hadml-v1/versions/9.9.9'), 404);
    await problemOf(await call('/v1/models/hadml-v1/versions/1.0.0/blobs/secret'), 422);
    await problemOf(await call('/v1/models/constructor'), 404);
    await problemOf(await call('/v1/models/hadml-v1/aliases/none/history'), 404);
  });
});
