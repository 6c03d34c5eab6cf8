import { hexOf } from '../../models/contract/digest.ts';
import { type ScorePiece, ScoreSpread, ScoreSums } from '../../physics/observables/score-passes.ts';
import { edgesOf, summaryOf } from '../scoring/summary.ts';
import { JobFailure } from './failure.ts';
import { readResults, type ShardScores } from './results.ts';
import type { JobSpec } from './spec.ts';
import type { JobOutcome, ShardOutcome } from './task.ts';

/**
 * The summary of all events and the digest of their scores, as one request for all would have given them, to the bit: the
 * results are gone through in the order of the events, once for the sums, once for what needs those, and the columns of
 * the digest along the way.
 */
export async function finishJob(
  bucket: R2Bucket,
  job: string,
  spec: JobSpec,
  outcomes: readonly ShardOutcome[],
): Promise<JobOutcome> {
  requireAlike(outcomes);
  const digest = new crypto.DigestStream('SHA-256');
  const hashing = digest.getWriter();
  const pass = async (of: (scores: ShardScores) => Float64Array, use: (piece: ScorePiece) => void): Promise<void> => {
    for await (const scores of readResults(bucket, job, outcomes)) {
      const column = of(scores);
      await hashing.write(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
      use(scores);
    }
  };
  const sums = new ScoreSums(edgesOf(spec.histogram));
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
  const total = (of: (outcome: ShardOutcome) => number): number => outcomes.reduce((sum, one) => sum + of(one), 0);
  const counts = { count: sums.count, clipped: total((o) => o.clipped), outOfRange: total((o) => o.outOfRange) };
  const contentDigest = `sha256:${hexOf(new Uint8Array(await digest.digest))}`;
  return { summary: summaryOf(spread.summary(), counts), contentDigest };
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
