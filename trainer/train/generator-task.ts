import type { Seed } from '../../physics/random/stream.ts';
import { GENERATOR_INTERFACE, generatorGraph } from '../export/generator-graph.ts';
import { graphMetadata } from '../export/metadata.ts';
import { checkGenerator } from '../export/reference.ts';
import { CONDITION_DIMENSION, generateAngles, NOISE_DIMENSION } from '../networks/generator.ts';
import type { GeneratorSettings } from '../presets/settings.ts';
import { type AngleSample, simulatedAngles } from './angle-sample.ts';
import { dataEntry, sampleSeed } from './data-entry.ts';
import { ganFigures, ganState, ganSteps, initialGan } from './gan.ts';
import { describeDecays, describeTensors } from './generator-record.ts';
import { columnRanges } from './ranges.ts';
import type { ModelRecord, OnStage, Task } from './task.ts';

function describeGenerator(settings: GeneratorSettings, training: AngleSample): ModelRecord {
  const { truth, training_events, validation_events } = settings;
  const ranges = columnRanges(training.condition, 4);
  return {
    kind: 'generator',
    tensors: describeTensors(GENERATOR_INTERFACE),
    features: ['E', 'px', 'py', 'pz'].map((name, i) => ({ name, unit: 'GeV', range: ranges[i]! })),
    data: [dataEntry('training', truth, training_events), dataEntry('validation', truth, validation_events)],
    generator: describeDecays('cluster-rest/lab-axes', NOISE_DIMENSION),
  };
}

/** Simulates the samples of a generator preset and initialises its networks. */
export async function prepareGenerator(
  name: string,
  settings: GeneratorSettings,
  seed: Seed,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const sample = (use: 'training' | 'validation', events: number): Promise<AngleSample> => {
    onStage(`simulate ${use}`, 0, events);
    return simulatedAngles(settings.truth, sampleSeed(use, settings.truth), events, {
      onProgress: (done) => onStage(`simulate ${use}`, done, events),
      ...(signal ? { signal } : {}),
    });
  };
  const training = await sample('training', settings.training_events);
  const validation = await sample('validation', settings.validation_events);
  const gan = initialGan(settings, seed);
  return {
    trainable: {
      step: ganSteps(gan, training, settings, seed),
      validate: () => ganFigures(gan, validation, seed),
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
    describe: () => Promise.resolve(describeGenerator(settings, training)),
  };
}
