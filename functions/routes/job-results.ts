import { createRoute, z } from '@hono/zod-openapi';
import { jobSchema } from '../../models/contract/jobs.ts';
import { type App, type Dependencies, requireJobs } from '../dependencies.ts';
import { RESULT_FORMATS, resultStream } from '../jobs/result-stream.ts';
import { SAMPLE_RESULT_FORMATS } from '../jobs/sample-stream.ts';
import { ProblemError } from '../problems.ts';
import { formatOfAnswer, formOfAnswer, mediaTypeOf } from '../request/media-types.ts';
import { fileContent } from './documentation.ts';
import { JOB_PROBLEMS, jobParams, noJob } from './jobs.ts';
import { problemResponses } from './responses.ts';

const follow = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  summary: 'How a job goes on, as server-sent events',
  description:
    'An event `progress` whenever something changed, at most one a second, and at the end one named `done`, `failed` or ' +
    '`cancelled`; the data of each is the document of GET /v1/jobs/{id}.',
  request: { params: jobParams },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: jobSchema } } },
    ...problemResponses(...JOB_PROBLEMS),
  },
});

const result = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/result',
  summary: 'The scores or hadrons of a job that is done, in the order of its source',
  description:
    'In NDJSON the same bytes that POST /v1/score or /v1/sample would have answered for all in one request. Scores have no .dat form.',
  request: { params: jobParams },
  responses: {
    200: { description: 'As Accept asks; NDJSON where it does not say', content: fileContent(SAMPLE_RESULT_FORMATS) },
    ...problemResponses(...JOB_PROBLEMS, 'not-acceptable', 'job-not-done'),
  },
});

/** `GET /v1/jobs/{id}/events` and `…/result`. */
export function mountJobResults(app: App, dependencies: Dependencies): void {
  app.openAPIRegistry.registerPath(follow);
  app.openAPIRegistry.registerPath(result);
  const paramOf = (id: string): string => jobIdOfPath(id);
  app.get('/v1/jobs/:id/events', async (c) => {
    const id = paramOf(c.req.param('id'));
    const stream = await requireJobs(dependencies).ledger(id).follow();
    if (!stream) throw noJob(id);
    return new Response(stream, {
      // No transformation: a proxy that compresses holds events back.
      headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform' },
    });
  });
  app.get('/v1/jobs/:id/result', async (c) => {
    const id = paramOf(c.req.param('id'));
    const { bucket, ledger } = requireJobs(dependencies);
    const job = await ledger(id).result();
    if (!job) throw noJob(id);
    const accept = c.req.header('accept');
    const format = formatOfAnswer(
      accept,
      job.spec.operation === 'score' ? RESULT_FORMATS : SAMPLE_RESULT_FORMATS,
      'ndjson',
    );
    const { state, model, runtime, content_digest } = job.document;
    if (state !== 'done')
      throw new ProblemError('job-not-done', `the job is ${state}; its result comes when it is done`);
    return new Response(resultStream(bucket, job, formOfAnswer(accept, format)), {
      headers: {
        'Content-Type': mediaTypeOf(format),
        'Cache-Control': 'no-store',
        'HadronEdge-Model': `${model.name}@${model.version} ${model.digest}`,
        'HadronEdge-Runtime': runtime,
        ...(content_digest && { 'HadronEdge-Content-Digest': content_digest }),
      },
    });
  });
}

/** The id in a path. Throws a problem where it breaks its rule. */
function jobIdOfPath(text: string): string {
  const parsed = jobParams.safeParse({ id: text });
  if (parsed.success) return parsed.data.id;
  const errors = [{ parameter: 'id', detail: z.prettifyError(parsed.error) }];
  throw new ProblemError('malformed-reference', 'a segment of the path breaks a rule', { errors });
}
