/** Smallest and largest value of each column of rows [n, columns]. */
export function columnRanges(rows: ArrayLike<number>, columns: number): { min: number; max: number }[] {
  const ranges = Array.from({ length: columns }, () => ({
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  }));
  for (let i = 0; i < rows.length; i++) {
    const range = ranges[i % columns]!;
    range.min = Math.min(range.min, rows[i]!);
    range.max = Math.max(range.max, rows[i]!);
  }
  return ranges;
}
