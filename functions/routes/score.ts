import { createRoute } from '@hono/zod-openapi';
import { digestOfScores } from '../../models/contract/content-digest.ts';
import { type App, type Dependencies, keepAliveOf } from '../dependencies.ts';
import type { ModelOf } from '../inference/model-host.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { readScoreRequest } from '../request/events.ts';
import { formatOfAnswer, formatOfBody, mediaTypeOf } from '../request/media-types.ts';
import { modelPlace, namingModel } from '../request/model-problem.ts';
import { encodeScores, SCORE_FORMATS } from '../scoring/encode.ts';
import { scoreEvents } from '../scoring/score.ts';
import { summarize } from '../scoring/summary.ts';
import { Timings } from '../timings.ts';
import { answerHeaders } from './answer-headers.ts';
import { scoreDocumentation } from './documentation.ts';

/** `POST /v1/score`: events in, scores and likelihood ratios out. */
export function mountScore(app: App, { host, metrics }: Dependencies): void {
  app.openapi(createRoute(scoreDocumentation), async (c) => {
    const timings = new Timings();
    const format = formatOfBody(c.req.header('content-type'));
    const answerFormat = formatOfAnswer(c.req.header('accept'), SCORE_FORMATS, format);
    const { events, options, rows } = await timings.measure('parse', () => readScoreRequest(c.req.raw, format));
    const answer = async (model: ModelOf<'scorer'>): Promise<Response> => {
      const scored = await scoreEvents(model, events, timings);
      const summary = await timings.measure('physics', () => summarize(scored, events.weight, options.histogram));
      const { name, version, digest } = model;
      const note = { model: { name, version, digest }, runtime: RUNTIME };
      const body = await timings.measure('encode', () =>
        encodeScores(scored, events, summary, note, answerFormat, rows),
      );
      const contentDigest = await digestOfScores(scored);
      metrics.scored(summary.count);
      return new Response(body, {
        headers: {
          ...answerHeaders(note.model, contentDigest, timings),
          'Content-Type': mediaTypeOf(answerFormat),
        },
      });
    };
    return namingModel(modelPlace(format), () => host.use(options.model, 'scorer', keepAliveOf(c), answer));
  });
}
