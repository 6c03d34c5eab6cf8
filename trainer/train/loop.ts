import { copyParameters, type Parameter } from '../networks/parameters.ts';
import { type Checkpoint, type Position, restoreParameters, snapshot } from './checkpoint.ts';
import type { Figures, Trainable } from './trainable.ts';

export interface LoopSettings {
  /** Last step, counted from the beginning of the training, resumed or not. */
  steps: number;
  /** Steps between reports; each report validates. */
  reportEvery: number;
  checkpointEvery: number;
  /** Training stops after this many reports without a better figure; 0 never. */
  patience: number;
}

/** One line of metrics: mean losses since the last report, and the validation's figures. */
export interface Report {
  step: number;
  wall_time_s: number;
  best_step: number;
  /** The figure of validation that the best step is chosen by, and its value there: the smallest so far. */
  criterion: string;
  best_figure: number;
  figures: Figures;
}

export interface LoopHooks {
  onStep?(step: number, losses: Figures): void;
  onReport(report: Report): Promise<void> | void;
  onCheckpoint(checkpoint: Checkpoint): Promise<void> | void;
  /** Stops after the current step, with a checkpoint. */
  signal?: AbortSignal;
}

/** Where a training stands at the end of the loop, and the best network it passed. */
export interface LoopResult {
  position: Position;
  best: Parameter[];
  interrupted: boolean;
}

function addTo(sums: Figures, losses: Figures): void {
  for (const [name, value] of Object.entries(losses)) sums[name] = (sums[name] ?? 0) + value;
}

/** Throws a RangeError where a loss is no number any more: no later step can mend it. */
function requireFinite(step: number, losses: Figures): void {
  for (const [name, value] of Object.entries(losses)) {
    if (Number.isFinite(value)) continue;
    throw new RangeError(`step ${step}: ${name} is ${value}; the training has diverged, a smaller rate may hold it`);
  }
}

class Loop {
  readonly #trainable: Trainable;
  readonly #settings: LoopSettings;
  readonly #hooks: LoopHooks;
  readonly position: Position;
  best: Parameter[];
  readonly #started = performance.now();
  readonly #before: number;

  constructor(trainable: Trainable, settings: LoopSettings, hooks: LoopHooks, start: Checkpoint) {
    this.#trainable = trainable;
    this.#settings = settings;
    this.#hooks = hooks;
    this.position = structuredClone(start.position);
    this.best = copyParameters(start.best);
    this.#before = start.position.wall_time_s;
  }

  async run(): Promise<boolean> {
    const { steps, reportEvery, checkpointEvery } = this.#settings;
    let interrupted = false;
    while (this.position.step < steps && !this.#exhausted() && !interrupted) {
      await this.#step();
      const { step } = this.position;
      interrupted = this.#hooks.signal?.aborted ?? false;
      if (step % reportEvery === 0) await this.#report();
      if (step % checkpointEvery === 0 || step === steps || interrupted || this.#exhausted()) await this.#checkpoint();
    }
    // an end between two reports is reported too, after the checkpoint: a longer run would not stop to validate here
    if (!interrupted && this.position.summed > 0) await this.#report();
    return interrupted;
  }

  async #step(): Promise<void> {
    const step = this.position.step + 1;
    const losses = await this.#trainable.step(step);
    requireFinite(step, losses);
    this.position.step = step;
    addTo(this.position.sums, losses);
    this.position.summed++;
    this.#hooks.onStep?.(step, losses);
  }

  async #report(): Promise<void> {
    const { position } = this;
    const validation = await this.#trainable.validate();
    const means = Object.entries(position.sums).map(([name, sum]) => [name, sum / position.summed] as const);
    const { criterion } = this.#trainable;
    const figure = validation[criterion]!;
    if (position.best_figure === null || figure < position.best_figure) {
      position.best_figure = figure;
      position.best_step = position.step;
      this.best = copyParameters(this.#trainable.result);
    }
    position.sums = {};
    position.summed = 0;
    this.#readClock();
    const figures = { ...Object.fromEntries(means), ...validation };
    const { step, wall_time_s, best_step, best_figure } = position;
    await this.#hooks.onReport({ step, wall_time_s, best_step, criterion, best_figure, figures });
  }

  async #checkpoint(): Promise<void> {
    this.#readClock();
    await this.#hooks.onCheckpoint(snapshot(this.position, this.#trainable.state, this.best));
  }

  #readClock(): void {
    this.position.wall_time_s = this.#before + (performance.now() - this.#started) / 1000;
  }

  #exhausted(): boolean {
    const { patience, reportEvery } = this.#settings;
    return patience > 0 && this.position.step - this.position.best_step >= patience * reportEvery;
  }
}

/**
 * Trains until the last step, the end of patience or an interruption; keeps the network that was best in validation.
 * Begins at `start`: the state before the first step, or a checkpoint, whose values are put into the trainable first.
 * Throws a RangeError where a loss is not finite; the last checkpoint then stands from before.
 */
export async function runLoop(
  trainable: Trainable,
  settings: LoopSettings,
  hooks: LoopHooks,
  start: Checkpoint,
): Promise<LoopResult> {
  restoreParameters(trainable.state, start.state);
  const loop = new Loop(trainable, settings, hooks, start);
  const interrupted = await loop.run();
  return { position: loop.position, best: loop.best, interrupted };
}
