import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { readAll } from '../../formats/reader.ts';
import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../physics/hadronization/simulate.ts';
import { kolmogorovDistance } from '../../physics/observables/kolmogorov.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { RECORD_OBSERVABLES, type RecordEntries, type RecordObservable, recordEntries } from './record-observables.ts';

const data = resolve(import.meta.dirname, '../../../shared/data');
const sample = resolve(data, 'herwig7-lep-two-pion-500.dat');
const critical = resolve(data, 'ks-critical.csv');

/** As many as the critical distances ask for: with them the simulation's own fluctuations do not show. */
const EVENTS = 50_000;

/** Distances that a right model exceeds in one of a hundred samples of 500 events, calibrated event by event. */
function criticalDistances(): Map<string, number> {
  const lines = readFileSync(critical, 'utf8').trim().split('\n').slice(1);
  return new Map(lines.map((line) => [line.split(',')[0]!, Number(line.split(',')[2])]));
}

function herwigEntries(): RecordEntries {
  const decays = readAll(new DatDecayReader(), [readFileSync(sample)]);
  return recordEntries(decays, (i) => decays.clusters.q1_pdg_id![i] !== 0);
}

function simulatedEntries(truth: TruthName): RecordEntries {
  const set = simulateDecays(TRUTHS[truth], seedOf(91), 0, EVENTS);
  return recordEntries(set, (i) => set.clusters.from_fission[i] === 0);
}

/** The observables in which a truth lies further from Herwig's events than the distance for 1 %. */
function misses(truth: TruthName, herwig: RecordEntries): RecordObservable[] {
  const limits = criticalDistances();
  const simulated = simulatedEntries(truth);
  return RECORD_OBSERVABLES.filter((name) => {
    const distance = kolmogorovDistance(simulated[name], herwig[name]);
    return !(distance <= limits.get(name)!);
  });
}

const present = existsSync(sample) && existsSync(critical);

describe.skipIf(!present)('500 events of Herwig 7 (skipped where the reference data is not beside the project)', () => {
  it('look like nominal: at most one of ten observables beyond its 1 % distance', () => {
    const herwig = herwigEntries();
    expect(herwig.n_clusters).toHaveLength(500);
    expect(misses('nominal', herwig).length).toBeLessThanOrEqual(1);
  });

  it('look like full, too: 500 events cannot see those options', () => {
    expect(misses('full', herwigEntries()).length).toBeLessThanOrEqual(1);
  });

  it('do not look like no-veto: its events have a cluster more', () => {
    expect(misses('no-veto', herwigEntries())).toContain('n_clusters');
  });

  it('do not look like kinmin: at least three of ten observables beyond', () => {
    // Only the decay of clusters changes, so the misses must be among what depends on it.
    const missed = misses('kinmin', herwigEntries());
    expect(missed.length).toBeGreaterThanOrEqual(3);
    expect(missed).toContain('cos_h1q1_direct');
    expect(missed).not.toContain('n_clusters');
  });
});
