/**
 * Events a second of the truths on one core: the cluster model, with how many trials survive, and the Lund string without
 * and with weights. All take turns in one run; the median of the rounds is printed.
 * Run: node bench/simulate.ts [events]
 */
import { createEventSimulator } from '../physics/hadronization/event.ts';
import { TRUTHS } from '../physics/hadronization/parameters.ts';
import { simulateWith } from '../physics/hadronization/simulate.ts';
import { LUND_STRING } from '../physics/hadronization/string/parameters.ts';
import { recordString, simulateString } from '../physics/hadronization/string/simulate.ts';
import { simulateWeighted } from '../physics/hadronization/string/weighted.ts';
import { seedOf } from '../physics/random/stream.ts';
import { median } from './lib/statistics.ts';

const events = Number(process.argv[2] ?? 20_000);
const ROUNDS = 5;
/** Events at a time, as the command simulates them: a record of trials is large. */
const CHUNK = 1000;
const simulator = createEventSimulator(TRUTHS.nominal);
const seed = seedOf(1);
const bare = { ...LUND_STRING, oversampling: 1 };

type Simulate = (first: number, count: number) => unknown;
const cases: readonly (readonly [string, Simulate])[] = [
  ['cluster model', (first, count) => simulateWith(simulator, seed, first, count)],
  ['Lund string, oversampling 1', (first, count) => simulateString(bare, seed, first, count)],
  ['Lund string, oversampling 10', (first, count) => simulateString(LUND_STRING, seed, first, count)],
  ['the same, trials recorded', (first, count) => recordString(LUND_STRING, seed, first, count)],
  ['the same, weights for a', (first, count) => simulateWeighted(LUND_STRING, { a: 0.55 }, seed, first, count)],
];

/** Seconds for all events of a case. */
function secondsOf(simulate: Simulate): number {
  const start = performance.now();
  for (let first = 0; first < events; first += CHUNK) simulate(first, Math.min(CHUNK, events - first));
  return (performance.now() - start) / 1000;
}

// The compiler has seen the code before the clock starts.
for (const [, simulate] of cases) simulate(0, 2000);
const before = { ...simulator.trials };
const rounds = Array.from({ length: ROUNDS }, () => cases.map(([, simulate]) => secondsOf(simulate)));
const rates = cases.map((_, i) => events / median(rounds.map((round) => round[i]!)));

console.log(`${events} events at 91.2 GeV, on one core, median of ${ROUNDS} rounds`);
for (const [i, [name]] of cases.entries()) {
  const rate = `${rates[i]!.toFixed(0)} events/s`.padStart(16);
  console.log(`${name.padEnd(30)}${rate}, ${(rates[i]! / rates[0]!).toFixed(2)} of the cluster model's`);
}

const count = (outcome: keyof typeof before): number => simulator.trials[outcome] - before[outcome];
const all = count('accepted') + count('strangeGluon') + count('strangeFission');
const percent = (n: number): string => `${((100 * n) / all).toFixed(1)} %`;
console.log(`cluster model: ${((rates[0]! * all) / count('accepted')).toFixed(0)} trials/s, of which`);
console.log(`${percent(count('accepted'))} survive, ${percent(count('strangeGluon'))} end at a strange gluon`);
console.log(`and ${percent(count('strangeFission'))} at a strange fission`);
