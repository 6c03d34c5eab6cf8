import { createRoute } from '@hono/zod-openapi';
import { type App, type Dependencies, keepAliveOf } from '../dependencies.ts';
import type { ModelOf } from '../inference/model-host.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { readSampleRequest } from '../request/clusters.ts';
import { formatOfAnswer, formatOfBody, formOfAnswer, mediaTypeOf } from '../request/media-types.ts';
import { modelPlace, namingModel } from '../request/model-problem.ts';
import { chooseSeed } from '../request/options.ts';
import { digestOfSample, encodeSample, SAMPLE_FORMATS } from '../sampling/encode.ts';
import { sampleClusters } from '../sampling/sample.ts';
import { Timings } from '../timings.ts';
import { answerHeaders } from './answer-headers.ts';
import { sampleDocumentation } from './documentation.ts';

/** `POST /v1/sample`: clusters in, hadrons out. */
export function mountSample(app: App, { host, metrics }: Dependencies): void {
  app.openapi(createRoute(sampleDocumentation), async (c) => {
    const timings = new Timings();
    const format = formatOfBody(c.req.header('content-type'));
    const answerFormat = formatOfAnswer(c.req.header('accept'), SAMPLE_FORMATS, format);
    const { clusters, options, rows } = await timings.measure('parse', () => readSampleRequest(c.req.raw, format));
    const { seed, text } = chooseSeed(options.seed);
    const run = { seed, firstIndex: options.first_index, onInvalid: options.on_invalid };
    const answer = async (model: ModelOf<'generator'>): Promise<Response> => {
      const sampled = await sampleClusters(model, clusters, run, timings);
      const { name, version, digest } = model;
      const note = { model: { name, version, digest }, runtime: RUNTIME, seed: text, first_index: run.firstIndex };
      const body = await timings.measure('encode', () =>
        encodeSample(sampled, note, formOfAnswer(c.req.header('accept'), answerFormat), rows),
      );
      const contentDigest = await digestOfSample(sampled);
      metrics.sampled(sampled.index.length);
      return new Response(body, {
        headers: {
          ...answerHeaders(note.model, contentDigest, timings),
          'Content-Type': mediaTypeOf(answerFormat),
          'HadronEdge-Seed': text,
          'HadronEdge-Invalid': String(sampled.invalid.length),
        },
      });
    };
    return namingModel(modelPlace(format), () => host.use(options.model, 'generator', keepAliveOf(c), answer));
  });
}
