import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { digestOfHadrons, digestOfScores } from '../../models/contract/content-digest.ts';

/** Little-endian bytes of columns, written number by number. */
function digestOf(columns: ['int32' | 'float64', readonly number[]][]): string {
  const hash = createHash('sha256');
  for (const [type, values] of columns) {
    for (const value of values) {
      const bytes = Buffer.alloc(type === 'int32' ? 4 : 8);
      if (type === 'int32') bytes.writeInt32LE(value);
      else bytes.writeDoubleLE(value);
      hash.update(bytes);
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

const hadrons = {
  cluster: [0, 0, 7, 7],
  pdg_id: [211, -211, 111, 111],
  px: [0.1, -0.1, 1e-300, 5e-324],
  py: [-0, 0, 3.5, -3.5],
  pz: [1 / 3, 2 / 3, 1e5, -1e5],
  E: [0.5, 0.75, 100000.1, 100000.2],
};

it('is sha256 over the columns as they are documented, from JSON as from typed arrays', async () => {
  const { cluster, pdg_id, px, py, pz, E } = hadrons;
  const expected = digestOf([
    ['int32', cluster],
    ['int32', pdg_id],
    ...[px, py, pz, E].map((column): ['float64', number[]] => ['float64', column]),
  ]);
  expect(await digestOfHadrons(hadrons)).toBe(expected);
  expect(await digestOfHadrons({ ...hadrons, cluster: Int32Array.from(cluster), E: Float64Array.from(E) })).toBe(
    expected,
  );
  const scores = { score: [0.25, 0.5], logit: [-1.0986122886681098, 0], weight: [1 / 3, 1] };
  const columns = Object.values(scores).map((column): ['float64', number[]] => ['float64', column]);
  expect(await digestOfScores(scores)).toBe(digestOf(columns));
});

it('changes with the last bit of any number, its sign at zero, and the order of rows', async () => {
  const digest = await digestOfHadrons(hadrons);
  const changed = [
    { ...hadrons, px: [0.1 + 2 ** -56, ...hadrons.px.slice(1)] },
    { ...hadrons, py: [0, ...hadrons.py.slice(1)] },
    { ...hadrons, cluster: [0, 0, 7, 8] },
    Object.fromEntries(Object.entries(hadrons).map(([name, column]) => [name, column.toReversed()])) as typeof hadrons,
  ];
  for (const columns of changed) expect(await digestOfHadrons(columns)).not.toBe(digest);
});
