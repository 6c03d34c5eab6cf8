import { HADRON_MASSES } from '../../physics/particles/mass.ts';
import { nameOf } from '../../physics/particles/name.ts';
import type { Moments, Tally } from './tally.ts';

/** Species that are listed; the rest are counted together. */
const LISTED = 12;

const digits = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(5))) : '-');

/** `6.46 +- 8.1 (0.14 … 45.2)`: mean, spread and range. */
const spread = ({ mean, rms, min, max }: Moments): string =>
  `${digits(mean)}, rms ${digits(rms)}, from ${digits(min)} to ${digits(max)}`;

export interface InspectedFile {
  name: string;
  format: string;
  compression: string | undefined;
  holds: string;
  size: number | undefined;
  /** Columns that are not read. */
  ignored: readonly string[];
}

/** What a person wants to know of a file, as lines that line up. */
export function inspectionTable(file: InspectedFile, tally: Tally, faults: readonly string[]): string {
  const rows: [string, string][] = [
    ['file', file.name],
    ['format', file.compression ? `${file.format}, ${file.compression}` : file.format],
    ['holds', file.holds],
    ...(file.size === undefined ? [] : [['bytes', String(file.size)] satisfies [string, string]]),
    ...(file.ignored.length > 0 ? [['columns not read', named(file.ignored)] satisfies [string, string]] : []),
    ...(tally.multiplicity.count > 0 || tally.events > 0
      ? [['events', String(tally.events)] satisfies [string, string]]
      : []),
    ...particleRows(tally),
    ...clusterRows(tally),
    ...weightRows(tally),
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(22)} ${value}`);
  return `${[...lines, '', ...speciesLines(tally), ...problemLines(tally, faults)].join('\n')}\n`;
}

/** The first names of a list that may be long. */
const named = (names: readonly string[]): string =>
  names.length > LISTED ? `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more` : names.join(', ');

function particleRows(tally: Tally): [string, string][] {
  if (tally.energy.count === 0) return [];
  const { imbalance } = tally;
  return [
    ['particles', String(tally.energy.count)],
    ['particles per event', spread(tally.multiplicity)],
    ['energy, GeV', spread(tally.energy)],
    ['pT to the z axis, GeV', spread(tally.transverse)],
    ['event energy, GeV', spread(tally.eventEnergy)],
    ['|sum p| / sum E', `${digits(imbalance.mean)}, largest ${digits(imbalance.max)} (event ${imbalance.maxAt})`],
  ];
}

function clusterRows(tally: Tally): [string, string][] {
  if (tally.clusters === 0) return [];
  const { residual } = tally;
  return [
    ['clusters', `${tally.clusters}, ${tally.knownConstituents} with known constituents`],
    ...(tally.clustersPerEvent.count > 0
      ? [['clusters per event', spread(tally.clustersPerEvent)] satisfies [string, string]]
      : []),
    ['cluster mass, GeV', spread(tally.clusterMass)],
    ...(residual.count > 0
      ? [
          ['(h1 + h2 - cluster)/E', `largest ${digits(residual.max)} (event ${residual.maxAt})`] satisfies [
            string,
            string,
          ],
        ]
      : []),
  ];
}

function weightRows({ weight, nEff }: Tally): [string, string][] {
  if (weight.count === 0) return [];
  return [
    ['weight', spread(weight)],
    ['N_eff', `${digits(nEff)} (${((100 * nEff) / weight.count).toFixed(1)} %)`],
  ];
}

function speciesLines({ species, energy }: Tally): string[] {
  const sorted = [...species].sort(([a, n], [b, m]) => m - n || a - b);
  if (sorted.length === 0) return [];
  const line = (id: string, name: string, count: number): string =>
    `${id.padStart(10)}  ${name.padEnd(12)} ${String(count).padStart(10)}  ${((100 * count) / energy.count).toFixed(2).padStart(6)} %`;
  const lines = sorted.slice(0, LISTED).map(([id, count]) => line(String(id), speciesName(id), count));
  const rest = sorted.slice(LISTED).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) lines.push(line('', `${sorted.length - LISTED} others`, rest));
  return [`${'pdg_id'.padStart(10)}  ${'species'.padEnd(12)} ${'particles'.padStart(10)}`, ...lines, ''];
}

const speciesName = (id: number): string => {
  if (id === 0) return 'unknown';
  return HADRON_MASSES.has(id) ? nameOf(id) : '';
};

function problemLines({ oddities }: Tally, faults: readonly string[]): string[] {
  const odd = [...oddities.values()].map(({ what, count, first }) => `  ${count} ${what}, first ${first}`);
  const lines = [...faults.map((fault) => `  ${fault}`), ...odd];
  return lines.length > 0 ? ['problems', ...lines] : ['no problems found'];
}
