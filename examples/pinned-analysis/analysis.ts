/**
 * A small analysis that can be rerun after years: 100 events of the same ten clusters, hadronized and scored by pinned
 * models. It prints what it found with the digests of all that it was computed from; where `results.json` lies in the
 * folder, the run must give the same again. README.md beside this file walks through it.
 *
 *     npx node analysis.ts               compare with results.json, or show what there would be to record
 *     npx node analysis.ts --record      write results.json
 *     npx node analysis.ts --unpinned    ask for the aliases as they are today, to see what pinning is for
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HadronEdgeClient } from '../../client/client.ts';
import { clustersFromJson } from '../../formats/json/clusters.ts';
import type { SampleAnswer } from '../../models/contract/answers.ts';
import { digestOfHadrons, digestOfScores } from '../../models/contract/content-digest.ts';
import { LOCKFILE_NAME, parseLockfile } from '../../models/contract/lockfile.ts';
import type { ClusterSet, EventSet } from '../../physics/columns.ts';

const GENERATOR = 'hadml-v1';
const SCORER = 'score-nominal-kinmin';
const SEED = '20261124';
const EVENTS = 100;
const RESULTS = 'results.json';

/** The ten clusters of an event, E px py pz in GeV and constituents, `EVENTS` times over. */
function readClusters(): ClusterSet {
  const file = join(import.meta.dirname, '../ten-clusters.json');
  const { clusters } = JSON.parse(readFileSync(file, 'utf8')) as { clusters: Record<string, number[]> };
  const repeated = Object.entries(clusters).map(([name, column]) => [name, Array(EVENTS).fill(column).flat()]);
  return clustersFromJson(Object.fromEntries(repeated), '/clusters');
}

/** The hadrons of ten clusters are one event. */
function eventsOf({ hadrons }: SampleAnswer): EventSet {
  return {
    offsets: Uint32Array.from({ length: EVENTS + 1 }, (_, event) => (event * hadrons.E.length) / EVENTS),
    pdg_id: Int32Array.from(hadrons.pdg_id),
    px: Float64Array.from(hadrons.px),
    py: Float64Array.from(hadrons.py),
    pz: Float64Array.from(hadrons.pz),
    E: Float64Array.from(hadrons.E),
  };
}

/** What the analysis finds, and from what: the part that a paper quotes. */
async function analyse(client: HadronEdgeClient): Promise<object> {
  const sample = await client.sample(readClusters(), { model: GENERATOR, seed: SEED });
  const scores = await client.score(eventsOf(sample), { model: SCORER, histogram: { bins: 10, range: [0, 1] } });
  const charged = sample.hadrons.pdg_id.filter((id) => Math.abs(id) === 211).length;
  return {
    hadrons: { model: sample.model, seed: sample.seed, content_digest: await digestOfHadrons(sample.hadrons) },
    scores: { model: scores.model, content_digest: await digestOfScores(scores.events) },
    runtime: sample.runtime,
    charged_pions_per_event: charged / EVENTS,
    leading_energy_gev: Math.max(...sample.hadrons.E),
    mean_score: scores.summary.mean,
    mean_score_error: scores.summary.mean_error,
    n_eff: scores.summary.n_eff,
  };
}

const unpinned = process.argv.includes('--unpinned');
const token = process.env['HADRONEDGE_TOKEN'];
const client = new HadronEdgeClient(process.env['HADRONEDGE_URL'] ?? 'http://127.0.0.1:8787', fetch, {
  ...(token ? { token } : {}),
  ...(unpinned ? {} : { lock: parseLockfile(readFileSync(LOCKFILE_NAME, 'utf8')) }),
});

const text = `${JSON.stringify(await analyse(client), null, 2)}\n`;
process.stdout.write(text);
if (process.argv.includes('--record')) writeFileSync(RESULTS, text);
else if (existsSync(RESULTS) && readFileSync(RESULTS, 'utf8') !== text) {
  process.stderr.write(`this is not what ${RESULTS} says\n`);
  process.exitCode = 1;
} else if (existsSync(RESULTS)) process.stderr.write(`the same as ${RESULTS}, to the last bit\n`);
