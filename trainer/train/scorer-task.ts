import type { Seed } from '../../physics/random/stream.ts';
import type { GivenData } from '../data/given.ts';
import { graphMetadata } from '../export/metadata.ts';
import { checkScorer } from '../export/reference.ts';
import { SCORER_INTERFACE, scorerGraph } from '../export/scorer-graph.ts';
import type { LayerParameters } from '../networks/parameters.ts';
import { type Scorer, scorerOf } from '../networks/scorer.ts';
import type { ScorerSettings } from '../presets/settings.ts';
import { type ClassSources, classEntries, classSources, samplesFor, type TrainingUse } from './class-samples.ts';
import {
  type ClassSamples,
  classificationFigures,
  classifierResult,
  classifierState,
  classifierSteps,
  initialClassifier,
  scoreSample,
} from './classifier.ts';
import { eventCount } from './event-sample.ts';
import { type Calibration, plattCalibration } from './platt.ts';
import { columnRanges } from './ranges.ts';
import type { ModelRecord, OnStage, Task } from './task.ts';

/** Ranges over both classes of each hadron feature and of the hadrons in an event. */
function rangesOf([class0, class1]: ClassSamples) {
  const both = [columnRanges(class0.hadrons, 4), columnRanges(class1.hadrons, 4)] as const;
  const features = both[0].map((range, i) => ({
    min: Math.min(range.min, both[1][i]!.min),
    max: Math.max(range.max, both[1][i]!.max),
  }));
  const multiplicities = [class0, class1].flatMap(({ offsets }) =>
    columnRanges(
      offsets.subarray(1).map((end, e) => end - offsets[e]!),
      1,
    ),
  );
  const multiplicity = {
    min: Math.min(...multiplicities.map(({ min }) => min)),
    max: Math.max(...multiplicities.map(({ max }) => max)),
  };
  return { features, multiplicity };
}

type Counts = readonly [number, number];
const countsOf = ([zero, one]: ClassSamples): Counts => [eventCount(zero), eventCount(one)];

/** What a finished training says of its data: how many events of each class every use had. */
interface Used {
  sources: ClassSources;
  training: ClassSamples;
  counts: Record<TrainingUse, Counts>;
}

function describeScorer(settings: ScorerSettings, { sources, training, counts }: Used, fit: Calibration): ModelRecord {
  const { features, multiplicity } = rangesOf(training);
  const { inputs, output } = SCORER_INTERFACE;
  return {
    kind: 'scorer',
    tensors: {
      inputs: inputs.map((t) => ({ ...t, shape: [...t.shape] })),
      outputs: [{ ...output, shape: [...output.shape] }],
    },
    features: ['E', 'px', 'py', 'pz'].map((name, i) => ({ name, unit: 'GeV', range: features[i]! })),
    data: (['training', 'validation', 'calibration'] as const).flatMap((use) =>
      classEntries(use, sources, counts[use], settings),
    ),
    scorer: {
      classes: { '0': sources[0].label, '1': sources[1].label },
      calibration: { method: 'platt', ...fit, events: counts.calibration[0] + counts.calibration[1] },
      logit_clip: settings.logit_clip,
      multiplicity,
    },
  };
}

const score = async (scorer: Scorer, [zero, one]: ClassSamples) =>
  [await scoreSample(scorer, zero), await scoreSample(scorer, one)] as const;

/** Reads the samples of a scorer preset, simulated or given, and initialises its network. */
export async function prepareScorer(
  name: string,
  settings: ScorerSettings,
  seed: Seed,
  given: GivenData,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const sources = await classSources(settings, given);
  const training = await samplesFor('training', sources, settings, onStage, signal);
  const validation = await samplesFor('validation', sources, settings, onStage, signal);
  const classifier = initialClassifier(settings, seed);
  const { average } = classifier;
  const network = (parameters: LayerParameters): Scorer => scorerOf(parameters, average);
  return {
    trainable: {
      step: classifierSteps(classifier, training, settings, seed),
      validate: async () => classificationFigures(...(await score(average, validation))),
      criterion: 'validation_loss',
      state: classifierState(classifier),
      result: classifierResult(classifier),
    },
    exportModel: async (parameters) => {
      const model = scorerGraph(network(parameters), graphMetadata(name, '0.0.0'));
      return { model, reference: await checkScorer(network(parameters), model) };
    },
    describe: async (parameters) => {
      const calibration = await samplesFor('calibration', sources, settings, onStage, signal);
      const fit = plattCalibration(...(await score(network(parameters), calibration)));
      const counts = {
        training: countsOf(training),
        validation: countsOf(validation),
        calibration: countsOf(calibration),
      };
      return describeScorer(settings, { sources, training, counts }, fit);
    },
  };
}
