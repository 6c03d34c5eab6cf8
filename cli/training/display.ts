import type { Report } from '../../trainer/train/loop.ts';
import { Progress } from '../progress.ts';

const number4 = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toPrecision(4));

/** Figures as the progress line shows them: `loss 0.5432, w1 0.0123`. */
function noteOf(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${number4(value)}`)
    .join(', ');
}

/** Shows simulation and training on one progress line after the other; each report stays as a line of its own. */
export class TrainingDisplay {
  #label = '';
  #progress: Progress | null = null;
  #losses: Record<string, number> = {};
  #validation = '';
  #first = 0;
  #count = 0;

  stage(label: string, done: number, total: number, unit = 'events', note = ''): void {
    if (label !== this.#label) {
      this.finish();
      this.#label = label;
      this.#progress = new Progress(label, total, unit);
    }
    this.#progress?.update(done, note);
  }

  /** Begins the line of the training itself, up to `steps`, of which `step` were made earlier. */
  start(step: number, steps: number): void {
    this.#first = step;
    this.#count = steps - step;
    this.stage('train', 0, this.#count, 'steps');
  }

  step(step: number, losses: Record<string, number>): void {
    // a running mean over about 20 steps: single steps jump about
    for (const [name, value] of Object.entries(losses))
      this.#losses[name] = 0.95 * (this.#losses[name] ?? value) + 0.05 * value;
    this.stage('train', step - this.#first, this.#count, 'steps', `${noteOf(this.#losses)}${this.#validation}`);
  }

  report({ step, best_step, figures }: Report): void {
    this.#validation = `; best at ${best_step}`;
    process.stderr.write(`${process.stderr.isTTY ? '\r\u001B[K' : ''}step ${step}: ${noteOf(figures)}\n`);
  }

  finish(): void {
    this.#progress?.finish();
    this.#progress = null;
    this.#label = '';
  }
}
