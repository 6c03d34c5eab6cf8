import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { type TrustPolicy, trustPolicyOf } from '../../functions/inference/trust.ts';
import { Metrics } from '../../functions/metrics.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { encodeBase64 } from '../../models/contract/signing/base64.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';
import { createSigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { blobKey, manifestKey, versionKey } from '../../models/registry/keys.ts';
import { publishThrough } from '../../models/registry/publish.ts';
import { readSignatures } from '../../models/registry/signatures.ts';
import { HttpWriter } from '../../trainer/publish/http-writer.ts';
import { SMOKE_MODELS } from '../attacks/smoke-models.ts';
import { generatorRelease, type TestRelease } from '../registry/release-fixture.ts';
import { workerBearer } from './fixtures/access.ts';
import { clusters, columns, okJson, problemOf } from './fixtures/http.ts';
import { store } from './fixtures/releases.ts';

/** What a service asks of a release before its version can be seen: the smoke run, and signatures where they are demanded. */

const [key, stranger] = [await createSigningKey(), await createSigningKey()];
const keys = JSON.stringify([{ keyid: key.keyid, public_key: encodeBase64(key.publicKey) }]);

let bearer: Record<string, string>;
beforeAll(async () => {
  bearer = await workerBearer('publish', 'infer');
});

function serviceWith(policy: TrustPolicy) {
  const host = new ModelHost(store, () => Date.now(), policy);
  const access = { openInference: true, origins: [] };
  const app = createApp({ store, host, metrics: new Metrics(), readyModels: [], access, log: () => undefined });
  const reach: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (init?.body instanceof Uint8Array) headers.set('content-length', String(init.body.length));
    const context = createExecutionContext();
    const response = await app.request(input, { ...init, headers }, {}, context);
    await waitOnExecutionContext(context);
    return response;
  };
  const writer = () => {
    const token = bearer['authorization']!.slice('Bearer '.length);
    return new HttpWriter({ serviceUrl: 'http://app.test', token }, { fetch: reach, attempts: 1 });
  };
  const put = (path: string, value: unknown) =>
    reach(`http://app.test${path}`, {
      method: 'PUT',
      body: canonicalBytes(value),
      headers: { 'content-type': 'application/json', ...bearer },
    });
  return { host, reach, writer, put };
}

const lax = serviceWith(trustPolicyOf(keys, 'no'));
const strict = serviceWith(trustPolicyOf(keys, 'yes'));

const digestOf = ({ manifest }: TestRelease) => sha256Digest(canonicalBytes(manifest));
const pathOf = ({ manifest: { name, version } }: TestRelease) => `/v1/models/${name}/versions/${version}`;
const isPublished = ({ manifest: { name, version } }: TestRelease) => store.has(versionKey(name, version));

async function withBlobs(release: TestRelease): Promise<TestRelease> {
  for (const { role, digest } of release.manifest.blobs) await store.put(blobKey(digest), release.blobs.get(role)!);
  return release;
}

const encode = (value: unknown) => new Uint8Array(new TextEncoder().encode(JSON.stringify(value)));

describe('the smoke run at publishing', () => {
  it.each(SMOKE_MODELS.map((model, i) => ({ ...model, i })))('refuses $what, and claims nothing', async (model) => {
    const release = await generatorRelease({ name: 'smoke', version: `1.0.${model.i}` });
    release.blobs.set('model', model.bytes);
    if (model.reference) release.blobs.set('reference', encode(model.reference));
    for (const blob of release.manifest.blobs) {
      const bytes = release.blobs.get(blob.role)!;
      Object.assign(blob, { digest: await sha256Digest(bytes), bytes: bytes.length });
    }
    await withBlobs(release);
    const problem = await problemOf(await lax.put(pathOf(release), release.manifest), 422);
    expect(problem.type).toBe('urn:hadronedge:problem:refused-by-gate');
    expect(problem.errors).toMatchObject([{ pointer: '/blobs/0', code: model.code }]);
    expect(await isPublished(release)).toBe(false);
    expect(await store.has(manifestKey(await digestOf(release)))).toBe(false);
    // What was never published is no model that the service fails to serve.
    expect(lax.host.refusals()).toEqual([]);
    const refused: any = await publishThrough(lax.writer(), release).catch((error: unknown) => error);
    expect([refused.reason, refused.code]).toEqual(['gate', model.code]);
  });

  it('loads what it publishes, so that the first request finds it there', async () => {
    const release = await generatorRelease({ name: 'proved' });
    const { digest } = await publishThrough(lax.writer(), release);
    expect(lax.host.held()).toContain(digest);
    const body = JSON.stringify({ model: 'proved@1.0.0', seed: 1, clusters: columns(clusters(2)) });
    const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect((await okJson(await lax.reach('http://app.test/v1/sample', request))).hadrons.E).toHaveLength(4);
  });
});

const putStrictly = (release: TestRelease, ...signatures: Envelope[]) =>
  strict.put(pathOf(release), signatures.length > 0 ? { manifest: release.manifest, signatures } : release.manifest);
const refusalOf = async (response: Response) => {
  const { type, errors } = await problemOf(response, 422);
  return [type.replace('urn:hadronedge:problem:', ''), errors[0].pointer, errors[0].code];
};

describe('a service that demands signatures', () => {
  it('publishes what a trusted key has signed, whatever stands beside it, and nothing else', async () => {
    const release = await withBlobs(await generatorRelease({ name: 'demanded' }));
    const [own, foreign] = await Promise.all([key, stranger].map((by) => signManifest(release.manifest, by)));
    const other = await signManifest((await generatorRelease({ name: 'demanded', version: '3.0.0' })).manifest, key);
    const [{ sig }] = foreign!.signatures;
    const forged = { ...own!, signatures: [{ keyid: key.keyid, sig }] satisfies Envelope['signatures'] };
    expect(await refusalOf(await putStrictly(release))).toEqual(['untrusted-release', '/signatures', 'unsigned']);
    expect(await refusalOf(await putStrictly(release, foreign!))).toEqual([
      'untrusted-release',
      '/signatures',
      'unknown-key',
    ]);
    expect(await refusalOf(await putStrictly(release, own!, forged))).toEqual([
      'untrusted-release',
      '/signatures',
      'wrong-signature',
    ]);
    expect((await refusalOf(await putStrictly(release, other))).slice(1)).toEqual(['/signatures', 'other-release']);
    expect(await isPublished(release)).toBe(false);
    expect(await store.has(manifestKey(await digestOf(release)))).toBe(false);
    const answer = await putStrictly(release, foreign!, own!);
    expect(answer.status).toBe(201);
    expect((await answer.json<any>()).signatures).toEqual([
      { keyid: stranger.keyid, outcome: 'written' },
      { keyid: key.keyid, outcome: 'written' },
    ]);
    expect(await readSignatures(store, await digestOf(release))).toHaveLength(2);
    // Again without its signatures: those that are stored count.
    expect((await putStrictly(release)).status).toBe(200);
  });

  it('says so to who publishes with the trainer', async () => {
    const release = await generatorRelease({ name: 'demanded', version: '1.1.0' });
    const refused: any = await publishThrough(strict.writer(), release).catch((error: unknown) => error);
    expect([refused.reason, refused.message]).toEqual([
      'invalid-release',
      expect.stringContaining('carries no signature'),
    ]);
    const signatures = [canonicalBytes(await signManifest(release.manifest, key))];
    expect(await publishThrough(strict.writer(), release, { signatures })).toMatchObject({ outcome: 'published' });
  });

  it('names every part of a body that breaks its schema', async () => {
    const release = await generatorRelease({ name: 'demanded', version: '1.2.0' });
    const { manifest } = release;
    const envelope = await signManifest(manifest, key);
    const bodies: [unknown, string][] = [
      [{ manifest, signatures: [{}] }, '/signatures/0/payload'],
      [{ manifest, signatures: 1 }, '/signatures'],
      [{ manifest: { ...manifest, name: 'x' }, signatures: [envelope] }, '/manifest/name'],
      [{ manifest: { ...manifest, licence: 1 }, signatures: [envelope] }, '/manifest/licence'],
      [{ manifest, signatures: [envelope], more: 1 }, ''],
      [{ manifest, signatures: Array.from({ length: 65 }, () => envelope) }, '/signatures'],
      [{ manifest, signatures: [envelope] }, '/manifest/blobs/0'],
    ];
    for (const [body, pointer] of bodies) {
      // The last one lacks a blob only where no other release of the fixture brought it.
      if (pointer === '/manifest/blobs/0') await store.delete(blobKey(manifest.blobs[0]!.digest));
      const problem = await problemOf(await strict.put(pathOf(release), body), 422);
      expect([problem.type, problem.errors[0].pointer]).toEqual(['urn:hadronedge:problem:invalid-release', pointer]);
    }
  });
});

const at = (keyid: string, version = '1.0.0') => `/v1/models/signed-later/versions/${version}/signatures/${keyid}`;

describe('PUT …/signatures/{keyid}', () => {
  it('adds what is about the release and by the key that it names, as far as the service knows the key', async () => {
    const release = await generatorRelease({ name: 'signed-later' });
    const { digest } = await publishThrough(lax.writer(), release);
    const [own, foreign] = await Promise.all([key, stranger].map((by) => signManifest(release.manifest, by)));
    const answer = await lax.put(at(key.keyid), own);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      name: 'signed-later',
      version: '1.0.0',
      digest,
      keyid: key.keyid,
      outcome: 'written',
    });
    expect((await lax.put(at(key.keyid, digest), own)).status).toBe(200);
    expect((await strict.put(at(stranger.keyid), foreign)).status).toBe(201);
    const [{ sig }] = foreign!.signatures;
    const forged = { ...own, signatures: [{ keyid: key.keyid, sig }] };
    const refused = await problemOf(await lax.put(at(key.keyid), forged), 422);
    expect([refused.type, refused.errors[0].code]).toEqual([
      'urn:hadronedge:problem:untrusted-release',
      'wrong-signature',
    ]);
    const other = await signManifest(
      (await generatorRelease({ name: 'signed-later', version: '2.0.0' })).manifest,
      key,
    );
    expect((await problemOf(await lax.put(at(key.keyid), other), 422)).detail).toContain('about another release');
    const wrongPlace = await problemOf(await lax.put(at(stranger.keyid), own), 422);
    expect(wrongPlace.errors[0].pointer).toBe('/signatures/0/keyid');
    await problemOf(await lax.put(at('0'), own), 422);
    await problemOf(await lax.put(at(key.keyid, '9.9.9'), own), 404);
    expect(await readSignatures(store, digest)).toEqual(
      [own!, foreign!]
        .map((envelope) => ({ keyid: envelope.signatures[0].keyid, envelope }))
        .toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1)),
    );
  });
});
