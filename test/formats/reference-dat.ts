import type { DecaySet } from '../../physics/columns.ts';

/**
 * The first line form of `.dat` read by other means (regular expressions, Number), to hold the reader against.
 * Gives null for what is not valid.
 */
export function referenceDecays(text: string): DecaySet | null {
  const lines = text.split('\n');
  const open = lines.pop()!;
  if (!/^[ \t\r]*$/.test(open) && !/^[ \t\r]*$/.test(lines[0] ?? 'x')) return null;
  const kept = [...lines.map((line) => line.replace(/\r$/, '')), open].filter((line) => !/^[ \t\r]*$/.test(line));
  const offsets = [0];
  const objects: number[][] = [];
  for (const line of kept) {
    const clusters = clustersOf(line);
    if (!clusters) return null;
    objects.push(...clusters.flat());
    offsets.push(offsets.at(-1)! + clusters.length);
  }
  const of = (which: number): number[][] => objects.filter((_, i) => i % 5 === which);
  const hadrons = objects.filter((_, i) => i % 5 > 2);
  return {
    offsets: Uint32Array.from(offsets),
    clusters: {
      ...momenta(of(2)),
      q1_pdg_id: ids(of(0)),
      ...named('q1', of(0)),
      q2_pdg_id: ids(of(1)),
      ...named('q2', of(1)),
      h1_pdg_id: ids(of(3)),
      h2_pdg_id: ids(of(4)),
    },
    hadrons: { ...momenta(hadrons), pdg_id: ids(hadrons) },
  };
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const OBJECT = String.raw`[ \t]*(-?\d+),[ \t]*(${NUMBER}),[ \t]*(${NUMBER}),[ \t]*(${NUMBER}),[ \t]*(${NUMBER});`;

function clustersOf(line: string): number[][][] | null {
  const cluster = new RegExp(String.raw`(?:${OBJECT}){5}\|[ \t]*`, 'y');
  const clusters: number[][][] = [];
  while (cluster.lastIndex < line.length) {
    const match = cluster.exec(line);
    if (!match) return null;
    const objects = match[0].split(';').slice(0, 5);
    const values = objects.map((object) => object.split(',').map(Number));
    if (!values.every(isValid)) return null;
    clusters.push(values.map(([id, ...rest], i) => [i < 2 && id === 88 ? 0 : id!, ...rest]));
  }
  return clusters;
}

function isValid([id, ...momentum]: number[], which: number): boolean {
  if (!momentum.every(Number.isFinite) || id! < -(2 ** 31) || id! >= 2 ** 31) return false;
  if (which === 2) return id === 81;
  if (which > 2) return id !== 81 && id !== 88;
  return id !== 81 && id !== 0 && (id !== 88 || momentum.every((p) => p === 0));
}

const ids = (list: number[][]): Int32Array => Int32Array.from(list, ([id]) => id!);
const column = (list: number[][], i: number): Float64Array => Float64Array.from(list, (object) => object[i]!);
const momenta = (list: number[][]) => ({
  px: column(list, 2),
  py: column(list, 3),
  pz: column(list, 4),
  E: column(list, 1),
});
const named = (name: string, list: number[][]): Record<string, Float64Array> =>
  Object.fromEntries(Object.entries(momenta(list)).map(([key, value]) => [`${name}_${key}`, value]));
