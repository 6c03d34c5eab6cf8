import type { LayerParameters } from '../networks/parameters.ts';
import type { Trainable } from './trainable.ts';
import type { TrainingRecord } from './training-record.ts';

/** What a finished training exports, the smoke run included. */
export interface Exported {
  model: Uint8Array<ArrayBuffer>;
  reference: unknown;
}

type Distribute<T> = T extends TrainingRecord ? Omit<T, 'schema' | 'training' | 'description'> : never;

/** The part of the record that is about the model and its data. */
export type ModelRecord = Distribute<TrainingRecord>;

/** A preset made ready to train: data simulated, networks initialised. */
export interface Task {
  trainable: Trainable;
  /** Writes a network's ONNX and checks it against the network. Throws a ParityError where they differ. */
  exportModel(network: LayerParameters): Promise<Exported>;
  /** What the record says of the model; a scorer is calibrated for it. */
  describe(network: LayerParameters): Promise<ModelRecord>;
}

/** Where preparation reports what it is about: a stage, how much of it is done, and of how much. */
export type OnStage = (stage: string, done: number, total: number) => void;
