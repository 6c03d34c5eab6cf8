import type { ScorerAnswer, ScoresAnswer } from '../../models/contract/answers.ts';
import { automaticEdges } from '../../physics/observables/automatic-edges.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import { compareScores } from '../../physics/observables/score-comparison.ts';
import { CommandError } from '../errors.ts';
import type { ScoredFile } from './ask.ts';
import { mergeColumns, mergeScores, type ScoreColumns, summaryOf } from './merge.ts';

/** Equal bins between 0 and 1, or as many as suit the scores. */
export type Bins = number | 'auto';

interface Sample {
  events: ScoreColumns;
  weight: Float64Array | undefined;
}

const edgesOf = (bins: Bins, samples: readonly Sample[]): Float64Array =>
  bins === 'auto'
    ? automaticEdges(...samples.map(({ events, weight }) => ({ score: events.score, weight })))
    : equalEdges(0, 1, bins);

/**
 * The answer that one request for all events, and those of a reference, would have given.
 * Throws a CommandError (exit 4) where the two were scored by different runtimes.
 */
export function answerOf(file: ScoredFile, reference: ScoredFile | undefined, bins: Bins): ScoresAnswer {
  if (reference && reference.runtime !== file.runtime) {
    throw new CommandError(`the runtime changed from ${file.runtime} to ${reference.runtime}`, 4);
  }
  const scorers = file.scorers.map((answers, i): ScorerAnswer => {
    const first = { events: mergeColumns(answers), weight: file.weight };
    const second = reference && { events: mergeColumns(reference.scorers[i]!), weight: reference.weight };
    const edges = edgesOf(bins, second ? [first, second] : [first]);
    const merged = mergeScores(answers, file.weight, edges);
    if (!second) return merged;
    const { ratio, ...comparison } = compareScores(
      { score: first.events.score, weight: first.weight },
      { score: second.events.score, weight: second.weight },
      edges,
    );
    return {
      ...merged,
      reference: { summary: summaryOf(second.events, edges, second.weight) },
      comparison: { ratio: { values: ratio.values, errors: ratio.errors }, ...comparison },
    };
  });
  return { runtime: file.runtime, scorers };
}
