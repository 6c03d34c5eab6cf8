import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { blobKey, versionKey } from '../../models/registry/keys.ts';
import { call, clusters, columns, okJson, post, problemOf } from './fixtures/http.ts';
import { generatorRelease, publish, publishDefaults, store } from './fixtures/releases.ts';

const ask = (model: string) => post('/v1/sample', { model, seed: 1, clusters: columns(clusters(3)) });
const flip = async (key: string): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes = new Uint8Array(await (await env.MODELS.get(key))!.arrayBuffer());
  const damaged = bytes.slice();
  damaged[damaged.length >> 1]! ^= 1;
  await env.MODELS.put(key, damaged);
  return bytes;
};

describe('a model that does not pass its checks', () => {
  beforeAll(publishDefaults);

  it('is ready while all is well', async () => {
    const ready = await okJson(await call('/readyz'));
    expect(ready).toMatchObject({ ready: true, refused: [] });
    expect(ready.models.map((m: any) => m.reference)).toEqual(['hadml-v1', 'score-nominal-kinmin']);
  });

  it('is refused for one flipped byte, named in /readyz, and the others go on', async () => {
    const release = await generatorRelease({ name: 'damaged', version: '1.0.0', seed: 5, width: 16 });
    const digest = await publish(release);
    const { digest: model } = release.manifest.blobs.find((blob) => blob.role === 'model')!;
    await flip(blobKey(model));
    const problem = await problemOf(await ask('damaged'), 503);
    expect(problem.type).toBe('urn:hadronedge:problem:model-refused');
    expect(problem.detail).toContain(model.slice('sha256:'.length));
    const ready = await problemOf(await call('/readyz'), 503);
    expect(ready.type).toBe('urn:hadronedge:problem:not-ready');
    expect(ready.errors).toEqual([{ model: 'damaged@1.0.0', digest, detail: expect.stringMatching(/^corrupt: /) }]);
    await okJson(await ask('hadml-v1'));
    expect((await call('/healthz')).status).toBe(200);
  });

  it('is refused where its pointer leads to another model', async () => {
    const digest = await publish(await generatorRelease({ name: 'honest', version: '1.0.0', seed: 11, width: 16 }));
    const pointer = { name: 'impostor', version: '1.0.0', digest, created: '2026-01-01T00:00:00Z' };
    await env.MODELS.put(versionKey('impostor', '1.0.0'), canonicalBytes(pointer));
    expect((await problemOf(await ask('impostor@1.0.0'), 503)).detail).toContain('honest@1.0.0');
  });

  it('is refused where the model does not compute what its exporter computed', async () => {
    const release = await generatorRelease({ name: 'liar', version: '1.0.0', seed: 6, width: 16 });
    const other = await generatorRelease({ name: 'liar', version: '1.0.0', seed: 7, width: 16 });
    const reference = other.blobs.get('reference')!;
    const swapped = {
      ...release.manifest,
      blobs: release.manifest.blobs.map((blob) =>
        blob.role === 'reference' ? other.manifest.blobs.find((b) => b.role === 'reference')! : blob,
      ),
    };
    await publish({ manifest: swapped, blobs: new Map([...release.blobs, ['reference', reference]]) });
    const problem = await problemOf(await ask('liar'), 503);
    expect(problem.detail).toContain('angles');
  });

  it('serves again when the bytes are repaired, without a restart', async () => {
    let now = 0;
    const host = new ModelHost(store, () => now);
    const release = await generatorRelease({ name: 'mended', version: '1.0.0', seed: 8, width: 16 });
    await publish(release);
    const key = blobKey(release.manifest.blobs.find((blob) => blob.role === 'model')!.digest);
    const good = await flip(key);
    const check = () => host.check('mended', () => undefined);
    await expect(check()).rejects.toThrow('not served');
    expect(host.refusals()).toHaveLength(1);
    await env.MODELS.put(key, good);
    await expect(check()).rejects.toThrow('not served');
    now += 60_000;
    await check();
    expect(host.refusals()).toEqual([]);
  });
});

describe('pins', () => {
  it('give the same answer after the alias moves', async () => {
    const first = await publish(await generatorRelease({ name: 'moving', version: '1.0.0', seed: 9, width: 16 }));
    const before = await okJson(await ask(`moving@${first}`));
    expect((await okJson(await ask('moving'))).hadrons).toEqual(before.hadrons);
    const second = await publish(await generatorRelease({ name: 'moving', version: '2.0.0', seed: 10, width: 16 }));
    const pinned = await okJson(await ask(`moving@${first}`));
    expect(pinned).toEqual(before);
    expect(await okJson(await ask('moving@1.0.0'))).toEqual(before);
    const moved = await okJson(await ask('moving@stable'));
    expect(moved.model.digest).toBe(second);
    expect(moved.hadrons).not.toEqual(before.hadrons);
  });
});
