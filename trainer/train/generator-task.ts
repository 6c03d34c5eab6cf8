import type { Seed } from '../../physics/random/stream.ts';
import { DataError } from '../data/data-error.ts';
import { type GivenData, generatorData } from '../data/given.ts';
import type { DataSource } from '../data/source.ts';
import { GENERATOR_INTERFACE, generatorGraph } from '../export/generator-graph.ts';
import { graphMetadata } from '../export/metadata.ts';
import { checkGenerator } from '../export/reference.ts';
import { CONDITION_DIMENSION, generateAngles, NOISE_DIMENSION } from '../networks/generator.ts';
import type { GeneratorSettings } from '../presets/settings.ts';
import { type Angles, readAngles } from './angle-sample.ts';
import { ganFigures, ganState, ganSteps, initialGan } from './gan.ts';
import { describeDecays, describeTensors } from './generator-record.ts';
import { columnRanges } from './ranges.ts';
import type { ModelRecord, OnStage, Task } from './task.ts';

interface Samples {
  source: DataSource;
  training: Angles;
  validation: Angles;
}

function describeGenerator({ source, training, validation }: Samples): ModelRecord {
  const ranges = columnRanges(training.condition, 4);
  return {
    kind: 'generator',
    tensors: describeTensors(GENERATOR_INTERFACE),
    features: ['E', 'px', 'py', 'pz'].map((name, i) => ({ name, unit: 'GeV', range: ranges[i]! })),
    data: [
      source.entry({ use: 'training', events: training.events }, training.events),
      source.entry({ use: 'validation', events: validation.events }, validation.events),
    ],
    generator: describeDecays('cluster-rest/lab-axes', NOISE_DIMENSION),
  };
}

/** Both uses' clusters, simulated or read. */
async function samplesFor(
  source: DataSource,
  settings: GeneratorSettings,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Samples> {
  const sample = async (use: 'training' | 'validation', least: number): Promise<Angles> => {
    const events = settings[`${use}_events`];
    const onProgress = (done: number): void => onStage(`read ${use}`, done, events);
    onProgress(0);
    const angles = await readAngles(source, { use, events }, { onProgress, ...(signal ? { signal } : {}) });
    if (angles.count >= least) return angles;
    throw new DataError(`${source.label}: ${angles.count} clusters for ${use}; at least ${least} are needed`);
  };
  return { source, training: await sample('training', settings.batch), validation: await sample('validation', 1) };
}

/** Reads the samples of a generator preset, simulated or given, and initialises its networks. */
export async function prepareGenerator(
  name: string,
  settings: GeneratorSettings,
  seed: Seed,
  data: GivenData,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const samples = await samplesFor(generatorData(settings.truth, data), settings, onStage, signal);
  const gan = initialGan(settings, seed);
  return {
    trainable: {
      step: ganSteps(gan, samples.training, settings, seed),
      validate: () => ganFigures(gan, samples.validation, seed),
      criterion: 'distance',
      state: ganState(gan),
      result: gan.average,
    },
    exportModel: async (network) => {
      const model = generatorGraph({ layers: network }, graphMetadata(name, '0.0.0'));
      const angles = (condition: Float32Array, noise: Float32Array) =>
        generateAngles({ layers: network }, condition, noise);
      return { model, reference: await checkGenerator(angles, CONDITION_DIMENSION, model) };
    },
    describe: () => Promise.resolve(describeGenerator(samples)),
  };
}
