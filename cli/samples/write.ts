import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import { textWriter } from '../../formats/text-writer.ts';
import type { Form } from '../../formats/write.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, ParticleColumns } from '../../physics/columns.ts';
import { offsetsOfClusters, pickClusters } from '../sets/pick.ts';
import { writerFor } from '../sets/write.ts';
import type { SampledPiece } from './piece.ts';
import type { SampledRun } from './run.ts';
import { scoredWriter } from './scores.ts';

/**
 * Writes samples: the service's answer as JSON (`json`), one cluster's hadrons a line (`ndjson`), else decays by event;
 * with the scores of the events where they were asked for. Throws a CommandError (exit 2) for a form without place for them.
 */
export function sampleWriter(form: Form, run: SampledRun, scored = false): Writer<SampledPiece> {
  if (form === 'json') return answerWriter(run);
  if (scored) return scoredWriter(form, hadronLines, decaysOf);
  if (form === 'ndjson') return textWriter(hadronLines);
  const decays = writerFor('decays', form);
  return { write: (piece) => decays.write(decaysOf(piece)), end: () => decays.end() };
}

const hadronLines = (piece: SampledPiece) => encodeHadronsNdjson(sampledIndices(piece), hadronsOf(piece));

/** Indices in the file of the clusters that were sampled. */
const sampledIndices = ({ answer, from }: SampledPiece): number[] =>
  answer.hadrons.cluster.filter((_, i) => i % 2 === 0).map((index) => index + from);

function hadronsOf({ answer: { hadrons } }: SampledPiece): ParticleColumns {
  return {
    pdg_id: Int32Array.from(hadrons.pdg_id),
    px: Float64Array.from(hadrons.px),
    py: Float64Array.from(hadrons.py),
    pz: Float64Array.from(hadrons.pz),
    E: Float64Array.from(hadrons.E),
  };
}

function decaysOf(piece: SampledPiece): DecaySet {
  const sampled = sampledIndices({ ...piece, from: 0 });
  const { event: _, ...clusters } = pickClusters(piece.clusters, sampled);
  const offsets = offsetsOfClusters(pickClusters(piece.clusters, sampled));
  return { offsets, clusters, hadrons: hadronsOf(piece) };
}

/** The answer that one request for everything would have given, when the last piece has come. */
function answerWriter(run: SampledRun): Writer<SampledPiece> {
  return {
    write: () => [],
    *end() {
      yield new TextEncoder().encode(`${JSON.stringify({ ...run.answer, content_digest: run.contentDigest })}\n`);
    },
  };
}
