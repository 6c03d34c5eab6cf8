/** Seconds as people read them: `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Where progress goes: a terminal gets a bar that is redrawn, anything else a plain line now and then. */
export interface ProgressTarget {
  isTTY?: boolean;
  /** Signs in a line of the terminal. */
  columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;
const TTY_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 10_000;

/** A progress line with done/total, rate and time left; written to standard error so that output can be piped. */
export class Progress {
  readonly #label: string;
  readonly #unit: string;
  readonly #total: number;
  readonly #target: ProgressTarget;
  readonly #now: () => number;
  readonly #start: number;
  readonly #first: number;
  #done = 0;
  #note = '';
  #drawn = Number.NEGATIVE_INFINITY;

  /** `first`: how much was done before, which says nothing of the rate. */
  constructor(
    label: string,
    total: number,
    unit: string,
    target: ProgressTarget = process.stderr,
    now: () => number = () => performance.now(),
    first = 0,
  ) {
    this.#label = label;
    this.#total = total;
    this.#unit = unit;
    this.#target = target;
    this.#now = now;
    this.#first = first;
    this.#done = first;
    this.#start = now();
  }

  /** Says how much is done (of an unknown whole where the total is 0), and optionally something beside it (losses, say). */
  update(done: number, note = ''): void {
    this.#done = done;
    this.#note = note;
    const interval = this.#target.isTTY ? TTY_INTERVAL_MS : PLAIN_INTERVAL_MS;
    if (this.#now() - this.#drawn >= interval) this.#draw();
  }

  /** Draws the last state and ends the line. */
  finish(): void {
    this.#draw();
    if (this.#target.isTTY) this.#target.write('\n');
  }

  #draw(): void {
    this.#drawn = this.#now();
    const seconds = (this.#drawn - this.#start) / 1000;
    const rate = seconds > 0 ? (this.#done - this.#first) / seconds : 0;
    const speed = `${rate >= 100 ? rate.toFixed(0) : rate.toPrecision(3)} ${this.#unit}/s`;
    if (this.#total === 0) {
      // Of a pipe nobody knows the length.
      this.#show(`${this.#label}  ${this.#done} ${this.#unit}  ${speed}`);
      return;
    }
    const left = rate > 0 ? (this.#total - this.#done) / rate : Number.POSITIVE_INFINITY;
    const share = Math.min(1, this.#done / this.#total);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}`;
    const count = `${this.#done}/${this.#total} ${this.#unit}`;
    this.#show(
      `${this.#label} [${bar}] ${(100 * share).toFixed(0).padStart(3)} %  ${count}  ${speed}  ${formatDuration(left)} left`,
    );
  }

  #show(text: string): void {
    const line = this.#note ? `${text}  ${this.#note}` : text;
    // a line that wraps could not be redrawn
    const width = this.#target.columns ?? Number.POSITIVE_INFINITY;
    const fitting = line.length < width ? line : line.slice(0, width - 1);
    this.#target.write(this.#target.isTTY ? `\r\x1b[K${fitting}` : `${line}\n`);
  }
}

/** Bytes read of a file, in MB, as they are counted by whoever reads it. */
export interface ReadProgress {
  size: number | undefined;
  consumed: () => number;
}

/** A progress line of a file that is read through: megabytes of its size, with rate and time left. */
export class FileProgress {
  readonly #file: ReadProgress;
  readonly #progress: Progress;
  readonly #large: boolean;

  constructor(label: string, file: ReadProgress) {
    this.#file = file;
    this.#progress = new Progress(label, Math.round((file.size ?? 0) / 1e5) / 10, 'MB');
    this.#large = file.size === undefined || file.size > SMALL_FILE;
  }

  /** `note`: what was made of the bytes so far. */
  update(note: string): void {
    if (this.#large) this.#progress.update(Math.round(this.#file.consumed() / 1e5) / 10, note);
  }

  finish(): void {
    if (this.#large) this.#progress.finish();
  }
}

/** Files below this many bytes are done before a progress line could be read. */
const SMALL_FILE = 1e7;
