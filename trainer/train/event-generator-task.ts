import type { Seed } from '../../physics/random/stream.ts';
import { DataError } from '../data/data-error.ts';
import { type GivenData, generatorData } from '../data/given.ts';
import type { DataEntry, DataSource, SourceOptions, Wanted } from '../data/source.ts';
import { directionGraph, directionInterface } from '../export/direction-graph.ts';
import { graphMetadata } from '../export/metadata.ts';
import { checkGenerator } from '../export/reference.ts';
import { CONDITION_COLUMNS, generateDirectionAngles } from '../networks/direction-generator.ts';
import { NOISE_DIMENSION } from '../networks/generator.ts';
import type { EventGeneratorSettings } from '../presets/settings.ts';
import { type ClusterSample, clusterSample, FRAME_FEATURES, joinClusterSamples } from './cluster-sample.ts';
import { eventGanFigures, eventGanState, eventGanSteps, initialEventGan, type UnlabelledSamples } from './event-gan.ts';
import { eventCount, readSample } from './event-sample.ts';
import { describeDecays, describeTensors } from './generator-record.ts';
import { columnRanges } from './ranges.ts';
import type { ModelRecord, OnStage, Task } from './task.ts';

type Use = 'training' | 'validation';

/** What a use gave, and of how many events. */
export interface Samples extends UnlabelledSamples {
  entries: DataEntry[];
}

function requireEvents(source: DataSource, use: Use, events: number, least: number): void {
  if (events >= least) return;
  throw new DataError(`${source.label}: ${events} events for half of ${use}; at least ${least} are needed`);
}

/**
 * The clusters of one half of a use's events, and the hadrons of the other: no event gives both. Of the first half the
 * kinds of the hadrons are read, and nothing else of them (cluster-sample.ts).
 */
export async function readUnlabelled(
  use: Use,
  source: DataSource,
  settings: EventGeneratorSettings,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Samples> {
  const events = settings[`${use}_events`];
  const options = (half: 0 | 1): SourceOptions => ({
    onProgress: (done) => onStage(`read ${use}`, half * events + done, 2 * events),
    ...(signal ? { signal } : {}),
  });
  const [first, second] = ([0, 1] as const).map((half): Wanted => ({ use, events, half })) as [Wanted, Wanted];
  onStage(`read ${use}`, 0, 2 * events);
  const parts: ClusterSample[] = [];
  for await (const set of source.decays(first, options(0))) parts.push(clusterSample(set, settings.frame));
  const hadrons = await readSample(source, second, options(1));
  const least = use === 'training' ? settings.batch : 1;
  const count = parts.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  requireEvents(source, use, Math.min(count, eventCount(hadrons)), least);
  const entries = [source.entry(first, count), source.entry(second, eventCount(hadrons))];
  return { clusters: joinClusterSamples(parts), hadrons, entries };
}

const UNITS: Readonly<Record<string, 'GeV'>> = { E: 'GeV', px: 'GeV', py: 'GeV', pz: 'GeV' };

function describeEventGenerator(
  { frame }: EventGeneratorSettings,
  training: Samples,
  validation: Samples,
): ModelRecord {
  const names = FRAME_FEATURES[frame];
  const ranges = columnRanges(training.clusters.condition, names.length);
  return {
    kind: 'generator',
    tensors: describeTensors(directionInterface({ frame })),
    features: names.map((name, i) => ({ name, unit: UNITS[name] ?? '1', range: ranges[i]! })),
    data: [...training.entries, ...validation.entries],
    generator: describeDecays(frame, NOISE_DIMENSION),
  };
}

/** Reads the samples of a preset that learns from unordered events, simulated or given, and initialises its networks. */
export async function prepareEventGenerator(
  name: string,
  settings: EventGeneratorSettings,
  seed: Seed,
  data: GivenData,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const source = generatorData(settings.truth, data);
  const training = await readUnlabelled('training', source, settings, onStage, signal);
  const validation = await readUnlabelled('validation', source, settings, onStage, signal);
  const { frame } = settings;
  const gan = initialEventGan(frame, settings, seed);
  return {
    trainable: {
      step: eventGanSteps(gan, training, settings, seed),
      validate: () => eventGanFigures(gan, validation, seed),
      criterion: 'distance',
      state: eventGanState(gan),
      result: gan.average,
    },
    exportModel: async (layers) => {
      const model = directionGraph({ frame, layers }, graphMetadata(name, '0.0.0'));
      const angles = (condition: Float32Array, noise: Float32Array) =>
        generateDirectionAngles({ frame, layers }, condition, noise);
      return { model, reference: await checkGenerator(angles, CONDITION_COLUMNS[frame], model) };
    },
    describe: () => Promise.resolve(describeEventGenerator(settings, training, validation)),
  };
}
