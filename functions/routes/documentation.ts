import type { RouteConfig } from '@hono/zod-openapi';
import { FORMAT_NAMES, type Format } from '../../formats/format.ts';
import { LIMITS } from '../limits.ts';
import type { ProblemKind } from '../problems.ts';
import { mediaTypeOf } from '../request/media-types.ts';
import { FORM_TYPE } from '../request/multipart.ts';
import { SAMPLE_FORMATS } from '../sampling/encode.ts';
import { SCORE_FORMATS } from '../scoring/encode.ts';
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
  content: { [mediaTypeOf('json')]: { schema: reference(name) } },
});

/** Formats of a body: JSON as a component says, the others as text or bytes. */
const contentOf = (formats: readonly Format[], name: ComponentName) =>
  Object.fromEntries(
    formats.map((format) => [mediaTypeOf(format), { schema: format === 'json' ? reference(name) : schemaOf(format) }]),
  );

const schemaOf = (format: Format) =>
  format === 'arrow' || format === 'parquet' ? { type: 'string' as const, format: 'binary' } : text;

/** Files of these formats, as text or bytes. */
export const fileContent = (formats: readonly Format[] = FORMAT_NAMES) =>
  Object.fromEntries(formats.map((format) => [mediaTypeOf(format), { schema: schemaOf(format) }]));

const anyBody = (name: ComponentName) => ({
  required: true,
  description:
    `At most ${LIMITS.body_bytes} bytes after decompression; Content-Encoding gzip is understood. ` +
    'Options are fields of a JSON body and parameters of the query for every other format.',
  content: contentOf(FORMAT_NAMES, name),
});

/** A parameter of the query that is text. */
export const queryParameter = (name: string, description: string, required = false) => ({
  name,
  in: 'query' as const,
  required,
  description,
  schema: text,
});

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: false,
  description,
  schema: text,
});

/** How a write says which revision it expects. */
export const revisionHeaders = [
  header('If-Match', 'The revision that must be there, as the entity tag of a GET: "3"'),
  header('If-None-Match', '*: only if there is none yet'),
];

const MODEL = queryParameter(
  'model',
  'Reference of the model, for formats other than JSON (there a field of the body)',
);

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
    queryParameter('seed', 'Unsigned 64-bit integer; random if absent, and then reported'),
    queryParameter('first_index', 'Index of the first cluster in the whole run; 0 if absent'),
    queryParameter('on_invalid', 'refuse (the default) or skip'),
    queryParameter(
      'score',
      'Reference of a scorer for the sampled events: those of the column event, or one a cluster',
    ),
  ],
  request: { body: anyBody('SampleRequest') },
  responses: {
    200: {
      description: 'Hadrons, in the form of the request or as Accept asks',
      content: contentOf(SAMPLE_FORMATS, 'SampleAnswer'),
    },
    ...problemResponses(...COMPUTE_PROBLEMS, 'invalid-cluster'),
  },
};

const scoreBody = () => {
  const body = anyBody('ScoreRequest');
  const form = { [FORM_TYPE]: { schema: reference('ScoreForm') } };
  return {
    ...body,
    description: `${body.description} A reference in another format than JSON is a part of multipart/form-data.`,
    content: { ...body.content, ...form },
  };
};

export const scoreDocumentation: RouteConfig = {
  method: 'post',
  path: '/v1/score',
  summary: 'A score and a likelihood ratio for each event',
  description:
    'logit > 0 means class 1 of the model; score = sigmoid(logit); weight = exp(calibrated logit), clipped as the ' +
    'manifest says, is the likelihood ratio p(class 1) / p(class 0) of the event. With a reference the answer compares ' +
    'the two samples. One model has the fields of its answer at the top, several have them in scorers.',
  parameters: [
    { ...MODEL, description: `${MODEL.description}; several between commas, at most ${LIMITS.scorers}` },
    queryParameter('bins', 'Number of bins of the score histogram, or auto: by the rule of Freedman and Diaconis'),
    queryParameter('range', 'Range of the histogram: low,high'),
    queryParameter('weight', "HepMC3 only: name of the weight that is the events' own; the first if absent"),
    queryParameter(
      'edges',
      'Edges of the histogram: two or more numbers, separated by commas; instead of bins and range',
    ),
    queryParameter('with_events', 'true: Arrow and Parquet answers hold the events as well (HepMC3 answers always do)'),
    queryParameter(
      'weight_name',
      'Where events are in the answer: name of their own weight times the likelihood ratio; reweighted if absent',
    ),
  ],
  request: { body: scoreBody() },
  responses: {
    200: {
      description: 'Scores, in the form of the request or as Accept asks',
      content: contentOf(SCORE_FORMATS, 'ScoreAnswer'),
    },
    ...problemResponses(...COMPUTE_PROBLEMS, 'invalid-event'),
  },
};
