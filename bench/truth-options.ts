/**
 * What each option of the cluster model changes: means over events with their errors, as a table in Markdown.
 * Run: node bench/truth-options.ts [events]
 */
import type { EventSet } from '../physics/columns.ts';
import { createEventSimulator } from '../physics/hadronization/event.ts';
import { type HadronizationParameters, TRUTHS } from '../physics/hadronization/parameters.ts';
import { eventSetOf, simulateWith } from '../physics/hadronization/simulate.ts';
import type { TruthSet } from '../physics/hadronization/truth-set.ts';
import { transverseToAxis } from '../physics/observables/event/axis-momentum.ts';
import { leadingEnergy } from '../physics/observables/event/leading-energy.ts';
import { eventAxes } from '../physics/observables/event/momentum-tensor.ts';
import { chargeOf } from '../physics/particles/name.ts';
import { seedOf } from '../physics/random/stream.ts';

const events = Number(process.argv[2] ?? 200_000);
const { nominal, full, lep2 } = TRUTHS;
const noVeto = TRUTHS['no-veto'];
const reconnection = { colourReconnection: 0.95, baryonicReconnection: 0.7 };

const VARIANTS: Record<string, HadronizationParameters> = {
  '`nominal`': nominal,
  'matrixElementCorrection 1': { ...nominal, matrixElementCorrection: 1 },
  'colourReconnection 0.95': { ...nominal, colourReconnection: 0.95 },
  '… and baryonicReconnection 0.7': { ...nominal, ...reconnection },
  'all three: `full`': full,
  'strangeVeto 0: `no-veto`': noVeto,
  '… and both reconnections': { ...noVeto, ...reconnection },
  'energy 192: `lep2`': lep2,
  '… and strangeVeto 0': { ...lep2, strangeVeto: 0 },
};

/** Sum over the entries of each event of a quantity. */
function sums(offsets: Uint32Array, value: (i: number) => number): number[] {
  return Array.from(offsets.subarray(1), (end, e) => {
    let sum = 0;
    for (let i = offsets[e]!; i < end; i++) sum += value(i);
    return sum;
  });
}

/** 1 for each event whose pions have more than 10 GeV, square summed, across its axis. */
function wide(set: EventSet): number[] {
  const across = transverseToAxis(set, eventAxes(set));
  return sums(set.offsets, (i) => across[i]! ** 2).map((sum) => (sum > 10 * 10 ? 1 : 0));
}

/** What the table shows of each event. */
const COLUMNS: [name: string, digits: number, of: (set: TruthSet, pions: EventSet) => ArrayLike<number>][] = [
  ['clusters', 3, ({ offsets }) => sums(offsets, () => 1)],
  ['direct clusters', 3, ({ offsets, clusters }) => sums(offsets, (i) => 1 - clusters.from_fission[i]!)],
  ['charged pions', 3, ({ hadrons }, { offsets }) => sums(offsets, (i) => Math.abs(chargeOf(hadrons.pdg_id[i]!)))],
  ['leading pion, GeV', 2, (_, pions) => leadingEnergy(pions)],
  ['share of wide events', 4, (_, pions) => wide(pions)],
];

/** Mean and error from sums over n events. */
function cell(sum: number, squares: number, n: number, digits: number): string {
  const mean = sum / n;
  const error = Math.sqrt((squares / n - mean * mean) / (n - 1));
  return `${mean.toFixed(digits)} +- ${error.toFixed(digits)}`;
}

const percent = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`;

const CHUNK = 10_000;
/** The row of a variant. Its events, in chunks, are those of a seed of its own. */
function row(name: string, parameters: HadronizationParameters, seed: number): string {
  const simulator = createEventSimulator(parameters);
  const sum = COLUMNS.map(() => 0);
  const squares = COLUMNS.map(() => 0);
  for (let first = 0; first < events; first += CHUNK) {
    const set = simulateWith(simulator, seedOf(seed), first, Math.min(CHUNK, events - first));
    const pions = eventSetOf(set);
    for (const [c, [, , of]] of COLUMNS.entries()) {
      for (const value of Array.from(of(set, pions))) {
        sum[c]! += value;
        squares[c]! += value * value;
      }
    }
  }
  const { baryons, strangeFission, accepted } = simulator.trials;
  const trials = Object.values(simulator.trials).reduce((a, b) => a + b, 0);
  // Of the events that get as far as reconnection.
  const lost = percent(baryons, baryons + strangeFission + accepted);
  const cells = COLUMNS.map(([, digits], c) => cell(sum[c]!, squares[c]!, events, digits));
  return `| ${[name, percent(accepted, trials), lost, ...cells].join(' | ')} |`;
}

console.log(`| ${['', 'trials kept', 'lost to baryons', ...COLUMNS.map(([name]) => name)].join(' | ')} |`);
console.log(`|${' --- |'.repeat(COLUMNS.length + 3)}`);
for (const [index, [name, parameters]] of Object.entries(VARIANTS).entries())
  console.log(row(name, parameters, 700 + index));
