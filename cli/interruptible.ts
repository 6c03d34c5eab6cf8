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
