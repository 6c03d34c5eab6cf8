/**
 * What was drawn to make events, as far as it depends on a, b and sigma: enough to weight them as if other values had
 * been used (`weightsOf`). Attempts at a string that failed are in it, in the order in which everything was drawn.
 *
 * Event e has the draws of z and the kicks from `draw_offsets[e]` to `draw_offsets[e + 1]` and from `kick_offsets[e]`
 * to `kick_offsets[e + 1]` (excluded); those of its last attempt, which made its hadrons, begin at `last_draw[e]` and
 * `last_kick[e]`. Draw d has the trials from `trial_offsets[d]` to `trial_offsets[d + 1]`: all but the last of them
 * were rejected, the last one was accepted.
 */
export interface TrialRecord {
  draw_offsets: Uint32Array;
  last_draw: Uint32Array;
  /** Squared transverse mass of the hadron that a draw is for, GeV^2. */
  mT2: Float64Array;
  trial_offsets: Uint32Array;
  /** z of each trial, and the probability A to accept it. */
  z: Float64Array;
  acceptance: Float64Array;
  kick_offsets: Uint32Array;
  last_kick: Uint32Array;
  /** g1^2 + g2^2 of the unit normals of each kick. */
  kick2: Float64Array;
  /** Of the last two hadrons of each event: lambda in GeV^2, and 1 where their order was reversed. */
  lambda: Float64Array;
  reversed: Uint8Array;
}

type Column = keyof TrialRecord;

const emptyColumns = (): Record<Column, number[]> => ({
  draw_offsets: [0],
  last_draw: [],
  mT2: [],
  trial_offsets: [],
  z: [],
  acceptance: [],
  kick_offsets: [0],
  last_kick: [],
  kick2: [],
  lambda: [],
  reversed: [],
});

/** Writes a trial record while events are made. */
export class TrialRecorder {
  readonly #columns = emptyColumns();
  #firstDraw = 0;
  #firstKick = 0;

  /** From here on it is another attempt at the same event. */
  startAttempt(): void {
    this.#firstDraw = this.#columns.mT2.length;
    this.#firstKick = this.#columns.kick2.length;
  }

  /** A draw of z begins; its trials follow, up to the accepted one. */
  startDraw(mT2: number): void {
    this.#columns.trial_offsets.push(this.#columns.z.length);
    this.#columns.mT2.push(mT2);
  }

  addTrial(z: number, acceptance: number): void {
    this.#columns.z.push(z);
    this.#columns.acceptance.push(acceptance);
  }

  addKick(kick2: number): void {
    this.#columns.kick2.push(kick2);
  }

  /** The attempt has made the event. */
  endEvent(lambda: number, reversed: boolean): void {
    const columns = this.#columns;
    columns.last_draw.push(this.#firstDraw);
    columns.draw_offsets.push(columns.mT2.length);
    columns.last_kick.push(this.#firstKick);
    columns.kick_offsets.push(columns.kick2.length);
    columns.lambda.push(lambda);
    columns.reversed.push(reversed ? 1 : 0);
  }

  finish(): TrialRecord {
    const columns = this.#columns;
    columns.trial_offsets.push(columns.z.length);
    return {
      draw_offsets: new Uint32Array(columns.draw_offsets),
      last_draw: new Uint32Array(columns.last_draw),
      mT2: new Float64Array(columns.mT2),
      trial_offsets: new Uint32Array(columns.trial_offsets),
      z: new Float64Array(columns.z),
      acceptance: new Float64Array(columns.acceptance),
      kick_offsets: new Uint32Array(columns.kick_offsets),
      last_kick: new Uint32Array(columns.last_kick),
      kick2: new Float64Array(columns.kick2),
      lambda: new Float64Array(columns.lambda),
      reversed: new Uint8Array(columns.reversed),
    };
  }
}
