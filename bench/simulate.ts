/**
 * Events a second of the cluster-model truth on one core, and how many trials survive.
 * Run: node bench/simulate.ts [events]
 */
import { createEventSimulator } from '../physics/hadronization/event.ts';
import { TRUTHS } from '../physics/hadronization/parameters.ts';
import { simulateWith } from '../physics/hadronization/simulate.ts';
import { seedOf } from '../physics/random/stream.ts';

const events = Number(process.argv[2] ?? 20_000);
const simulator = createEventSimulator(TRUTHS.nominal);
// The compiler has seen the code before the clock starts.
simulateWith(simulator, seedOf(0), 0, 2000);
const before = { ...simulator.trials };

const start = performance.now();
const set = simulateWith(simulator, seedOf(1), 0, events);
const seconds = (performance.now() - start) / 1000;

const count = (outcome: keyof typeof before): number => simulator.trials[outcome] - before[outcome];
const all = count('accepted') + count('strangeGluon') + count('strangeFission');
const percent = (n: number): string => `${((100 * n) / all).toFixed(1)} %`;
console.log(`${events} events, ${set.clusters.E.length} clusters in ${seconds.toFixed(2)} s`);
console.log(`${(events / seconds).toFixed(0)} accepted events/s, ${(all / seconds).toFixed(0)} trials/s on one core`);
console.log(`trials: ${percent(count('accepted'))} survive, ${percent(count('strangeGluon'))} end at a strange gluon`);
console.log(`and ${percent(count('strangeFission'))} at a strange fission`);
