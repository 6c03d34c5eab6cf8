import type { HadronEdgeClient } from '../../client/client.ts';
import { eventRanges, sliceEvents } from '../../formats/slice.ts';
import type { ScorerAnswer, ScoresAnswer } from '../../models/contract/answers.ts';
import type { EventSet } from '../../physics/columns.ts';
import { CommandError } from '../errors.ts';
import { askInPieces } from '../pieces.ts';
import { calling } from '../service.ts';

/** Events and particles a request: well below the service's limits. */
const EVENTS_PER_REQUEST = 5000;
const PARTICLES_PER_REQUEST = 40_000;

async function* piecesOf(sets: AsyncIterable<EventSet>): AsyncGenerator<EventSet> {
  for await (const set of sets) {
    for (const [from, to] of eventRanges(set.offsets, EVENTS_PER_REQUEST, PARTICLES_PER_REQUEST)) {
      yield sliceEvents(set, from, to);
    }
  }
}

/** The scores of a file: the answers for its pieces by model, and the events' own weights where they have any. */
export interface ScoredFile {
  runtime: string;
  scorers: ScorerAnswer[][];
  weight: Float64Array | undefined;
}

/**
 * Scores the events of a file piece by piece, all with the models of the first answer.
 * Throws a CommandError: exit 3 where there are no events or weights that cannot be added up, 4 as `askInPieces`.
 */
export async function scoreFile(
  client: HadronEdgeClient,
  name: string,
  sets: AsyncIterable<EventSet>,
  models: readonly string[],
  onScored: (events: number) => void,
): Promise<ScoredFile> {
  const answers: ScoresAnswer[] = [];
  const weights: number[] = [];
  let references = models;
  const scored = askInPieces(models[0]!, piecesOf(sets), async ({ weight, ...events }) => {
    for (const w of weight ?? []) weights.push(w);
    // Summaries are made here, of the whole file: a piece may have weights that add up to zero.
    const answer = await calling(client.scores(events, { models: references }));
    references = answer.scorers.map(({ model }) => `${model.name}@${model.digest}`);
    return { ...answer, model: answer.scorers[0]!.model };
  });
  let count = 0;
  for await (const answer of scored) {
    answers.push(answer);
    count += answer.scorers[0]!.summary.count;
    onScored(count);
  }
  if (count === 0) throw new CommandError(`${name}: there are no events to score`, 3);
  return {
    runtime: answers[0]!.runtime,
    scorers: models.map((_, i) => answers.map(({ scorers }) => scorers[i]!)),
    weight: weights.length > 0 ? checkedWeights(name, Float64Array.from(weights)) : undefined,
  };
}

function checkedWeights(name: string, weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, w) => total + w, 0);
  if (sum === 0) throw new CommandError(`${name}: the weights must not add up to zero`, 3);
  const squares = weights.reduce((total, w) => total + w * w, 0);
  if (!Number.isFinite(squares)) throw new CommandError(`${name}: the weights are too large to be added up`, 3);
  return weights;
}
