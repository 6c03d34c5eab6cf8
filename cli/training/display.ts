import type { Report } from '../../trainer/train/loop.ts';
import { formatDuration, Progress, type ProgressTarget } from '../progress.ts';

const number4 = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toPrecision(4));
const words = (name: string): string => name.replaceAll('_', ' ');

/** Figures as the progress line shows them: `loss 0.5432, w1 0.0123`. */
function noteOf(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${words(name)} ${number4(value)}`)
    .join(', ');
}

const bestOf = ({ criterion, best_figure, best_step }: Report): string =>
  `best ${words(criterion)} ${number4(best_figure)} at step ${best_step}`;

/**
 * Shows simulation and training on one progress line after the other. On a terminal the training has a bar that is
 * redrawn, and each report stays as a line of its own; elsewhere each report is one line with all of it.
 */
export class TrainingDisplay {
  readonly #target: ProgressTarget;
  readonly #now: () => number;
  #label = '';
  #progress: Progress | null = null;
  #losses: Record<string, number> = {};
  #best = '';
  #first = 0;
  #steps = 0;
  #started = 0;

  constructor(target: ProgressTarget = process.stderr, now: () => number = () => performance.now()) {
    this.#target = target;
    this.#now = now;
  }

  stage(label: string, done: number, total: number, unit = 'events', note = ''): void {
    if (label !== this.#label) this.#begin(label, total, unit, 0);
    this.#progress?.update(done, note);
  }

  #begin(label: string, total: number, unit: string, first: number): void {
    this.finish();
    this.#label = label;
    this.#progress = new Progress(label, total, unit, this.#target, this.#now, first);
  }

  /** Begins the line of the training itself, up to `steps`, of which `step` were made earlier. */
  start(step: number, steps: number): void {
    this.finish();
    this.#first = step;
    this.#steps = steps;
    this.#started = this.#now();
    if (this.#target.isTTY) this.#begin('train', steps, 'steps', step);
  }

  step(step: number, losses: Record<string, number>): void {
    // a running mean over about 20 steps: single steps jump about
    for (const [name, value] of Object.entries(losses))
      this.#losses[name] = 0.95 * (this.#losses[name] ?? value) + 0.05 * value;
    this.#draw(step);
  }

  #draw(step: number): void {
    this.#progress?.update(step, [noteOf(this.#losses), this.#best].filter((text) => text !== '').join('; '));
  }

  report(report: Report): void {
    const { step, figures } = report;
    this.#best = bestOf(report);
    if (this.#target.isTTY) {
      this.#target.write(`\r\u001B[Kstep ${step}: ${noteOf(figures)}\n`);
      this.#draw(step);
    } else this.#target.write(`step ${step}/${this.#steps}: ${noteOf(figures)}; ${this.#best}; ${this.#pace(step)}\n`);
  }

  /** Says what went wrong beside the training. */
  trouble(reason: string): void {
    this.#target.write(`${this.#target.isTTY ? '\r\u001B[K' : ''}${reason}\n`);
  }

  #pace(step: number): string {
    const rate = (step - this.#first) / ((this.#now() - this.#started) / 1000);
    const left = formatDuration((this.#steps - step) / rate);
    return `${rate >= 100 ? rate.toFixed(0) : rate.toPrecision(3)} steps/s, ${left} left`;
  }

  finish(): void {
    this.#progress?.finish();
    this.#progress = null;
    this.#label = '';
  }
}
