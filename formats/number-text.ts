/**
 * The shortest decimal text that reads back as the same float64, minus zero included (`String(-0)` is `0`).
 * Throws RangeError for what JSON has no number for.
 */
export function numberText(value: number): string {
  if (value === 0) return 1 / value < 0 ? '-0' : '0';
  if (!Number.isFinite(value)) throw new RangeError(`cannot write ${value} as a number`);
  return String(value);
}

/** A column as a JSON array; same rules as `numberText`. */
export function numbersText(values: Float64Array | Int32Array | Uint32Array | Uint8Array): string {
  if (!(values instanceof Float64Array) || isPlain(values)) return `[${values.join(',')}]`;
  return `[${Array.from(values, numberText).join(',')}]`;
}

/** Whether `join` writes every number as it is: all finite, no minus zero. */
function isPlain(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || (value === 0 && 1 / value < 0)) return false;
  }
  return true;
}
