import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { type Seed, seedOf } from '../../physics/random/stream.ts';
import { simulateTruth, type TruthOptions } from '../data/truth.ts';
import { directionGraph, directionInterface } from '../export/direction-graph.ts';
import { graphMetadata } from '../export/metadata.ts';
import { checkGenerator } from '../export/reference.ts';
import { CONDITION_COLUMNS, generateDirectionAngles } from '../networks/direction-generator.ts';
import { NOISE_DIMENSION } from '../networks/generator.ts';
import type { EventGeneratorSettings } from '../presets/settings.ts';
import { type ClusterSample, clusterSample, FRAME_FEATURES, joinClusterSamples } from './cluster-sample.ts';
import { dataEntry, sampleSeed } from './data-entry.ts';
import { eventGanFigures, eventGanState, eventGanSteps, initialEventGan, type UnlabelledSamples } from './event-gan.ts';
import { type EventSample, eventSample, joinSamples } from './event-sample.ts';
import { describeDecays, describeTensors } from './generator-record.ts';
import { columnRanges } from './ranges.ts';
import type { ModelRecord, OnStage, Task } from './task.ts';

type Use = 'training' | 'validation';

const eventsFor = (use: Use, settings: EventGeneratorSettings): number => settings[`${use}_events`];

/** The clusters of events 0 … N - 1 of a use, and the hadrons of events N … 2 N - 1: no event gives both. */
async function samplesFor(
  use: Use,
  settings: EventGeneratorSettings,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<UnlabelledSamples> {
  const { truth, frame } = settings;
  const events = eventsFor(use, settings);
  const stage = `simulate ${use}`;
  onStage(stage, 0, 2 * events);
  const options = (begin: number): TruthOptions => ({
    onProgress: (done) => onStage(stage, begin + done, 2 * events),
    ...(signal ? { signal } : {}),
  });
  const simulate = (first: number) =>
    simulateTruth(TRUTHS[truth], seedOf(sampleSeed(use, truth)), first, events, options(first));
  const clusters: ClusterSample[] = [];
  for await (const set of simulate(0)) clusters.push(clusterSample(set, frame));
  const hadrons: EventSample[] = [];
  for await (const set of simulate(events)) hadrons.push(eventSample(eventSetOf(set)));
  return { clusters: joinClusterSamples(clusters), hadrons: joinSamples(hadrons) };
}

/** The two halves of a use's events as the manifest lists them. */
function dataEntries(use: Use, truth: TruthName, events: number) {
  const entry = dataEntry(use, truth, events);
  const part = (name: 'clusters' | 'hadrons', first: number) => ({
    ...entry,
    parameters: { ...entry.parameters, part: name, first },
  });
  return [part('clusters', 0), part('hadrons', events)];
}

const UNITS: Readonly<Record<string, 'GeV'>> = { E: 'GeV', px: 'GeV', py: 'GeV', pz: 'GeV' };

function describeEventGenerator(settings: EventGeneratorSettings, { condition }: ClusterSample): ModelRecord {
  const { frame, truth } = settings;
  const names = FRAME_FEATURES[frame];
  const ranges = columnRanges(condition, names.length);
  return {
    kind: 'generator',
    tensors: describeTensors(directionInterface({ frame })),
    features: names.map((name, i) => ({ name, unit: UNITS[name] ?? '1', range: ranges[i]! })),
    data: (['training', 'validation'] as const).flatMap((use) => dataEntries(use, truth, eventsFor(use, settings))),
    generator: describeDecays(frame, NOISE_DIMENSION),
  };
}

/** Simulates the samples of a preset that learns from unordered events, and initialises its networks. */
export async function prepareEventGenerator(
  name: string,
  settings: EventGeneratorSettings,
  seed: Seed,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const training = await samplesFor('training', settings, onStage, signal);
  const validation = await samplesFor('validation', settings, onStage, signal);
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
    describe: () => Promise.resolve(describeEventGenerator(settings, training.clusters)),
  };
}
