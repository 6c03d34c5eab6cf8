import { createRoute } from '@hono/zod-openapi';
import { digestOfScores } from '../../models/contract/content-digest.ts';
import { type App, type Dependencies, keepAliveOf } from '../dependencies.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { readSampleRequest } from '../request/clusters.ts';
import { formatOfAnswer, formatOfBody, formOfAnswer, mediaTypeOf } from '../request/media-types.ts';
import { modelPlace, namingModel, optionPlace } from '../request/model-problem.ts';
import { chooseSeed } from '../request/options.ts';
import { digestOfSample, encodeSample, SAMPLE_FORMATS, SCORED_SAMPLE_FORMATS } from '../sampling/encode.ts';
import { sampleClusters } from '../sampling/sample.ts';
import { type SampleScores, scoreSampled } from '../sampling/scores.ts';
import { Timings } from '../timings.ts';
import { answerHeaders, modelText } from './answer-headers.ts';
import { sampleDocumentation } from './documentation.ts';

/** `POST /v1/sample`: clusters in, hadrons out, and the scores of their events where a scorer is named. */
export function mountSample(app: App, { host, metrics }: Dependencies): void {
  app.openapi(createRoute(sampleDocumentation), async (c) => {
    const timings = new Timings();
    const format = formatOfBody(c.req.header('content-type'));
    const accept = c.req.header('accept');
    formatOfAnswer(accept, SAMPLE_FORMATS, format);
    const { clusters, options, rows } = await timings.measure('parse', () => readSampleRequest(c.req.raw, format));
    const answerFormat = formatOfAnswer(accept, options.score ? SCORED_SAMPLE_FORMATS : SAMPLE_FORMATS, format);
    const { seed, text } = chooseSeed(options.seed);
    const run = { seed, firstIndex: options.first_index, onInvalid: options.on_invalid };
    const { model, sampled } = await namingModel(modelPlace(format), () =>
      host.use(options.model, 'generator', keepAliveOf(c), async (generator) => {
        const { name, version, digest } = generator;
        return {
          model: { name, version, digest },
          sampled: await sampleClusters(generator, clusters, run, timings),
        };
      }),
    );
    const { score } = options;
    const scores =
      score === undefined
        ? undefined
        : await namingModel(optionPlace(format, 'score'), () =>
            host.use(score, 'scorer', keepAliveOf(c), (scorer) => scoreSampled(scorer, sampled, timings)),
          );
    const note = { model, runtime: RUNTIME, seed: text, first_index: run.firstIndex };
    const form = formOfAnswer(accept, answerFormat);
    const body = await timings.measure('encode', () => encodeSample(sampled, note, form, rows, scores));
    const contentDigest = await digestOfSample(sampled);
    metrics.sampled(sampled.index.length);
    if (scores) metrics.scored(scores.event.length);
    return new Response(body, {
      headers: {
        ...answerHeaders([model], contentDigest, timings),
        ...(scores && (await scorerHeaders(scores))),
        'Content-Type': mediaTypeOf(answerFormat),
        'HadronEdge-Seed': text,
        'HadronEdge-Invalid': String(sampled.invalid.length),
      },
    });
  });
}

/** Headers that say what made the scores of a sample, what they are worth, and their digest. */
async function scorerHeaders({ model, scored, summary }: SampleScores): Promise<Record<string, string>> {
  return {
    'HadronEdge-Scorer': modelText(model),
    'HadronEdge-N-Eff': String(summary?.n_eff ?? 0),
    'HadronEdge-Scores-Digest': await digestOfScores(scored),
  };
}
