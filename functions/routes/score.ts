import { createRoute } from '@hono/zod-openapi';
import { digestOfScores } from '../../models/contract/content-digest.ts';
import { type App, type Dependencies, keepAliveOf } from '../dependencies.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { formOfScoreRequest, readScoreRequest } from '../request/events.ts';
import { formatOfAnswer, mediaTypeOf } from '../request/media-types.ts';
import { modelPlace, namingModel, optionPlace, requireDistinct } from '../request/model-problem.ts';
import { encodeScores, requireEventForm, SCORE_FORMATS } from '../scoring/encode.ts';
import { resultOf, type ScorerResult } from '../scoring/result.ts';
import { Timings } from '../timings.ts';
import { answerHeaders } from './answer-headers.ts';
import { scoreDocumentation } from './documentation.ts';

/** `POST /v1/score`: events in, scores and likelihood ratios out, and how they compare with a reference. */
export function mountScore(app: App, { host, metrics }: Dependencies): void {
  app.openapi(createRoute(scoreDocumentation), async (c) => {
    const timings = new Timings();
    const form = formOfScoreRequest(c.req.header('content-type'));
    const answerFormat = formatOfAnswer(c.req.header('accept'), SCORE_FORMATS, form === 'multipart' ? 'json' : form);
    const { options, rows, ...sets } = await timings.measure('parse', () => readScoreRequest(c.req.raw, form));
    requireEventForm(answerFormat, options.with_events, optionPlace(form, 'with_events'));
    const task = { ...sets, histogram: options.histogram };
    const results: ScorerResult[] = [];
    // One after the other: models that are not in use can make room.
    for (const [i, reference] of options.model.entries()) {
      const place = modelPlace(form, options.model.length > 1 ? i : undefined);
      const answer = await namingModel(place, () =>
        host.use(reference, 'scorer', keepAliveOf(c), (model) => resultOf(model, task, timings)),
      );
      results.push(answer);
    }
    const models = results.map(({ model }) => model);
    requireDistinct(models);
    const { with_events: withEvents, weight_name: weightName } = options;
    const parts = { results, events: sets.events, runtime: RUNTIME, rows, withEvents, weightName };
    const body = await timings.measure('encode', () => encodeScores(parts, answerFormat));
    const contentDigest = await digestOfScores(...results.map(({ scored }) => scored));
    metrics.scored(sets.events.offsets.length - 1);
    return new Response(body, {
      headers: {
        ...answerHeaders(models, contentDigest, timings),
        'Content-Type': mediaTypeOf(answerFormat),
        'HadronEdge-N-Eff': results.map(({ summary }) => String(summary.n_eff)).join(', '),
      },
    });
  });
}
