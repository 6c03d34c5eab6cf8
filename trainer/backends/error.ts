/** A backend that cannot be used on this machine, and why. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

/** The first line of what was thrown: loaders put a stack of paths into the others. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
