/** N_eff of weights that come piece by piece: (sum w)^2 / sum w^2. Likelihood ratios are clipped, so that no square overflows. */
export class Worth {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(weights: readonly number[]): void {
    this.#count += weights.length;
    for (const w of weights) {
      this.#sum += w;
      this.#squares += w * w;
    }
  }

  text(): string {
    const nEff = this.#squares === 0 ? 0 : (this.#sum * this.#sum) / this.#squares;
    return `scored ${this.#count} events, N_eff ${nEff.toFixed(1)}`;
  }
}
