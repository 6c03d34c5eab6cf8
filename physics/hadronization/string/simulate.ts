import type { EventSet } from '../../columns.ts';
import type { Seed } from '../../random/stream.ts';
import { createStringSimulator, type StringSimulator } from './event.ts';
import type { StringParameters } from './parameters.ts';
import type { StringHadrons } from './string-state.ts';
import { type TrialRecord, TrialRecorder } from './trial-record.ts';

/**
 * Simulates events first … first + count - 1 of a string truth. Event i is a pure function of (parameters, seed, i):
 * how a range is cut into calls changes nothing. Hadrons come in the order in which they were made.
 * Throws a RangeError for parameters out of range, or where `first` and `count` are no whole numbers from 0 on.
 */
export function simulateString(parameters: StringParameters, seed: Seed, first: number, count: number): EventSet {
  return simulateStringWith(createStringSimulator(parameters), seed, first, count);
}

/** The same with a simulator that is kept. */
export function simulateStringWith(simulator: StringSimulator, seed: Seed, first: number, count: number): EventSet {
  if (!Number.isSafeInteger(first) || first < 0) throw new RangeError('first event must be a whole number from 0 on');
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError('number of events must be a whole number from 0 on');
  const all: Omit<StringHadrons, 'count'> = { id: [], px: [], py: [], pz: [], E: [] };
  const offsets = new Uint32Array(count + 1);
  for (let event = 0; event < count; event++) {
    appendHadrons(all, simulator.simulate(seed, first + event));
    offsets[event + 1] = all.id.length;
  }
  return {
    offsets,
    px: new Float64Array(all.px),
    py: new Float64Array(all.py),
    pz: new Float64Array(all.pz),
    E: new Float64Array(all.E),
    pdg_id: new Int32Array(all.id),
  };
}

function appendHadrons(all: Omit<StringHadrons, 'count'>, { count, id, px, py, pz, E }: Readonly<StringHadrons>): void {
  for (let i = 0; i < count; i++) {
    all.id.push(id[i]!);
    all.px.push(px[i]!);
    all.py.push(py[i]!);
    all.pz.push(pz[i]!);
    all.E.push(E[i]!);
  }
}

/** Events with the record of their trials, from which weights follow. */
export interface RecordedEvents {
  events: EventSet;
  record: TrialRecord;
}

/**
 * The same events with everything that was tried to make them (`weightsOf`): about 5 kB an event at 91.2 GeV with the
 * oversampling of 10.
 */
export function recordString(parameters: StringParameters, seed: Seed, first: number, count: number): RecordedEvents {
  const recorder = new TrialRecorder();
  const events = simulateStringWith(createStringSimulator(parameters, recorder), seed, first, count);
  return { events, record: recorder.finish() };
}
