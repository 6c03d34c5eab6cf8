import { arrowAnnotatedEventWriter } from '../../formats/arrow/writers.ts';
import { WeightAppender } from '../../formats/hepmc3/append-weights.ts';
import { hepmcAnnotatedEventWriter } from '../../formats/hepmc3/write-events.ts';
import { parquetAnnotatedEventWriter } from '../../formats/parquet/writers.ts';
import type { Annotated } from '../../formats/table/written.ts';
import type { Writer } from '../../formats/writer.ts';
import type { ScoresAnswer } from '../../models/contract/answers.ts';
import { type ScoreTable, scorerTool, typesOf, weightColumns } from '../../models/contract/score-columns.ts';
import type { EventSet } from '../../physics/columns.ts';
import { CommandError } from '../errors.ts';
import { type OpenSets, openSets, setsOf } from '../sets/open.ts';
import { writeSets } from '../sets/write.ts';
import { noteOf } from './write.ts';

/** The file that was scored, as it was asked for. */
export interface ScoredInput {
  file: string;
  from: string | undefined;
  weight: string | undefined;
}

/** The forms that hold events with their scores. */
export type EventForm = 'hepmc3' | 'arrow' | 'parquet';

/**
 * Reads a file again and writes its events with their scores: HepMC3 to HepMC3 as a copy with further weights, so that
 * history, attributes and other weights stay as they are; else the events with columns or weights beside them.
 * Throws a CommandError: exit 2 for standard input, which is read only once, and 3 for what the form cannot hold.
 */
export async function writeBack(
  target: string,
  form: EventForm,
  input: ScoredInput,
  answer: ScoresAnswer,
  table: ScoreTable,
): Promise<void> {
  const opened = await openSets(input.file, input.from);
  if (form === 'hepmc3' && opened.format === 'hepmc3') return copyHepmc(target, opened, answer, table);
  const sets = annotated(setsOf('events', opened, input.weight), table);
  await writeSets(target, writerFor(form, answer, table), sets);
}

/** Throws a CommandError (exit 2) for standard input, before it is read. */
export function requireReadableTwice(file: string): void {
  if (file !== '-') return;
  throw new CommandError('standard input can be read only once: name the file whose events are to be written back', 2);
}

async function copyHepmc(target: string, { input }: OpenSets, answer: ScoresAnswer, table: ScoreTable): Promise<void> {
  try {
    const columns = weightColumns(table);
    await writeSets(
      target,
      new WeightAppender({ columns, tools: answer.scorers.map(scorerTool) }),
      input.source.chunks,
    );
  } finally {
    await input.close();
  }
}

function writerFor(form: EventForm, answer: ScoresAnswer, table: ScoreTable): Writer<Annotated<EventSet>> {
  if (form === 'hepmc3') {
    return hepmcAnnotatedEventWriter(Object.keys(weightColumns(table)), answer.scorers.map(scorerTool));
  }
  const writer = form === 'arrow' ? arrowAnnotatedEventWriter : parquetAnnotatedEventWriter;
  return writer(typesOf(table), { hadronedge: JSON.stringify(noteOf(answer)) });
}

/** Each set with its part of the table. */
async function* annotated(sets: AsyncIterable<EventSet>, table: ScoreTable): AsyncGenerator<Annotated<EventSet>> {
  let start = 0;
  for await (const set of sets) {
    const end = start + set.offsets.length - 1;
    // A set without rows does not know its optional columns.
    if (end === start) continue;
    const columns = Object.fromEntries(
      Object.entries(table).map(([name, column]) => [name, column.subarray(start, end)]),
    );
    yield { set, columns };
    start = end;
  }
}
