import { createRoute, z } from '@hono/zod-openapi';
import { sourceSchema, uploadSchema } from '../../models/contract/jobs.ts';
import { digestSchema } from '../../models/contract/names.ts';
import { type App, type Dependencies, requireJobs } from '../dependencies.ts';
import { LIMITS } from '../limits.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
import { beginUpload, completeUpload, receivePart, type UploadPlace } from '../uploads/in-parts.ts';
import { BODY_PROBLEMS, jsonBody } from './documentation.ts';
import { jsonResponse, problemResponses } from './responses.ts';
import { uploadRequestSchema } from './schemas.ts';

const digest = digestSchema.meta({ description: 'sha256 that the whole will have' });
const number = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,4})$/, `must be a number from 0 to ${LIMITS.upload_parts - 1}`)
  .meta({ description: 'Number of the part, from 0', example: '0' });

const begin = createRoute({
  method: 'post',
  path: '/v1/uploads',
  summary: 'Begin an upload in parts, or go on with one',
  description:
    'The upload is named by the sha256 that its bytes will have. The same request again says which parts are there; where the ' +
    'bytes are stored already, `complete` is true and nothing is to be sent.',
  request: { body: jsonBody('UploadRequest') },
  responses: {
    ...jsonResponse(uploadSchema, 'The parts that are there'),
    ...problemResponses(...BODY_PROBLEMS, 'invalid-option', 'invalid-upload', 'busy', 'not-stored'),
  },
});

const part = createRoute({
  method: 'put',
  path: '/v1/uploads/{digest}/parts/{number}',
  summary: 'Store one part; in any order, and again if need be: what is there stays',
  description: 'Exactly part_bytes bytes (the last part: the rest), with Content-Length.',
  request: {
    params: z.object({ digest, number }),
    body: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
  },
  responses: {
    204: { description: 'Stored' },
    ...problemResponses('malformed-reference', 'unknown-upload', 'invalid-upload', 'not-stored'),
  },
});

const complete = createRoute({
  method: 'post',
  path: '/v1/uploads/{digest}/complete',
  summary: 'Make the parts a source, if they are what the upload said',
  request: { params: z.object({ digest }) },
  responses: {
    ...jsonResponse(sourceSchema, 'The same bytes were stored before'),
    201: { description: 'Stored', content: { 'application/json': { schema: sourceSchema } } },
    ...problemResponses('malformed-reference', 'unknown-upload', 'upload-incomplete', 'invalid-upload', 'not-stored'),
  },
});

/** `POST /v1/uploads`, `PUT /v1/uploads/{digest}/parts/{number}`, `POST /v1/uploads/{digest}/complete`. */
export function mountUploads(app: App, dependencies: Dependencies): void {
  const placeOf = (id: string): UploadPlace => {
    const { bucket, upload } = requireJobs(dependencies);
    return { digest: id, bucket, ledger: upload(id) };
  };
  app.openapi(begin, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const { digest: id, bytes, format } = parseBody(uploadRequestSchema, await readJson(c.req.raw));
    return c.json(await beginUpload(placeOf(id), bytes, format), 200, { 'Cache-Control': 'no-store' });
  });
  app.openapi(part, async (c) => {
    const { digest: id, number: at } = c.req.valid('param');
    await receivePart(placeOf(id), Number(at), c.req.raw.body, Number(c.req.header('content-length') ?? Number.NaN));
    return c.body(null, 204);
  });
  app.openapi(complete, async (c) => {
    const { source, created } = await completeUpload(placeOf(c.req.valid('param').digest));
    return c.json(source, created ? 201 : 200, { 'Cache-Control': 'no-store' });
  });
}
