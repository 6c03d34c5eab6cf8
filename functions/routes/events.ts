import { createRoute, z } from '@hono/zod-openapi';
import { sourceSchema } from '../../models/contract/jobs.ts';
import { digestSchema } from '../../models/contract/names.ts';
import { type App, type Dependencies, requireJobs } from '../dependencies.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import { formatOfBody } from '../request/media-types.ts';
import { refuseQuery } from '../request/options.ts';
import { receiveSource } from '../uploads/receive.ts';
import { describeSource, findSource } from '../uploads/source.ts';
import { fileContent } from './documentation.ts';
import { jsonResponse, problemResponses } from './responses.ts';

const put = createRoute({
  method: 'put',
  path: '/v1/events',
  summary: 'Store a file of events, of any length, for jobs to read',
  description:
    'The bytes are stored as they are sent, gzip included, and named by their sha256. A request that is cut leaves ' +
    `nothing. For files that do not fit into one request, or over lines that break, see POST /v1/uploads. At most ${LIMITS.source_bytes} bytes.`,
  request: { body: { required: true, content: fileContent() } },
  responses: {
    ...jsonResponse(sourceSchema, 'The same bytes were stored before'),
    201: { description: 'Stored', content: { 'application/json': { schema: sourceSchema } } },
    ...problemResponses(
      'malformed-body',
      'too-large',
      'unsupported-media-type',
      'invalid-option',
      'busy',
      'not-stored',
    ),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/events/{digest}',
  summary: 'Whether bytes with this sha256 are stored',
  request: { params: z.object({ digest: digestSchema }) },
  responses: {
    ...jsonResponse(sourceSchema, 'They are'),
    ...problemResponses('malformed-reference', 'unknown-source'),
  },
});

/** `PUT /v1/events` and `GET /v1/events/{digest}`. */
export function mountEvents(app: App, dependencies: Dependencies): void {
  app.openAPIRegistry.registerPath(put);
  app.put(put.path, async (c) => {
    const { bucket } = requireJobs(dependencies);
    const format = formatOfBody(c.req.header('content-type'));
    refuseQuery(c.req.url);
    const { source, created } = await receiveSource(bucket, c.req.raw.body, format);
    return c.json(source, created ? 201 : 200, { Location: `/v1/events/${source.id}`, 'Cache-Control': 'no-store' });
  });
  app.openapi(get, async (c) => {
    const { digest } = c.req.valid('param');
    const source = await findSource(requireJobs(dependencies).bucket, digest);
    if (!source) throw new ProblemError('unknown-source', `no bytes with digest ${digest} are stored`);
    return c.json(describeSource(digest, source), 200, { 'Cache-Control': 'no-store' });
  });
}
