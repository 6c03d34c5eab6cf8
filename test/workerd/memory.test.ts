import { beforeAll, describe, expect, it } from 'vitest';
import { wasmBytes } from '../../functions/inference/runtime.ts';
import { LIMITS } from '../../functions/limits.ts';
import { call, clusters, columns, events, okJson, post } from './fixtures/http.ts';
import { generatorRelease, publish, scorerRelease } from './fixtures/releases.ts';

/** The largest requests that are accepted, on networks as wide as the papers': the runtime stays below its ceiling. */

beforeAll(async () => {
  await publish(await generatorRelease({ name: 'wide', version: '1.0.0', seed: 1, width: 256 }));
  await publish(await scorerRelease({ name: 'deep', version: '1.0.0', seed: 2, width: 128 }));
});

describe('at the limits', () => {
  it('samples and scores within the memory of an isolate', async () => {
    const set = columns(clusters(LIMITS.clusters));
    const sampled = await post('/v1/sample', { model: 'wide', seed: 1, clusters: set });
    expect((await okJson(sampled)).hadrons.E).toHaveLength(2 * LIMITS.clusters);
    const offsets = [];
    const perEvent = 16;
    for (let at = 0; at <= LIMITS.particles; at += perEvent) offsets.push(at);
    const particles = columns(clusters(LIMITS.particles, 3));
    const scored = await post('/v1/score', { model: 'deep', events: { ...particles, offsets } });
    expect((await okJson(scored)).events.score).toHaveLength(LIMITS.particles / perEvent);
    const single = columns(events(1));
    const many = { ...particles, offsets: Array.from({ length: LIMITS.events + 1 }, (_, e) => 4 * e) };
    const crowded = await post('/v1/score', { model: 'deep', events: many });
    expect((await okJson(crowded)).events.score).toHaveLength(LIMITS.events);
    await okJson(await post('/v1/score', { model: 'deep', events: single }));
    // Half of the ceiling is left for other models. That the gauge moves is shown in runtime.test.ts.
    expect(wasmBytes()).toBeGreaterThan(0);
    expect(wasmBytes()).toBeLessThan(LIMITS.wasm_bytes / 2);
    const gauge = await okJson(await call('/healthz'));
    expect(gauge.wasm_bytes).toBe(wasmBytes());
  });

  it('does not grow when the same is asked again', async () => {
    const request = { model: 'wide', seed: 1, clusters: columns(clusters(5_000)) };
    await okJson(await post('/v1/sample', request));
    const before = wasmBytes();
    for (let i = 0; i < 5; i++) await okJson(await post('/v1/sample', request));
    const again = await post('/v1/sample', { ...request, clusters: columns(clusters(10_000)) });
    await okJson(again);
    expect(wasmBytes()).toBe(before);
  });

  it('holds no more models than fit', async () => {
    for (let i = 0; i < LIMITS.sessions + 2; i++) {
      await publish(await generatorRelease({ name: `m${i}`, version: '1.0.0', seed: i, width: 256 }));
      await okJson(await post('/v1/sample', { model: `m${i}`, seed: 1, clusters: columns(clusters(10)) }));
    }
    expect((await okJson(await call('/healthz'))).models).toHaveLength(LIMITS.sessions);
    expect(wasmBytes()).toBeLessThan(LIMITS.wasm_bytes);
  });
});
