const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs work that a signal cuts short: it gets to clean up, then the signal ends the process as it would have. */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let caught: NodeJS.Signals | null = null;
  const listen = (signal: NodeJS.Signals): void => {
    caught = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.once(signal, listen);
  try {
    await work(controller.signal);
  } catch (error) {
    if (caught === null) throw error;
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, listen);
    if (caught !== null) process.kill(process.pid, caught);
  }
}

/** The same values, up to a signal: then it throws, also where the next value is still waited for. */
export async function* untilAborted<T>(values: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]();
  let interrupt: ((reason: unknown) => void) | undefined;
  const listen = (): void => interrupt?.(signal.reason);
  signal.addEventListener('abort', listen);
  // Not Promise.race with one promise for all: that would keep every value until the end.
  const next = (): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      interrupt = reject;
      iterator.next().then(resolve, reject);
    });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await next();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', listen);
    // After a signal the source may be waiting for input that never comes.
    if (!signal.aborted) await iterator.return?.();
  }
}
