import { hexOf } from '../../models/contract/digest.ts';
import { type ScorePiece, ScoreSpread, ScoreSums } from '../../physics/observables/score-passes.ts';
import { fixedEdges, summaryOf } from '../scoring/summary.ts';
import { JobFailure } from './failure.ts';
import { readResults, type ShardScores } from './results.ts';
import type { JobSpec, ScoreSpec } from './spec.ts';
import type { JobOutcome, ShardOutcome } from './task.ts';

/** Results of so many events are held (two megabytes) instead of being fetched three times. */
const HELD_EVENTS = 65_536;

/** The scores of all shards in order, as often as they are asked for. */
async function resultsOf(bucket: R2Bucket, job: string, outcomes: readonly ShardOutcome[]) {
  const read = (): AsyncGenerator<ShardScores> => readResults(bucket, job, outcomes);
  if (total(outcomes, ({ events }) => events) > HELD_EVENTS) return read;
  const held: ShardScores[] = [];
  for await (const scores of read()) held.push(scores);
  return () => held;
}

/**
 * The summary of all events and the digest of their scores, as one request for all would have given them, to the bit: the
 * results are gone through in the order of the events, once for the sums, once for what needs those, and the columns of
 * the digest along the way.
 */
async function finishScores(
  bucket: R2Bucket,
  job: string,
  spec: ScoreSpec,
  outcomes: readonly ShardOutcome[],
): Promise<JobOutcome> {
  requireAlike(outcomes);
  const results = await resultsOf(bucket, job, outcomes);
  const digest = new crypto.DigestStream('SHA-256');
  const hashing = digest.getWriter();
  const pass = async (of: (scores: ShardScores) => Float64Array, use: (piece: ScorePiece) => void): Promise<void> => {
    for await (const scores of results()) {
      const column = of(scores);
      await hashing.write(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
      use(scores);
    }
  };
  const sums = new ScoreSums(fixedEdges(spec.histogram));
  await pass(
    ({ score }) => score,
    (piece) => sums.add(piece),
  );
  if (sums.sumWeights === 0) throw new JobFailure('the weights must not add up to zero');
  const spread = new ScoreSpread(sums);
  await pass(
    ({ logit }) => logit,
    (piece) => spread.add(piece),
  );
  await pass(
    ({ ratio }) => ratio,
    () => undefined,
  );
  await hashing.close();
  const clipped = total(outcomes, (outcome) => outcome.clipped);
  const counts = { count: sums.count, clipped, outOfRange: total(outcomes, (outcome) => outcome.outOfRange) };
  const contentDigest = `sha256:${hexOf(new Uint8Array(await digest.digest))}`;
  return { score: { summary: summaryOf(spread.summary(), counts), contentDigest } };
}

const total = (outcomes: readonly ShardOutcome[], of: (outcome: ShardOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + of(outcome), 0);

/** What is said of all shards together. */
export async function finishJob(
  bucket: R2Bucket,
  job: string,
  spec: JobSpec,
  outcomes: readonly ShardOutcome[],
): Promise<JobOutcome> {
  if (spec.operation === 'score') return finishScores(bucket, job, spec, outcomes);
  if (total(outcomes, ({ events }) => events) === 0) throw new JobFailure('there are no clusters in the source');
  const invalid = total(outcomes, (outcome) => outcome.invalid);
  return { sample: { invalid, outOfRange: total(outcomes, ({ outOfRange }) => outOfRange) } };
}

/** What a reader asks of the events of one file, and cannot ask of shards. */
function requireAlike(outcomes: readonly ShardOutcome[]): void {
  const filled = outcomes.filter(({ events }) => events > 0);
  const [first] = filled;
  if (!first) throw new JobFailure('there are no events in the source');
  const other = filled.find(({ weighted }) => weighted !== first.weighted);
  if (other)
    throw new JobFailure('events must have weights if the events before them have, and none if they have none');
}
