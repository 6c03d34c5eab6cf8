import { createRoute, z } from '@hono/zod-openapi';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import type { BlobRole } from '../../models/contract/manifest.ts';
import { DIGEST_PATTERN, nameSchema } from '../../models/contract/names.ts';
import {
  modelEntrySchema,
  modelListSchema,
  type VersionAnswer,
  versionAnswerSchema,
} from '../../models/contract/responses.ts';
import { describeModel, listModels } from '../../models/registry/list.ts';
import { blobOf, readManifest, readVerifiedBlob } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { LIMITS } from '../limits.ts';
import { parseQuery } from '../request/options.ts';
import { tagged } from './caching.ts';
import { queryParameter } from './documentation.ts';
import { nameParam, roleParam, versionParam } from './params.ts';
import { jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const UNCHANGED = { 304: { description: 'What If-None-Match names is still it' } };
const MEDIA_OF_ROLE: Record<BlobRole, string> = {
  model: 'application/octet-stream',
  reference: 'application/json',
  certificate: 'application/json',
};

const list = createRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'All models with their versions and aliases, page by page; a damaged one is left out',
  parameters: [
    queryParameter('after', 'Only models behind this name: the `next` of the page before'),
    queryParameter('limit', `At most so many models; ${LIMITS.models_per_page} if absent, and at most`),
  ],
  responses: {
    ...jsonResponse(modelListSchema, 'Models by name; `next` where there are more'),
    ...problemResponses('invalid-option', 'model-refused'),
  },
});

const pageOptions = z.strictObject({
  after: nameSchema.optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'limit is a whole number from 1')
    .transform((text) => Math.min(Number(text), LIMITS.models_per_page))
    .default(LIMITS.models_per_page),
});

const one = createRoute({
  method: 'get',
  path: '/v1/models/{name}',
  summary: 'One model with its versions and aliases',
  request: { params: z.object({ name: nameParam }) },
  responses: { ...jsonResponse(modelEntrySchema, 'The model'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

const version = createRoute({
  method: 'get',
  path: '/v1/models/{name}/versions/{version}',
  summary: 'One version: its digest and manifest',
  request: { params: z.object({ name: nameParam, version: versionParam }) },
  responses: {
    ...jsonResponse(versionAnswerSchema, 'The version; the entity tag is its digest'),
    ...UNCHANGED,
    ...problemResponses(...LOOKUP_PROBLEMS),
  },
});

const blob = createRoute({
  method: 'get',
  path: '/v1/models/{name}/versions/{version}/blobs/{role}',
  summary: 'The bytes of one blob, hashed again before they are sent',
  request: { params: z.object({ name: nameParam, version: versionParam, role: roleParam }) },
  responses: {
    200: {
      description: 'The bytes; the entity tag is their digest',
      content: {
        'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } },
        'application/json': { schema: { type: 'object' as const } },
      },
    },
    ...UNCHANGED,
    ...problemResponses(...LOOKUP_PROBLEMS),
  },
});

const certificate = createRoute({
  method: 'get',
  path: '/v1/models/{name}/versions/{version}/certificate',
  summary: 'The closure certificate: how well the model reproduces its truth',
  request: { params: z.object({ name: nameParam, version: versionParam }) },
  responses: {
    200: {
      description: 'The certificate; the entity tag is its digest',
      content: { 'application/json': { schema: { type: 'object' as const } } },
    },
    ...UNCHANGED,
    ...problemResponses(...LOOKUP_PROBLEMS),
  },
});

/** Reads of models, versions and blobs. */
export function mountModels(app: App, { store, log }: Dependencies): void {
  app.openapi(list, async (c) => {
    const page = parseQuery(pageOptions, c.req.url);
    const list = await listModels(
      store,
      (name, fault) => log({ level: 'error', model: name, detail: fault.message }),
      page.after === undefined ? { limit: page.limit } : { after: page.after, limit: page.limit },
    );
    return c.json(list, 200, { 'Cache-Control': 'no-cache' });
  });
  app.openapi(one, async (c) =>
    c.json(await describeModel(store, c.req.valid('param').name), 200, { 'Cache-Control': 'no-cache' }),
  );
  app.openapi(version, async (c) => {
    const { name, version } = c.req.valid('param');
    return versionResponse(c.req.raw, store, name, version);
  });
  app.openapi(blob, async (c) => {
    const { name, version, role } = c.req.valid('param');
    return blobResponse(c.req.raw, store, name, version, role);
  });
  app.openapi(certificate, async (c) => {
    const { name, version } = c.req.valid('param');
    return blobResponse(c.req.raw, store, name, version, 'certificate');
  });
}

async function versionResponse(request: Request, store: ObjectStore, name: string, which: string): Promise<Response> {
  const { version, digest } = await resolveReference(store, `${name}@${which}`);
  const answer: VersionAnswer = { name, version, digest, manifest: await readManifest(store, digest) };
  const immutable = DIGEST_PATTERN.test(which);
  return tagged(request, canonicalBytes(answer), { digest, immutable, mediaType: 'application/json' });
}

async function blobResponse(
  request: Request,
  store: ObjectStore,
  name: string,
  which: string,
  role: BlobRole,
): Promise<Response> {
  const { digest } = await resolveReference(store, `${name}@${which}`);
  const found = blobOf(await readManifest(store, digest), role);
  const bytes = await readVerifiedBlob(store, found);
  const immutable = DIGEST_PATTERN.test(which);
  return tagged(request, bytes, { digest: found.digest, immutable, mediaType: MEDIA_OF_ROLE[role] });
}
