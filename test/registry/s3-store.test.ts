import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishRelease } from '../../models/registry/publish.ts';
import { blobOf, readManifest, readVerifiedBlob } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { StoreWriter } from '../../models/registry/store-writer.ts';
import { S3Error } from '../../trainer/publish/s3-error.ts';
import { parseListing } from '../../trainer/publish/s3-listing.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { type LocalBucket, startLocalBucket } from './local-bucket.ts';
import { generatorRelease } from './release-fixture.ts';
import { describeStore } from './store-contract.ts';
import { describeWriter } from './writer-contract.ts';

describe('S3Store on the local bucket', () => {
  let bucket: LocalBucket;
  let store: S3Store;
  beforeAll(async () => {
    bucket = await startLocalBucket();
    store = new S3Store(bucket.target);
  });
  afterAll(() => bucket?.stop());

  // Small pages, for each put is a request; the R2 binding's suite has more keys than its largest page.
  describeStore(() => new S3Store(bucket.target, { pageSize: 20 }), { pagedKeys: 101 });

  describeWriter(() => ({ writer: new StoreWriter(store), store }), { racers: 20 });

  it('publishes and reads a release', async () => {
    const release = await generatorRelease({ name: 's3-release' });
    const { digest } = await publishRelease(store, release);
    expect((await resolveReference(store, 's3-release@1.0.0')).digest).toBe(digest);
    const manifest = await readManifest(store, digest);
    expect(await readVerifiedBlob(store, blobOf(manifest, 'model'))).toEqual(release.blobs.get('model'));
  });

  it('is refused with wrong keys, and says so', async () => {
    const stranger = new S3Store({ ...bucket.target, secretAccessKey: 'wrong' });
    await expect(stranger.get('a')).rejects.toThrow(/403.*access keys/);
    await expect(stranger.put('a', new Uint8Array([1]))).rejects.toThrow(S3Error);
    expect(await store.has('a')).toBe(false);
  });

  /** The store with a network between that loses answers: the request arrives, its answer does not. */
  function losingAnswers(losses: number, failure: 'connection' | 503): S3Store {
    let left = losses;
    return new S3Store(bucket.target, {
      backoffMs: 1,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (left-- <= 0) return response;
        await response.arrayBuffer();
        if (failure === 'connection') throw new TypeError('connection reset');
        return new Response('try later', { status: failure });
      },
    });
  }

  it.each(['connection', 503] as const)('knows its own success when the answer is lost (%s)', async (failure) => {
    const bytes = new Uint8Array([1, 2, 3]);
    const key = `lost-${failure}`;
    const etag = await losingAnswers(1, failure).put(key, bytes, { absent: true });
    expect(etag).not.toBeNull();
    expect((await store.get(key))?.etag).toBe(etag);
    const swapped = await losingAnswers(2, failure).put(key, new Uint8Array([4]), { etag: etag! });
    expect(swapped).not.toBeNull();
    expect((await store.get(key))?.bytes).toEqual(new Uint8Array([4]));
  });

  it("does not take another writer's success for its own", async () => {
    await store.put('taken', new Uint8Array([1]));
    expect(await losingAnswers(1, 503).put('taken', new Uint8Array([2]), { absent: true })).toBeNull();
    expect((await store.get('taken'))?.bytes).toEqual(new Uint8Array([1]));
  });
});

const object = '<Key>a&amp;b&lt;&#39;&#x41;</Key><LastModified>2026-11-01T00:00:00.5Z</LastModified><Size>7</Size>';
const xml = (more: string): string => `<ListBucketResult><Contents>${object}</Contents>${more}</ListBucketResult>`;

describe('S3Store on a network that fails', () => {
  const target = { bucketUrl: 'http://bucket.invalid/b', accessKeyId: 'a', secretAccessKey: 's' };

  /** A store whose requests are answered by a function, and what it was asked. */
  function answering(answer: (request: Request) => Response | Promise<Response>): { store: S3Store; asked: Request[] } {
    const asked: Request[] = [];
    const store = new S3Store(target, {
      backoffMs: 1,
      fetch: async (input) => {
        asked.push((input as Request).clone());
        return answer(input as Request);
      },
    });
    return { store, asked };
  }

  it('gives up after five attempts, and names the bucket', async () => {
    const { store, asked } = answering(() => Promise.reject(new TypeError('no route')));
    await expect(store.get('a')).rejects.toThrow('http://bucket.invalid/b does not answer');
    expect(asked).toHaveLength(5);
    const busy = answering(() => new Response('', { status: 503 }));
    await expect(busy.store.has('a')).rejects.toThrow('503');
    expect(busy.asked).toHaveLength(5);
  });

  it('does not repeat what was refused', async () => {
    const { store, asked } = answering(() => new Response('', { status: 400 }));
    await expect(store.put('a', new Uint8Array([1]))).rejects.toMatchObject({ status: 400 });
    expect(asked).toHaveLength(1);
  });

  it('signs the hash of what it carries', async () => {
    const { store, asked } = answering(
      () => new Response('', { headers: { etag: '"1"', 'last-modified': 'Sun, 01 Nov 2026 00:00:00 GMT' } }),
    );
    await store.put('a', new Uint8Array([97, 98, 99]));
    await store.get('a');
    // FIPS 180-4, appendix B.1, and the well-known hash of nothing.
    expect(asked.map((request) => request.headers.get('x-amz-content-sha256'))).toEqual([
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ]);
    for (const request of asked) expect(request.headers.get('authorization')).toMatch(/x-amz-content-sha256/);
  });

  it('reads listings with escaped keys and tokens', () => {
    const objects = [{ key: "a&b<'A", bytes: 7, modified: Date.UTC(2026, 10, 1) + 500 }];
    expect(parseListing(xml('<IsTruncated>false</IsTruncated>'))).toEqual({ objects, prefixes: [], next: null });
    const folders = '<CommonPrefixes><Prefix>a&amp;/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>b/</Prefix>';
    expect(parseListing(xml(`${folders}</CommonPrefixes>`)).prefixes).toEqual(['a&/', 'b/']);
    for (const part of ['Key', 'Size', 'LastModified']) {
      expect(() => parseListing(xml('').replaceAll(part, 'Other'))).toThrow(SyntaxError);
    }
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;1</NextContinuationToken>';
    expect(parseListing(xml(more)).next).toBe('t&1');
  });
});
