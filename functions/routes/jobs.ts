import { createRoute, z } from '@hono/zod-openapi';
import { jobIdSchema, jobSchema } from '../../models/contract/jobs.ts';
import { type App, type Dependencies, keepAliveOf, requireJobs } from '../dependencies.ts';
import type { KeepAlive, ModelHost } from '../inference/model-host.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import type { JobsPlatform } from '../jobs/platform.ts';
import { type JobSpec, jobIdOf, sampleJobOptions, scoreJobOptions } from '../jobs/spec.ts';
import { ProblemError, problemAt } from '../problems.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { modelPlace, namingModel } from '../request/model-problem.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
import { fixedEdges } from '../scoring/summary.ts';
import { findSource, type SourcePointer } from '../uploads/source.ts';
import { areStored } from '../uploads/stored-bytes.ts';
import { BODY_PROBLEMS, jsonBody } from './documentation.ts';
import { jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

export const jobParams = z.object({ id: jobIdSchema.meta({ description: 'Identity of the job' }) });
export const JOB_PROBLEMS = ['malformed-reference', 'unknown-job'] as const;

const start = createRoute({
  method: 'post',
  path: '/v1/jobs',
  summary: 'Score or sample a stored source, however long',
  description:
    'The job is named by what it is: source, format, model digest, runtime and options. Asking again, by whomever, gives ' +
    'the job that there is; one that was cancelled starts anew.',
  request: { body: jsonBody('JobRequest') },
  responses: {
    ...jsonResponse(jobSchema, 'The job was started before'),
    201: { description: 'Started', content: { 'application/json': { schema: jobSchema } } },
    ...problemResponses(...BODY_PROBLEMS, ...LOOKUP_PROBLEMS, 'unknown-source', 'invalid-option', 'wrong-kind', 'busy'),
  },
});

const describe = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  summary: 'How a job stands; its summary once it is done',
  request: { params: jobParams },
  responses: { ...jsonResponse(jobSchema, 'The job'), ...problemResponses(...JOB_PROBLEMS) },
});

const cancel = createRoute({
  method: 'delete',
  path: '/v1/jobs/{id}',
  summary: 'End a job and delete what it made; its source stays',
  request: { params: jobParams },
  responses: { ...jsonResponse(jobSchema, 'The job, cancelled'), ...problemResponses(...JOB_PROBLEMS) },
});

const retry = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/retry',
  summary: 'Try what failed again',
  request: { params: jobParams },
  responses: {
    ...jsonResponse(jobSchema, 'The job, running again'),
    ...problemResponses(...JOB_PROBLEMS, 'job-not-failed'),
  },
});

export const noJob = (id: string): ProblemError => new ProblemError('unknown-job', `there is no job ${id}`);

/** `POST /v1/jobs`, `GET` and `DELETE /v1/jobs/{id}`, `POST /v1/jobs/{id}/retry`. */
export function mountJobs(app: App, dependencies: Dependencies): void {
  const ledger = (id: string) => requireJobs(dependencies).ledger(id);
  const headers = { 'Cache-Control': 'no-store' };
  app.openapi(start, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const jobs = requireJobs(dependencies);
    const options = parseJobOptions(await readJson(c.req.raw));
    const source = await requireSource(jobs, options.source);
    const spec = await specOf(options, source, dependencies.host, keepAliveOf(c));
    const id = await jobIdOf(spec);
    const { job, created } = await jobs.ledger(id).start(id, spec, source.bytes);
    return c.json(job, created ? 201 : 200, { ...headers, Location: `/v1/jobs/${id}` });
  });
  app.openapi(describe, async (c) => {
    const { id } = c.req.valid('param');
    const job = await ledger(id).describe();
    if (!job) throw noJob(id);
    return c.json(job, 200, headers);
  });
  app.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param');
    const job = await ledger(id).cancel();
    if (!job) throw noJob(id);
    return c.json(job, 200, headers);
  });
  app.openapi(retry, async (c) => {
    const { id } = c.req.valid('param');
    const known = await ledger(id).describe();
    if (!known) throw noJob(id);
    const job = await ledger(id).retry();
    if (!job)
      throw new ProblemError('job-not-failed', `the job is ${known.state}; only one that failed is tried again`);
    return c.json(job, 200, headers);
  });
}

async function requireSource({ bucket }: JobsPlatform, digest: string): Promise<SourcePointer> {
  const source = await findSource(bucket, digest);
  if (source && (await areStored(bucket, source))) return source;
  const detail = `no bytes with digest ${digest} are stored; PUT /v1/events stores them`;
  throw new ProblemError('unknown-source', detail, { errors: [{ pointer: '/source', detail }] });
}

type JobOptions = z.output<typeof scoreJobOptions> | z.output<typeof sampleJobOptions>;

/** Options of either operation. Throws a problem that names every field at fault. */
function parseJobOptions(body: unknown): JobOptions {
  const sample = typeof body === 'object' && body !== null && 'operation' in body && body.operation === 'sample';
  if (sample) return parseBody(sampleJobOptions, body);
  const options = parseBody(scoreJobOptions, body);
  fixedEdges(options.histogram);
  return options;
}

/** The job that options mean now: its model is loaded, checked, and from here on meant by its digest. */
async function specOf(
  options: JobOptions,
  source: SourcePointer,
  host: ModelHost,
  keepAlive: KeepAlive,
): Promise<JobSpec> {
  const { source: digest, format = source.format, model: reference } = options;
  const kind = options.operation === 'score' ? 'scorer' : 'generator';
  const model = await namingModel(modelPlace('json'), () =>
    host.use(reference, kind, keepAlive, ({ name, version, digest }) => Promise.resolve({ name, version, digest })),
  );
  const common = { source: digest, format, model, runtime: RUNTIME };
  if (options.operation === 'score') {
    const { histogram, weight } = options;
    if (weight !== undefined && format !== 'hepmc3') throw problemAt('invalid-option', '/weight', 'is for HepMC3 only');
    return { ...common, operation: 'score', histogram, ...(weight !== undefined && { weight }) };
  }
  // A seed that is drawn would make another job each time that it is asked for.
  if (options.seed === undefined) throw problemAt('invalid-option', '/seed', 'is needed by a job');
  const { first_index, on_invalid } = options;
  return { ...common, operation: 'sample', seed: options.seed.toString(), first_index, on_invalid };
}
