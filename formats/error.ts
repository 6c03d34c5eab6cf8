/** One thing that is wrong with an input. */
export interface Fault {
  /**
   * Where: a JSON pointer (`/clusters/px/3`), `line 17, column 5`, `line 17 /particles/2/E`; in a table
   * `row 12 /particles/3/E` (rows count from 0), a column `/particles/E`, `byte 1032` or `row group 3 /px`.
   */
  place: string;
  /** What must hold there. */
  rule: string;
  /** Index of the cluster or event concerned, where there is one. */
  row?: number;
}

/** `syntax`: the text cannot be read; `value`: it can, but breaks a rule; `limit`: it is larger than allowed. */
export type FormatErrorKind = 'syntax' | 'value' | 'limit';

/** Faults kept of one input; the rest are only counted. */
export const FAULT_CAP = 100;

/** Input that no columns can be made from. The message names places and rules and never repeats the input. */
export class FormatError extends Error {
  readonly kind: FormatErrorKind;
  readonly faults: readonly Fault[];
  /** Number of faults beyond those in `faults`. */
  readonly omitted: number;

  constructor(kind: FormatErrorKind, faults: readonly Fault[], omitted = 0) {
    super(summary(faults, omitted));
    this.name = 'FormatError';
    this.kind = kind;
    this.faults = faults;
    this.omitted = omitted;
  }
}

function summary(faults: readonly Fault[], omitted: number): string {
  const first = faults[0];
  const more = faults.length + omitted - 1;
  const text = first ? `${first.place || 'input'}: ${first.rule}` : 'input cannot be read';
  return more > 0 ? `${text} (and ${more} more)` : text;
}

/** An error with one fault. */
export function formatError(kind: FormatErrorKind, place: string, rule: string, row?: number): FormatError {
  return new FormatError(kind, [row === undefined ? { place, rule } : { place, rule, row }]);
}

/** Collects the faults of an input, so that all can be mended in one go; keeps the first `FAULT_CAP`. */
export class FaultList {
  readonly #faults: Fault[] = [];
  #omitted = 0;

  get count(): number {
    return this.#faults.length + this.#omitted;
  }

  add(place: string, rule: string, row?: number): void {
    if (this.#faults.length >= FAULT_CAP) this.#omitted++;
    else this.#faults.push(row === undefined ? { place, rule } : { place, rule, row });
  }

  /** Throws a `value` error where any fault was added. */
  throwIfAny(): void {
    if (this.#faults.length > 0) throw new FormatError('value', this.#faults, this.#omitted);
  }
}
