import { expect, it } from 'vitest';
import { askInPieces } from '../../cli/pieces.ts';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const digest = (c: string): string => `sha256:${c.repeat(64)}`;
const origin = (c: string, runtime = 'r') => ({ model: { name: 'm', version: '1.0.0', digest: digest(c) }, runtime });

it('asks the digest of the first answer for every further piece, wherever the alias moves', async () => {
  const asked: string[] = [];
  const run = askInPieces('m@stable', [1, 2, 3], (piece, model) => {
    asked.push(model);
    return Promise.resolve({ ...origin('a'), piece });
  });
  const answers = await collect(run);
  expect(asked).toEqual(['m@stable', `m@${digest('a')}`, `m@${digest('a')}`]);
  expect(answers.map(({ piece }) => piece)).toEqual([1, 2, 3]);
});

it('stops where the runtime changes during a run', async () => {
  const run = askInPieces('m', [1, 2], (piece) => Promise.resolve(origin('a', `r${piece}`)));
  await expect(collect(run)).rejects.toThrow('the runtime changed during the run, from r1 to r2');
});
