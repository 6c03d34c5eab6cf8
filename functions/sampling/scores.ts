import type { AnsweredBy, ScoreSummary } from '../../models/contract/answers.ts';
import type { EventScores } from '../../models/contract/score-columns.ts';
import type { EventSet } from '../../physics/columns.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import type { ModelOf } from '../inference/model-host.ts';
import { scoreEvents } from '../scoring/score.ts';
import { summarize } from '../scoring/summary.ts';
import type { Timings } from '../timings.ts';
import { decaySetOf } from './decay-set.ts';
import type { Sampled } from './sample.ts';

/** Scores of sampled events. */
export interface SampleScores {
  model: AnsweredBy;
  /** Label of each event: the clusters' `event`, or the cluster's index in the request where there is none. */
  event: Uint32Array;
  scored: EventScores;
  /** null where there is no event. */
  summary: ScoreSummary | null;
}

/** Edges of the histogram of sampled scores: those that `/v1/score` has if it is not told otherwise. */
const EDGES = equalEdges(0, 1, 50);

/**
 * Scores the hadrons of a sample by event: events are those of the clusters' `event`, or one a cluster. Clusters that
 * were left out are missing in their events. Throws a problem as `scoreEvents`.
 */
export async function scoreSampled(
  model: ModelOf<'scorer'>,
  sampled: Sampled,
  timings: Timings,
): Promise<SampleScores> {
  const { offsets, hadrons } = decaySetOf(sampled);
  const events: EventSet = { ...hadrons, offsets: offsets.map((offset) => 2 * offset) };
  const labels = sampled.clusters.event ?? sampled.index;
  const event = offsets.subarray(0, -1).map((first) => labels[first]!);
  const scored = await scoreEvents(model, events, timings, null);
  const summary = event.length === 0 ? null : summarize(scored, undefined, EDGES, null);
  const { name, version, digest } = model;
  return { model: { name, version, digest }, event, scored, summary };
}
