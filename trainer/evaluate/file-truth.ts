import { joinDecays } from '../../formats/join.ts';
import type { DecaySet } from '../../physics/columns.ts';
import type { GivenData } from '../data/given.ts';
import { pickDecays } from '../data/pick.ts';
import { certificateSource, certificateTruth, trainingEntry } from './certificate-source.ts';
import type { EventRange } from './event-range.ts';
import { type GeneratorDescription, SubjectError } from './subject.ts';

/** The certificate's part of the file that a generator was trained on: a truth of which nothing but the events is known. */
export interface FileTruth {
  file: DecaySet;
  name: string;
  /** The file as the certificate lists it. */
  description: Record<string, string | number>;
}

/** Events in the certificate's part of a file. */
export function fileEvents({ file }: FileTruth): number {
  return file.offsets.length - 1;
}

/** Reads the certificate's part of the file that a generator was trained on; null where it was none. */
export async function readFileTruth(description: GeneratorDescription, data: GivenData): Promise<FileTruth | null> {
  const entry = trainingEntry(description, 'all');
  if (entry.digest === undefined) return null;
  const source = await certificateSource(description, 'all', data);
  const sets: DecaySet[] = [];
  for await (const set of source.decays({ use: 'certificate', events: Number.MAX_SAFE_INTEGER })) sets.push(set);
  if (sets.length === 0) throw new SubjectError(`${entry.source} has no events for a certificate`);
  return { file: joinDecays(sets), name: entry.source, description: certificateTruth(entry) };
}

/** A range of the certificate's events. Throws a SubjectError where the file has fewer. */
export function rangeOfFile(truth: FileTruth, { first, count }: EventRange): DecaySet {
  if (first + count > fileEvents(truth))
    throw new SubjectError(
      `${truth.name} has ${fileEvents(truth)} events for a certificate, of which event ${first + count - 1} was asked for; fewer --events fit`,
    );
  return pickDecays(
    truth.file,
    Array.from({ length: count }, (_, e) => first + e),
  );
}
