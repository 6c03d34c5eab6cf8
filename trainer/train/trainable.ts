import type { Parameter } from '../networks/parameters.ts';

/** Named numbers of one moment of a training: losses, distances. */
export type Figures = Record<string, number>;

/** Something that the training loop (loop.ts) drives: it keeps its own data and networks. */
export interface Trainable {
  /** Makes step number `step` (the first is 1), which changes `state` in place; gives its losses. */
  step(step: number): Promise<Figures>;
  /** Judges `result` on the validation sample. */
  validate(): Promise<Figures>;
  /** Which of the validation's figures is to be small. */
  readonly criterion: string;
  /** Everything that a step changes. A step depends on this and on the step's number alone. */
  readonly state: readonly Parameter[];
  /** The part of the state that is the trained network. */
  readonly result: readonly Parameter[];
}
