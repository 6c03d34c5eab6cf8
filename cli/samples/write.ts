import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import { textWriter } from '../../formats/text-writer.ts';
import type { Form } from '../../formats/write.ts';
import type { Writer } from '../../formats/writer.ts';
import type { SampleAnswer } from '../../models/contract/answers.ts';
import type { DecaySet, ParticleColumns } from '../../physics/columns.ts';
import { offsetsOfClusters, pickClusters } from '../sets/pick.ts';
import { writerFor } from '../sets/write.ts';
import type { SampledPiece } from './piece.ts';
import { mergeSampledScores, scoredWriter } from './scores.ts';

/**
 * Writes samples: the service's answer as JSON (`json`), one cluster's hadrons a line (`ndjson`), else decays by event;
 * with the scores of the events where they were asked for. Throws a CommandError (exit 2) for a form without place for them.
 */
export function sampleWriter(form: Form, firstIndex: number, scored = false): Writer<SampledPiece> {
  if (form === 'json') return answerWriter(firstIndex);
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

/** The answer that one request for everything would have given. */
function answerWriter(firstIndex: number): Writer<SampledPiece> {
  const pieces: SampledPiece[] = [];
  return {
    write(piece) {
      pieces.push(piece);
      return [];
    },
    *end() {
      yield new TextEncoder().encode(`${JSON.stringify(merge(pieces, firstIndex))}\n`);
    },
  };
}

function merge(pieces: readonly SampledPiece[], firstIndex: number): SampleAnswer {
  const column = (name: 'pdg_id' | 'px' | 'py' | 'pz' | 'E'): number[] =>
    pieces.flatMap(({ answer }) => answer.hadrons[name]);
  const scores = mergeSampledScores(pieces);
  return {
    ...pieces[0]!.answer,
    ...(scores && { scores }),
    first_index: firstIndex,
    invalid: pieces.flatMap(({ answer, from }) => answer.invalid.map((row) => ({ ...row, index: row.index + from }))),
    out_of_range: pieces.reduce((sum, { answer }) => sum + answer.out_of_range, 0),
    hadrons: {
      cluster: pieces.flatMap(({ answer, from }) => answer.hadrons.cluster.map((cluster) => cluster + from)),
      pdg_id: column('pdg_id'),
      px: column('px'),
      py: column('py'),
      pz: column('pz'),
      E: column('E'),
    },
  };
}
