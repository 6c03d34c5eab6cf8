import { createRoute, z } from '@hono/zod-openapi';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { blobAnswerSchema, type PublishAnswer, publishAnswerSchema } from '../../models/contract/publishing.ts';
import { blobKey } from '../../models/registry/keys.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { StoreWriter, versionConflict } from '../../models/registry/store-writer.ts';
import { checkStoredRelease } from '../../models/registry/stored-release.ts';
import { type App, type Dependencies, keepAliveOf } from '../dependencies.ts';
import type { KeepAlive, ModelHost } from '../inference/model-host.ts';
import { LIMITS } from '../limits.ts';
import { readJson } from '../request/body.ts';
import { type Publication, parsePublication, problemOfRelease } from '../request/manifest.ts';
import { formatOfBody } from '../request/media-types.ts';
import { refuseQuery } from '../request/options.ts';
import { expectedUpload, problemOfUpload } from '../request/upload.ts';
import { NOT_KEPT } from './caching.ts';
import { BODY_PROBLEMS, jsonBody } from './documentation.ts';
import { digestParam, nameParam, versionNumberParam } from './params.ts';
import { createdOrOk, problemResponses } from './responses.ts';

const blob = createRoute({
  method: 'put',
  path: '/v1/blobs/{digest}',
  summary: 'Stores the bytes of a blob; nothing is stored where they are not those of the digest',
  request: {
    params: z.object({ digest: digestParam }),
    body: {
      required: true,
      description: `The bytes as they are, at most ${LIMITS.blob_bytes}, with Content-Length`,
      content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } },
    },
  },
  responses: {
    ...createdOrOk(blobAnswerSchema, 'Stored', 'It was there already'),
    ...problemResponses(...BODY_PROBLEMS, 'digest-mismatch', 'length-required', 'malformed-reference'),
  },
});

const version = createRoute({
  method: 'put',
  path: '/v1/models/{name}/versions/{version}',
  summary: 'Publishes a version: its manifest, once the blobs are there and the model passes the gate',
  description:
    'A version is published once. The same manifest again is answered with 200, another one with 409. With signatures ' +
    'the body is {manifest, signatures}; they are stored before the version can be seen. A service that demands ' +
    'signatures publishes nothing that no trusted key has signed.',
  request: { params: z.object({ name: nameParam, version: versionNumberParam }), body: jsonBody('PublishRequest') },
  responses: {
    ...createdOrOk(publishAnswerSchema, 'Published', 'It was published already, with this very manifest'),
    ...problemResponses(
      ...BODY_PROBLEMS,
      'invalid-data',
      'invalid-option',
      'invalid-release',
      'refused-by-gate',
      'untrusted-release',
      'malformed-reference',
      'version-conflict',
      'busy',
      'model-refused',
    ),
  },
});

/** `PUT /v1/blobs/{digest}` and `PUT /v1/models/{name}/versions/{version}`. */
export function mountPublish(app: App, { store, host }: Dependencies): void {
  app.openapi(blob, async (c) => {
    const { digest } = c.req.valid('param');
    const expected = expectedUpload(c.req.raw.headers, digest);
    const key = blobKey(digest);
    const present = await store.has(key);
    // Written over what is there: that mends it where it is damaged, and makes it young where it is old garbage.
    await store.upload(key, c.req.raw.body ?? new ReadableStream(), expected).catch((error: unknown) => {
      throw problemOfUpload(error);
    });
    const answer = { digest, bytes: expected.bytes, outcome: present ? ('present' as const) : ('written' as const) };
    return c.json(answer, present ? 200 : 201, NOT_KEPT);
  });
  app.openapi(version, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const { name, version } = c.req.valid('param');
    const publication = parsePublication(await readJson(c.req.raw), name, version);
    const answer = await publish(store, host, publication, keepAliveOf(c)).catch((error: unknown) => {
      throw problemOfRelease(error, publication);
    });
    return c.json(answer, answer.outcome === 'published' ? 201 : 200, {
      ...NOT_KEPT,
      ETag: `"${answer.digest}"`,
    });
  });
}

/** Publishes what passes all that a load would ask of it: the gate with its smoke run, and signatures where they are demanded. */
async function publish(
  store: ObjectStore,
  host: ModelHost,
  { manifest, signatures }: Publication,
  keepAlive: KeepAlive,
): Promise<PublishAnswer> {
  const { name, version } = manifest;
  const digest = await sha256Digest(canonicalBytes(manifest));
  const writer = new StoreWriter(store);
  await checkStoredRelease(store, manifest);
  const published = await writer.publishedDigest(name, version);
  if (published !== null && published !== digest) throw versionConflict(name, version, published);
  await host.judgeRelease({ manifest, digest, envelopes: signatures });
  await host.prove(manifest, digest, keepAlive);
  return writer.putVersion(manifest, signatures);
}
