import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../../physics/random/stream.ts';
import { type EventIndex, eventIndex, eventMean } from '../../networks/event-mean.ts';
import { type LayerTensors, layerTensors, mlp } from '../../networks/mlp.ts';
import { initialLayers, type Parameter } from '../../networks/parameters.ts';
import { type FeatureSample, sampleEvents, sliceSample } from './feature-sample.ts';

/** Deep Sets on the features of hadrons: logit = F(mean over the event of Phi(features)), LeakyReLU between layers. */
export interface DeepSets {
  phi: Parameter[];
  rho: Parameter[];
}

const RHO_STREAMS = 100;
const EVENTS_AT_ONCE = 1000;

/** Two layers of the width in Phi, two in F before the logit. */
export function initialDeepSets(features: number, width: number, seed: Seed): DeepSets {
  return {
    phi: initialLayers('phi', [features, width, width], seed, 0),
    rho: initialLayers('rho', [width, width, width, 1], seed, RHO_STREAMS),
  };
}

/** Logits [B, 1] of features [N, F]. */
export function deepSetsLogits(
  rows: tf.Tensor2D,
  index: EventIndex,
  phi: LayerTensors,
  rho: LayerTensors,
): tf.Tensor2D {
  return mlp(eventMean(mlp(rows, phi, true), index), rho);
}

/** The rows of a sample as a tensor; the caller disposes of it (or works within `tf.tidy`). */
export function rowTensor({ rows, offsets }: FeatureSample): tf.Tensor2D {
  const hadrons = offsets.at(-1)!;
  return tf.tensor2d(rows, [hadrons, rows.length / hadrons]);
}

/** Logits of all events of a sample, on the current backend. No event may be empty. */
export async function scoreSample({ phi, rho }: DeepSets, sample: FeatureSample): Promise<Float64Array> {
  const events = sampleEvents(sample);
  const logits = new Float64Array(events);
  for (let first = 0; first < events; first += EVENTS_AT_ONCE) {
    const part = sliceSample(sample, first, Math.min(events, first + EVENTS_AT_ONCE));
    const tensor = tf.tidy(() =>
      deepSetsLogits(rowTensor(part), eventIndex(part.offsets), layerTensors(phi), layerTensors(rho)),
    );
    logits.set(await tensor.data(), first);
    tensor.dispose();
  }
  return logits;
}
