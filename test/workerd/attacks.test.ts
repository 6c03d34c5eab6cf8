import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { wasmBytes } from '../../functions/inference/runtime.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { blobKey, manifestKey, versionKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { HOSTILE_FILES, TRUNCATED_MODELS } from '../attacks/hostile-files.ts';
import { HOSTILE_MODELS } from '../attacks/hostile-models.ts';
import { SMOKE_MODELS } from '../attacks/smoke-models.ts';
import { generatorRelease, type TestRelease } from '../registry/release-fixture.ts';
import { call, clusters, columns, okJson, post, problemOf } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

/** Hostile files in the bucket, as if someone had written there past the gate: nothing of them reaches the runtime. */

const HOSTILE = [
  ...HOSTILE_FILES,
  ...HOSTILE_MODELS,
  ...TRUNCATED_MODELS.map((bytes, i) => ({ what: `a file cut in ${i}`, code: 'any', bytes })),
];
const ask = (model: string) => post('/v1/sample', { model, seed: 1, clusters: columns(clusters(3)) });

/** The fixture's release around other bytes; the digests are theirs. */
async function releaseOf(model: Uint8Array<ArrayBuffer>, version: string): Promise<TestRelease> {
  const release = await generatorRelease({ name: 'gen', version });
  release.blobs.set('model', model);
  const digest = await sha256Digest(model);
  const blobs = release.manifest.blobs.map((blob) =>
    blob.role === 'model' ? { ...blob, digest, bytes: Math.max(1, model.length) } : blob,
  );
  return { ...release, manifest: { ...release.manifest, blobs } };
}

/** Writes a release straight into the bucket. */
async function smuggle({ manifest, blobs }: TestRelease): Promise<void> {
  for (const { role, digest } of manifest.blobs) await env.MODELS.put(blobKey(digest), blobs.get(role)!);
  const bytes = canonicalBytes(manifest);
  const digest = await sha256Digest(bytes);
  await env.MODELS.put(manifestKey(digest), bytes);
  const { name, version, created } = manifest;
  await env.MODELS.put(versionKey(name, version), canonicalBytes({ name, version, digest, created }));
}

describe('hostile files', () => {
  beforeAll(async () => {
    await publishDefaults();
    await okJson(await ask('hadml-v1'));
  });

  it('are refused by name before a load, and leave the memory of the runtime as it was', async () => {
    const before = wasmBytes();
    expect(before).toBeGreaterThan(1024 * 1024);
    for (const [i, { what, code, bytes }] of HOSTILE.entries()) {
      await smuggle(await releaseOf(bytes, `1.0.${i}`));
      const problem = await problemOf(await ask(`gen@1.0.${i}`), 503);
      expect(problem.type, what).toBe('urn:hadronedge:problem:model-refused');
      // Empty and too large files are found before the gate looks: the manifest cannot say zero bytes.
      const early = bytes.length === 0 || code === 'too-large';
      if (!early) expect(problem.errors[0], what).toMatchObject({ pointer: '/model', code: expect.any(String) });
      if (!early && code !== 'any') expect(problem.errors[0].code, what).toBe(code);
      expect(wasmBytes(), what).toBe(before);
    }
    await okJson(await ask('hadml-v1'));
    expect(wasmBytes()).toBe(before);
    expect((await okJson(await call('/healthz'))).models).toHaveLength(1);
  });

  it('cannot be published: nothing is written', async () => {
    for (const [i, { what, bytes }] of HOSTILE.entries()) {
      const store = new MemoryStore();
      const refused: any = await publishRelease(store, await releaseOf(bytes, `2.0.${i}`)).catch((error) => error);
      expect(['gate', 'invalid-release'], what).toContain(refused.reason);
      const keys: string[] = [];
      for await (const key of store.list('')) keys.push(key);
      expect(keys).toEqual([]);
    }
  });

  it.each(SMOKE_MODELS)('are found by the smoke run: $what ($code)', async ({ code, bytes, reference }) => {
    const release = await releaseOf(bytes, `3.0.${SMOKE_MODELS.findIndex((model) => model.bytes === bytes)}`);
    if (reference) {
      const blob = canonicalBytes(reference);
      release.blobs.set('reference', blob);
      Object.assign(release.manifest.blobs.find(({ role }) => role === 'reference')!, {
        digest: await sha256Digest(blob),
        bytes: blob.length,
      });
    }
    await smuggle(release);
    const problem = await problemOf(await ask(`gen@${release.manifest.version}`), 503);
    expect(problem.errors[0].code).toBe(code);
    await okJson(await ask('hadml-v1'));
  });
});
