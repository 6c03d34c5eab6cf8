import { DataError } from '../data/data-error.ts';
import { digestOf, type GivenData, sourceOf } from '../data/given.ts';
import { shippedGenerator } from '../data/shipped-generator.ts';
import type { DataEntry, DataSource, Wanted } from '../data/source.ts';
import type { ScorerSettings } from '../presets/settings.ts';
import type { SampleUse } from '../presets/truth-seed.ts';
import type { ClassSamples } from './classifier.ts';
import { type EventSample, eventCount, readSample } from './event-sample.ts';
import type { OnStage } from './task.ts';

/** The uses that a training puts events to; the certificate's are others. */
export type TrainingUse = Exclude<SampleUse, 'certificate'>;

/** Where the events of both classes come from. */
export type ClassSources = readonly [DataSource, DataSource];

/**
 * The sources of a scorer's classes: data that are given, else the settings' truths, of which class 1 is decayed anew by
 * the settings' generator where there is one. Throws a DataError where both classes are one file.
 */
export async function classSources(
  { truth_0, truth_1, generator }: Pick<ScorerSettings, 'truth_0' | 'truth_1' | 'generator'>,
  given: GivenData,
): Promise<ClassSources> {
  const [zero, one] = [given.get('0'), given.get('1')];
  if (given.has('all')) throw new DataError('a scorer has two classes: say which the data are, 0=FILE or 1=FILE');
  if (zero && one && digestOf(zero) === digestOf(one)) throw new DataError('both classes are given the same data');
  const preset = one === undefined && generator !== '' ? { generator: await shippedGenerator(generator) } : one;
  return [sourceOf(truth_0, zero), sourceOf(truth_1, preset)];
}

const wantedFor = (use: TrainingUse, settings: ScorerSettings): Wanted => ({ use, events: settings[`${use}_events`] });

/** Both classes' samples for a use, each as large as the settings say or as large as its source has. */
export async function samplesFor(
  use: TrainingUse,
  sources: ClassSources,
  settings: ScorerSettings,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<ClassSamples> {
  const wanted = wantedFor(use, settings);
  const sample = async (k: 0 | 1): Promise<EventSample> => {
    const onProgress = (done: number): void => onStage(`read ${use}`, k * wanted.events + done, 2 * wanted.events);
    onProgress(0);
    const read = await readSample(sources[k], wanted, { onProgress, ...(signal ? { signal } : {}) });
    const least = use === 'training' ? settings.batch : 1;
    if (eventCount(read) >= least) return read;
    throw new DataError(
      `class ${k}, ${sources[k].label}: ${eventCount(read)} events for ${use}; at least ${least} are needed`,
    );
  };
  return [await sample(0), await sample(1)];
}

/** A use's samples as the manifest lists them. */
export function classEntries(
  use: TrainingUse,
  sources: ClassSources,
  counts: readonly [number, number],
  settings: ScorerSettings,
): DataEntry[] {
  return sources.map((source, k) => {
    const { parameters, ...entry } = source.entry(wantedFor(use, settings), counts[k]!);
    return { ...entry, parameters: { ...parameters, class: `${k}` } };
  });
}
