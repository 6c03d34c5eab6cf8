import type { EventSet } from '../../../physics/columns.ts';
import { eventAxes } from '../../../physics/observables/event/momentum-tensor.ts';
import { EVENT_FEATURES, setEventFeatures } from './event-features.ts';
import { eventFrame } from './event-frame.ts';
import { HADRON_FEATURES, setHadronFeatures } from './hadron-features.ts';

/** What a classifier reads: of each hadron by itself, or also of its place in the event. */
export type FeatureSet = 'hadron' | 'event';

/** Events as a classifier reads them: features of the hadrons, row by row, and offsets (events + 1 numbers). */
export interface FeatureSample {
  rows: Float32Array;
  offsets: Uint32Array;
}

/** Features of each hadron. */
export function featureWidth(features: FeatureSet): number {
  return features === 'hadron' ? HADRON_FEATURES : HADRON_FEATURES + EVENT_FEATURES;
}

/** The features of an event set, float32. Every event must have a hadron. */
export function featureSample(events: EventSet, features: FeatureSet): FeatureSample {
  const width = featureWidth(features);
  const rows = new Float32Array(width * events.E.length);
  for (let i = 0; i < events.E.length; i++) setHadronFeatures(rows, width * i, events, i);
  if (features === 'event') setPlaces(rows, width, events);
  return { rows, offsets: events.offsets };
}

function setPlaces(rows: Float32Array, width: number, events: EventSet): void {
  const axes = eventAxes(events);
  for (let e = 0; e + 1 < events.offsets.length; e++) {
    const [begin, end] = [events.offsets[e]!, events.offsets[e + 1]!];
    const frame = eventFrame(events, axes, e, begin, end);
    for (let i = begin; i < end; i++)
      setEventFeatures(rows, width * i + HADRON_FEATURES, events, i, frame, [begin, end, axes.lambda1[e]!]);
  }
}

/** Number of events of a sample. */
export function sampleEvents({ offsets }: FeatureSample): number {
  return offsets.length - 1;
}

const widthOf = ({ rows, offsets }: FeatureSample): number => rows.length / offsets.at(-1)!;

/** Events first up to last (excluded); rows are shared with the whole. */
export function sliceSample(sample: FeatureSample, first: number, last: number): FeatureSample {
  const { rows, offsets } = sample;
  const [begin, end, width] = [offsets[first]!, offsets[last]!, widthOf(sample)];
  return {
    rows: rows.subarray(width * begin, width * end),
    offsets: offsets.slice(first, last + 1).map((offset) => offset - begin),
  };
}

/** Some events of each of several samples, in the order asked for, one sample after the other. */
export function gatherEvents(samples: readonly FeatureSample[], chosen: readonly Uint32Array[]): FeatureSample {
  const events = samples.flatMap((sample, s) => Array.from(chosen[s]!, (e) => ({ sample, e })));
  const offsets = new Uint32Array(events.length + 1);
  for (const [k, { sample, e }] of events.entries())
    offsets[k + 1] = offsets[k]! + sample.offsets[e + 1]! - sample.offsets[e]!;
  const width = widthOf(samples[0]!);
  const rows = new Float32Array(width * offsets[events.length]!);
  for (const [k, { sample, e }] of events.entries())
    rows.set(sample.rows.subarray(width * sample.offsets[e]!, width * sample.offsets[e + 1]!), width * offsets[k]!);
  return { rows, offsets };
}
