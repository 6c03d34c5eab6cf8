import { float64Builder } from '../column-builder.ts';
import type { FaultList } from '../error.ts';
import { isValue, RULES } from './value.ts';

/** Gathers the weights of events given as objects: in every one or in none. */
export class WeightRows {
  readonly #weight = float64Builder();
  readonly #faults: FaultList;
  #present: boolean | undefined;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  push(weight: unknown, place: string, event: number): void {
    this.#present ??= weight !== undefined;
    if (this.#present !== (weight !== undefined)) {
      this.#faults.add(place, 'must be in every event or in none', event);
    } else if (isValue(weight, 'momentum')) {
      this.#weight.push(weight);
    } else if (weight !== undefined) {
      this.#faults.add(place, RULES.momentum, event);
    }
  }

  /** The weights as a column of a set; nothing where the events have none. */
  take(): { weight?: Float64Array } {
    return this.#present ? { weight: this.#weight.take() } : {};
  }
}
