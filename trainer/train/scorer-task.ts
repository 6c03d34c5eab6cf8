import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { graphMetadata } from '../export/metadata.ts';
import { checkScorer } from '../export/reference.ts';
import { SCORER_INTERFACE, scorerGraph } from '../export/scorer-graph.ts';
import type { LayerParameters } from '../networks/parameters.ts';
import { type Scorer, scorerOf } from '../networks/scorer.ts';
import type { ScorerSettings } from '../presets/settings.ts';
import type { SampleUse } from '../presets/truth-seed.ts';
import {
  type ClassSamples,
  classificationFigures,
  classifierResult,
  classifierState,
  classifierSteps,
  initialClassifier,
  scoreSample,
} from './classifier.ts';
import { dataEntry, sampleSeed } from './data-entry.ts';
import { type EventSample, simulatedEvents } from './event-sample.ts';
import { type Calibration, plattCalibration } from './platt.ts';
import { columnRanges } from './ranges.ts';
import type { ModelRecord, OnStage, Task } from './task.ts';

type Use = Exclude<SampleUse, 'certificate'>;

const eventsFor = (use: Use, settings: ScorerSettings): number => settings[`${use}_events`];

/** Both classes' samples for a use. */
async function samplesFor(
  use: Use,
  settings: ScorerSettings,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<ClassSamples> {
  const events = eventsFor(use, settings);
  onStage(`simulate ${use}`, 0, 2 * events);
  const sample = (truth: TruthName, begin: number): Promise<EventSample> =>
    simulatedEvents(truth, sampleSeed(use, truth), events, {
      onProgress: (done) => onStage(`simulate ${use}`, begin + done, 2 * events),
      ...(signal ? { signal } : {}),
    });
  const class0 = await sample(settings.truth_0, 0);
  return [class0, await sample(settings.truth_1, events)];
}

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

const className = (truth: TruthName): string => `${truth} (ClSmr = ${TRUTHS[truth].clSmr})`;

function describeScorer(settings: ScorerSettings, training: ClassSamples, calibration: Calibration): ModelRecord {
  const { features, multiplicity } = rangesOf(training);
  const { truth_0, truth_1, calibration_events, logit_clip } = settings;
  const { inputs, output } = SCORER_INTERFACE;
  return {
    kind: 'scorer',
    tensors: {
      inputs: inputs.map((t) => ({ ...t, shape: [...t.shape] })),
      outputs: [{ ...output, shape: [...output.shape] }],
    },
    features: ['E', 'px', 'py', 'pz'].map((name, i) => ({ name, unit: 'GeV', range: features[i]! })),
    data: (['training', 'validation', 'calibration'] as const).flatMap((use) => [
      dataEntry(use, truth_0, eventsFor(use, settings), '0'),
      dataEntry(use, truth_1, eventsFor(use, settings), '1'),
    ]),
    scorer: {
      classes: { '0': className(truth_0), '1': className(truth_1) },
      calibration: { method: 'platt', ...calibration, events: 2 * calibration_events },
      logit_clip,
      multiplicity,
    },
  };
}

/** Simulates the samples of a scorer preset and initialises its network. */
export async function prepareScorer(
  name: string,
  settings: ScorerSettings,
  seed: Seed,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const training = await samplesFor('training', settings, onStage, signal);
  const validation = await samplesFor('validation', settings, onStage, signal);
  const classifier = initialClassifier(settings, seed);
  const { average } = classifier;
  const network = (parameters: LayerParameters): Scorer => scorerOf(parameters, average);
  return {
    trainable: {
      step: classifierSteps(classifier, training, settings, seed),
      validate: async () =>
        classificationFigures(await scoreSample(average, validation[0]), await scoreSample(average, validation[1])),
      criterion: 'validation_loss',
      state: classifierState(classifier),
      result: classifierResult(classifier),
    },
    exportModel: async (parameters) => {
      const model = scorerGraph(network(parameters), graphMetadata(name, '0.0.0'));
      return { model, reference: await checkScorer(network(parameters), model) };
    },
    describe: async (parameters) => {
      const samples = await samplesFor('calibration', settings, onStage, signal);
      const logits = [
        await scoreSample(network(parameters), samples[0]),
        await scoreSample(network(parameters), samples[1]),
      ] as const;
      return describeScorer(settings, training, plattCalibration(...logits));
    },
  };
}
