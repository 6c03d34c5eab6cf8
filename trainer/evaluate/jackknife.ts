/** Groups of the delete-a-group jackknife; event e of N belongs to group floor(e * GROUPS / N). */
export const GROUPS = 10;

/** The group of each event. */
export function groupOf(event: number, events: number): number {
  return Math.floor((event * GROUPS) / events);
}

/**
 * Standard error from the values of a statistic with one group of events left out at a time:
 * sqrt((G - 1) / G * sum (value_g - mean)^2). Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), eq. 11.5.
 */
export function jackknifeError(leftOut: ArrayLike<number>): number {
  const groups = leftOut.length;
  let mean = 0;
  for (let g = 0; g < groups; g++) mean += leftOut[g]! / groups;
  let sum = 0;
  for (let g = 0; g < groups; g++) sum += (leftOut[g]! - mean) ** 2;
  return Math.sqrt(((groups - 1) / groups) * sum);
}
