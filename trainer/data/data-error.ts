/** Data that cannot be used, and why; the message names the file, the place in it and the rule. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
