/** Runs a task on every item, at most so many at the same time; ends with the first that fails. */
export async function inPool<T>(items: Iterable<T>, size: number, task: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) await task(next.value);
  };
  await Promise.all(Array.from({ length: size }, worker));
}
