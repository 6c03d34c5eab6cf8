import { FAULT_CAP, type FaultList } from '../error.ts';
import { RULES } from '../json/value.ts';
import type { Filled, LeafKind, NumberArray } from './leaf.ts';
import { rowOf, valuePlace } from './place.ts';

const NULL_RULE = 'must not be null';
const EXACT_RULE = 'must be an integer that float64 holds exactly';
const RULE_OF: Record<LeafKind, string> = {
  ...RULES,
  mass: 'must be a finite number that is not negative',
  label: EXACT_RULE,
};

/** Says what is wrong with value i of a leaf; `event` tells the event (or cluster) of a row, where faults name one. */
export class LeafFaults {
  readonly #filled: Filled;
  readonly #first: number;
  readonly #faults: FaultList;

  constructor(filled: Filled, first: number, faults: FaultList) {
    this.#filled = filled;
    this.#first = first;
    this.#faults = faults;
  }

  /** Value i breaks a rule. Beyond the faults that are kept no place is made, for there may be millions. */
  add(i: number, rule: string): void {
    if (this.#faults.count >= FAULT_CAP) {
      this.#faults.add('', rule);
      return;
    }
    const { leaf, data } = this.#filled;
    const row = data.offsets ? rowOf(data.offsets, i) : i;
    const index = data.offsets ? i - data.offsets[row]! : 0;
    this.#faults.add(valuePlace(leaf, this.#first + row, index), rule, this.#first + row);
  }

  addNulls(): void {
    const { nulls } = this.#filled.data;
    if (nulls) for (let i = 0; i < nulls.length; i++) if (nulls[i] === 1) this.add(i, NULL_RULE);
  }
}

/**
 * Numbers as float64, exactly: floats and integers of up to 32 bits always are, integers of 64 bits up to 2^53.
 * Every value must be finite and not null; a mass not negative, a label an integer. What is float64 already is not copied.
 */
export function float64Of(filled: Filled, faults: LeafFaults): Float64Array {
  faults.addNulls();
  const { values, nulls } = filled.data;
  const { kind } = filled.leaf;
  const column = values instanceof BigInt64Array || values instanceof BigUint64Array ? numbersOf(values) : values;
  const exact = column instanceof Float64Array ? column : new Float64Array(column);
  const big = column !== values;
  if (big || kind !== 'momentum' || !allFinite(exact)) {
    for (let i = 0; i < exact.length; i++) {
      const value = exact[i]!;
      if (nulls?.[i] === 1) continue;
      if (big && !Number.isSafeInteger(value)) faults.add(i, EXACT_RULE);
      else if (!isGood(value, kind)) faults.add(i, RULE_OF[kind]);
    }
  }
  return exact;
}

/** Integers as 32 bits with sign (ids), without (indices) or as 0 and 1 (flags). Those of their width are not copied. */
export function int32Of(filled: Filled, faults: LeafFaults): Int32Array {
  const { values, nulls } = filled.data;
  if (values instanceof Int32Array && !nulls) return values;
  return integersOf(filled, faults, (n) => new Int32Array(n), -(2 ** 31), 2 ** 31 - 1);
}

export function uint32Of(filled: Filled, faults: LeafFaults): Uint32Array {
  const { values, nulls } = filled.data;
  if (values instanceof Uint32Array && !nulls) return values;
  return integersOf(filled, faults, (n) => new Uint32Array(n), 0, 2 ** 32 - 1);
}

export const flagsOf = (filled: Filled, faults: LeafFaults): Uint8Array =>
  integersOf(filled, faults, (n) => new Uint8Array(n), 0, 1);

function integersOf<A extends Int32Array | Uint32Array | Uint8Array>(
  { leaf, data }: Filled,
  faults: LeafFaults,
  make: (length: number) => A,
  least: number,
  most: number,
): A {
  faults.addNulls();
  const { values, nulls } = data;
  const numbers = values instanceof BigInt64Array || values instanceof BigUint64Array ? numbersOf(values) : values;
  const column = make(numbers.length);
  for (let i = 0; i < column.length; i++) {
    const value = numbers[i]!;
    if (value >= least && value <= most && Number.isInteger(value)) column[i] = value;
    else if (nulls?.[i] !== 1) faults.add(i, RULE_OF[leaf.kind]);
  }
  return column;
}

/** Integers of 64 bits; those beyond 2^53 come out as unsafe integers, never as safe ones. */
function numbersOf(values: BigInt64Array | BigUint64Array): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) numbers[i] = Number(values[i]!);
  return numbers;
}

function isGood(value: number, kind: LeafKind): boolean {
  if (kind === 'label') return Number.isSafeInteger(value);
  return Number.isFinite(value) && !(kind === 'mass' && value < 0);
}

/** Whether no value is infinite or NaN: such a one less itself is NaN, and stays. */
function allFinite(values: NumberArray & Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}
