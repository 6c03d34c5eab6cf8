import { arrowAnnotatedDecayWriter } from '../../formats/arrow/writers.ts';
import { hepmcAnnotatedDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { parquetAnnotatedDecayWriter } from '../../formats/parquet/writers.ts';
import type { Annotated, WrittenType } from '../../formats/table/written.ts';
import type { Form } from '../../formats/write.ts';
import type { Writer } from '../../formats/writer.ts';
import type { SampledScores } from '../../models/contract/answers.ts';
import {
  eventScoreColumns,
  rowTexts,
  type ScoreTable,
  typesOf,
  weightColumns,
} from '../../models/contract/score-columns.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import { CommandError } from '../errors.ts';
import { typed } from '../scores/columns.ts';
import { mergeColumns, summaryOf } from '../scores/merge.ts';
import type { SampledPiece } from './piece.ts';

/** Bins of the summary, as the service has them. */
const EDGES = equalEdges(0, 1, 50);

/** Labels of a piece's events in the whole file: those of the clusters, or else the index of each cluster. */
const labelsOf = ({ clusters, from }: SampledPiece, { events }: SampledScores): number[] =>
  clusters.event ? events.event : events.event.map((index) => index + from);

/** The scores that one request for everything would have given; undefined where none were asked for. */
export function mergeSampledScores(pieces: readonly SampledPiece[]): SampledScores | undefined {
  const scores = pieces.flatMap(({ answer }) => (answer.scores ? [answer.scores] : []));
  const [first] = scores;
  if (!first) return undefined;
  const columns = mergeColumns(scores);
  const event = pieces.flatMap((piece) => (piece.answer.scores ? labelsOf(piece, piece.answer.scores) : []));
  const summary = event.length === 0 ? null : summaryOf(columns, EDGES);
  return { model: first.model, events: { ...columns, event }, summary };
}

/** Columns of a piece's scores beside its events. */
function columnsOf({ answer }: SampledPiece): ScoreTable {
  if (!answer.scores) throw new CommandError('the service gave no scores; is it an older one?', 4);
  return eventScoreColumns(typed(answer.scores.events));
}

const NONE: ScoreTable = eventScoreColumns(typed(mergeColumns([])));

/** Writes hadrons or decays with the scores of their events; throws a CommandError (exit 2) where the form has no place. */
export function scoredWriter(
  form: Form,
  hadronLines: (piece: SampledPiece) => Iterable<string>,
  decaysOf: (piece: SampledPiece) => DecaySet,
): Writer<SampledPiece> {
  if (form === 'ndjson') return lineWriter(hadronLines);
  const writer = decayWriter(form, typesOf(NONE));
  return {
    write: (piece) => writer.write({ set: decaysOf(piece), columns: columnsOf(piece) }),
    end: () => writer.end(),
  };
}

function decayWriter(form: Form, types: Record<string, WrittenType>): Writer<Annotated<DecaySet>> {
  if (form === 'arrow') return arrowAnnotatedDecayWriter(types);
  if (form === 'parquet') return parquetAnnotatedDecayWriter(types);
  if (form === 'hepmc3') return hepmcAnnotatedDecayWriter(Object.keys(weightColumns(NONE)), []);
  throw new CommandError(`${form} has no place for scores; these have: json, ndjson, hepmc3, arrow, parquet`, 2);
}

/** One cluster's hadrons a line, and behind all of them a line an event, as the service writes them. */
function lineWriter(hadronLines: (piece: SampledPiece) => Iterable<string>): Writer<SampledPiece> {
  const encoder = new TextEncoder();
  const rest: string[] = [];
  return {
    *write(piece) {
      const { scores } = piece.answer;
      if (!scores) throw new CommandError('the service gave no scores; is it an older one?', 4);
      const { event: _, ...columns } = scores.events;
      for (const row of rowTexts({ event: labelsOf(piece, scores), ...columns })) rest.push(`${row}\n`);
      yield encoder.encode([...hadronLines(piece)].join(''));
    },
    *end() {
      yield encoder.encode(rest.join(''));
    },
  };
}
