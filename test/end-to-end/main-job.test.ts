import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { encodeDecaysDat } from '../../formats/dat/encode.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { type Manifest, manifestSchema } from '../../models/contract/manifest.ts';
import { moveAlias } from '../../models/registry/alias.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../physics/hadronization/simulate.ts';
import { massOf } from '../../physics/particles/mass.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { withMetadata } from '../../trainer/export/metadata.ts';
import { readReleaseDirectory } from '../../trainer/publish/release-directory.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { localTarget } from '../../trainer/publish/target.ts';
import { LocalService } from './local-service.ts';

const root = resolve(import.meta.dirname, '../..');
const herwig = join(root, '../shared/data/herwig7-lep-two-pion-500.dat');
const dat = 'text/vnd.hadml.dat';
let service: LocalService;
let digest: string;

beforeAll(async () => {
  service = await LocalService.start();
  const releases = await publishShipped(service.url);
  digest = releases.find(({ name }) => name === 'hadml-v1')!.digest;
}, 120_000);
afterAll(() => service?.end());

async function post(path: string, type: string, body: string, accept = 'application/json'): Promise<Response> {
  const headers = { 'content-type': type, accept };
  return fetch(`${service.url}${path}`, { method: 'POST', headers, body });
}

/** 500 simulated events as HadML `.dat`: the stand-in for the Herwig file where that is not at hand. */
function simulatedDat(): string {
  return [...encodeDecaysDat(simulateDecays(TRUTHS.nominal, seedOf(99), 0, 500))].join('');
}

/** Clusters of a `.dat` text, read without the project's own parser. */
function clustersOf(text: string): number[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => line.split('|').filter((cluster) => cluster !== ''))
    .map((cluster) => cluster.split(';')[2]!.split(',').slice(1).map(Number));
}

const samples: [string, () => string, boolean][] = [
  ['500 simulated events', simulatedDat, true],
  ['500 events of Herwig', () => readFileSync(herwig, 'utf8'), existsSync(herwig)],
];

describe.each(samples)('%s as .dat', (_, read, present) => {
  it.runIf(present)('give hadrons that conserve four-momentum on their mass shells', async () => {
    const text = read();
    const clusters = clustersOf(text);
    const response = await post(`/v1/sample?model=hadml-v1&seed=11`, dat, text);
    expect(response.status).toBe(200);
    const { hadrons } = (await response.json()) as any;
    expect(hadrons.E.length).toBe(2 * clusters.length);
    expect(hadrons.E.length).toBeGreaterThan(6500);
    let [worstSum, worstShell] = [0, 0];
    for (const [i, [E, ...p]] of clusters.entries()) {
      const sum = (name: string): number => hadrons[name][2 * i] + hadrons[name][2 * i + 1];
      const [x, y, z] = p as [number, number, number];
      const off = [sum('E') - E!, sum('px') - x, sum('py') - y, sum('pz') - z].map((d) => Math.abs(d) / E!);
      worstSum = Math.max(worstSum, ...off);
      for (const h of [2 * i, 2 * i + 1]) {
        const [e, px, py, pz] = [hadrons.E[h], hadrons.px[h], hadrons.py[h], hadrons.pz[h]];
        const mass = Math.sqrt(e * e - px * px - py * py - pz * pz);
        worstShell = Math.max(worstShell, Math.abs(mass - massOf(hadrons.pdg_id[h])));
      }
    }
    expect(worstSum).toBeLessThan(1e-9);
    expect(worstShell).toBeLessThan(1e-6);
  });

  it.runIf(present)('give a finite score for each event, and a histogram of all', async () => {
    const response = await post('/v1/score?model=score-nominal-kinmin', dat, read());
    expect(response.status).toBe(200);
    const { events, summary } = (await response.json()) as any;
    expect(events.score.length).toBe(500);
    expect(events.score.every((score: number) => score > 0 && score < 1)).toBe(true);
    expect(summary.histogram.sumw.reduce((a: number, b: number) => a + b, 0)).toBe(500);
  });
});

/** Clusters of simulated events, as rows of a request. */
const rows = clustersOf(simulatedDat())
  .slice(0, 500)
  .map(([E, px, py, pz]) => ({ E, px, py, pz }));

/** The hadrons of all rows, asked for in so many requests. */
async function sampleIn(requests: number, model: string, seed: number): Promise<unknown[]> {
  const hadrons: unknown[] = [];
  const size = Math.ceil(rows.length / requests);
  for (let from = 0; from < rows.length; from += size) {
    const body = { model, seed, first_index: from, clusters: rows.slice(from, from + size) };
    const answer: any = await (await post('/v1/sample', 'application/json', JSON.stringify(body))).json();
    hadrons.push(...answer.hadrons.map((h: any) => ({ ...h, cluster: h.cluster + from })));
  }
  return hadrons;
}

describe('a model digest and a seed', () => {
  it('give the same bytes again, after a restart, and in 1, 7 or 500 requests; another seed differs', async () => {
    const body = JSON.stringify({ model: `hadml-v1@${digest}`, seed: 5, clusters: rows });
    const ask = async (): Promise<string> => (await post('/v1/sample', 'application/json', body)).text();
    const first = await ask();
    expect(await ask()).toBe(first);
    await service.restart();
    expect(await ask()).toBe(first);
    const whole = JSON.stringify(JSON.parse(first).hadrons);
    for (const requests of [1, 7, 500]) expect(JSON.stringify(await sampleIn(requests, 'hadml-v1', 5))).toBe(whole);
    expect(JSON.stringify(await sampleIn(1, 'hadml-v1', 6))).not.toBe(whole);
  });

  it('stay what they were when a newer version is published and the alias moves', async () => {
    const before = await sampleIn(1, `hadml-v1@${digest}`, 5);
    const store = new S3Store(localTarget(service.url));
    const shipped = await readReleaseDirectory(join(root, 'models/shipped/hadml-v1/1.0.0'));
    const newer = await renamed(shipped.manifest, shipped.blobs.get('model')!, '1.0.1');
    const blobs = new Map([...shipped.blobs, ['model', newer.model] as const]);
    await publishRelease(store, { manifest: newer.manifest, blobs });
    const change = { version: '1.0.1', who: 'test', why: 'newer', when: '2026-11-23T00:00:00Z' };
    await moveAlias(store, 'hadml-v1', 'stable', change);
    const body = JSON.stringify({ model: 'hadml-v1', seed: 5, clusters: rows.slice(0, 1) });
    const moved: any = await (await post('/v1/sample', 'application/json', body)).json();
    expect(moved.model.version).toBe('1.0.1');
    expect(await sampleIn(1, `hadml-v1@${digest}`, 5)).toEqual(before);
  });

  it('are refused where one byte of the stored model is flipped, and /readyz names the model', async () => {
    const store = new S3Store(localTarget(service.url));
    const { manifest } = await readReleaseDirectory(join(root, 'models/shipped/hadml-v1/1.0.0'));
    const key = blobKey(manifest.blobs.find(({ role }) => role === 'model')!.digest);
    const whole = (await store.get(key))!.bytes;
    const flipped = whole.slice();
    flipped[whole.length >> 1]! ^= 1;
    await store.put(key, flipped);
    await service.restart();
    const body = JSON.stringify({ model: `hadml-v1@${digest}`, seed: 5, clusters: rows });
    const refused = await post('/v1/sample', 'application/json', body);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    const ready = await fetch(`${service.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain(digest);
    expect((await post('/v1/score?model=score-nominal-kinmin', dat, simulatedDat())).status).toBe(200);
  });
});

/** The same model under another version: other bytes, other digest. */
async function renamed(
  manifest: Manifest,
  model: Uint8Array,
  version: string,
): Promise<{ manifest: Manifest; model: Uint8Array<ArrayBuffer> }> {
  const bytes = new Uint8Array(withMetadata(model, manifest.name, version));
  const blobDigest = await sha256Digest(bytes);
  const blobs = manifest.blobs.map((blob) =>
    blob.role === 'model' ? { ...blob, digest: blobDigest, bytes: bytes.length } : blob,
  );
  return { manifest: manifestSchema.parse({ ...manifest, version, blobs }), model: bytes };
}
