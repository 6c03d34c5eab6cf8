import type { WeightedEvents } from '../../physics/hadronization/string/weighted.ts';
import { meanOf } from '../../physics/observables/mean.ts';
import { effectiveEvents } from '../../physics/observables/n-eff.ts';

/** Keeps count of the weights of events, chunk by chunk (8 bytes an event). */
export class WeightTally {
  readonly #weights: number[] = [];
  #clipped = 0;
  #trials = 0;

  add({ events, clipped, trials }: WeightedEvents): void {
    for (const weight of events.weight ?? []) this.#weights.push(weight);
    this.#clipped += clipped;
    this.#trials += trials;
  }

  /** Mean weight with its error, N_eff / N, and the trials that were clipped. */
  text(): string {
    const weights = this.#weights;
    const { mean, error } = meanOf(weights);
    const share = effectiveEvents(weights) / weights.length;
    const errorText = weights.length > 1 ? ` +- ${error.toPrecision(2)}` : '';
    const clipped = `${this.#clipped} of ${this.#trials} trials clipped`;
    return `<w> = ${mean.toFixed(5)}${errorText}, N_eff/N = ${share.toFixed(4)}, ${clipped}`;
  }
}
