import type { RouteConfig } from '@hono/zod-openapi';
import { LIMITS } from '../limits.ts';
import type { ProblemKind } from '../problems.ts';
import { MEDIA_TYPES } from '../request/media-types.ts';
import { LOOKUP_PROBLEMS, problemResponses } from './responses.ts';
import type { ComponentName } from './schemas.ts';

/** What the OpenAPI document says of the two routes that compute, and parts that others share. */

const reference = (name: ComponentName) => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' as const };

/** Problems of everything that reads a body. */
export const BODY_PROBLEMS = ['malformed-body', 'too-large', 'unsupported-media-type'] as const satisfies ProblemKind[];

/** A JSON body, described by a component and not checked by the router. */
export const jsonBody = (name: ComponentName) => ({
  required: true,
  content: { [MEDIA_TYPES.json]: { schema: reference(name) } },
});

const anyBody = (name: ComponentName) => ({
  required: true,
  description:
    `At most ${LIMITS.body_bytes} bytes after decompression; Content-Encoding gzip is understood. ` +
    'Options are fields of a JSON body and parameters of the query for every other format.',
  content: {
    [MEDIA_TYPES.json]: { schema: reference(name) },
    [MEDIA_TYPES.ndjson]: { schema: text },
    [MEDIA_TYPES.dat]: { schema: text },
  },
});

const query = (name: string, description: string, required = false) => ({
  name,
  in: 'query' as const,
  required,
  description,
  schema: text,
});

const MODEL = query('model', 'Reference of the model, for formats other than JSON (there a field of the body)');

const COMPUTE_PROBLEMS = [
  ...BODY_PROBLEMS,
  ...LOOKUP_PROBLEMS,
  'model-untrusted',
  'not-acceptable',
  'invalid-option',
  'invalid-data',
  'wrong-kind',
  'model-failed',
  'busy',
] as const satisfies ProblemKind[];

export const sampleDocumentation: RouteConfig = {
  method: 'post',
  path: '/v1/sample',
  summary: 'Two hadrons for each cluster',
  description:
    'The hadrons of cluster i depend on the model, the seed and first_index + i alone, so that a run may be cut into ' +
    'requests in any way. The same answer has the same HadronEdge-Content-Digest in every format.',
  parameters: [
    MODEL,
    query('seed', 'Unsigned 64-bit integer; random if absent, and then reported'),
    query('first_index', 'Index of the first cluster in the whole run; 0 if absent'),
    query('on_invalid', 'refuse (the default) or skip'),
  ],
  request: { body: anyBody('SampleRequest') },
  responses: {
    200: {
      description: 'Hadrons, in the form of the request or as Accept asks',
      content: {
        [MEDIA_TYPES.json]: { schema: reference('SampleAnswer') },
        [MEDIA_TYPES.ndjson]: { schema: text },
        [MEDIA_TYPES.dat]: { schema: text },
      },
    },
    ...problemResponses(...COMPUTE_PROBLEMS, 'invalid-cluster'),
  },
};

export const scoreDocumentation: RouteConfig = {
  method: 'post',
  path: '/v1/score',
  summary: 'A score and a likelihood ratio for each event',
  description:
    'logit > 0 means class 1 of the model; score = sigmoid(logit); weight = exp(calibrated logit), clipped as the ' +
    'manifest says, is the likelihood ratio p(class 1) / p(class 0) of the event.',
  parameters: [
    MODEL,
    query('bins', 'Number of bins of the score histogram'),
    query('range', 'Range of the histogram: low,high'),
    query('edges', 'Edges of the histogram: two or more numbers, separated by commas; instead of bins and range'),
  ],
  request: { body: anyBody('ScoreRequest') },
  responses: {
    200: {
      description: 'Scores, in the form of the request or as Accept asks',
      content: {
        [MEDIA_TYPES.json]: { schema: reference('ScoreAnswer') },
        [MEDIA_TYPES.ndjson]: { schema: text },
      },
    },
    ...problemResponses(...COMPUTE_PROBLEMS, 'invalid-event'),
  },
};
