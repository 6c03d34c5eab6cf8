import { beforeAll, describe, expect, it } from 'vitest';
import { checkGate } from '../../../models/registry/gate/gate.ts';
import { FRAMES } from '../../../physics/decay/frame.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { directionGraph, directionInterface } from '../../../trainer/export/direction-graph.ts';
import { graphMetadata } from '../../../trainer/export/metadata.ts';
import { openModel, runModel } from '../../../trainer/export/onnx-run.ts';
import { generatorProbe } from '../../../trainer/export/probe.ts';
import { checkGenerator, generatorInputs, ParityError } from '../../../trainer/export/reference.ts';
import {
  CONDITION_COLUMNS,
  generateDirectionAngles,
  initialDirectionGenerator,
} from '../../../trainer/networks/direction-generator.ts';
import type { LayerParameters } from '../../../trainer/networks/parameters.ts';
import { FRAME_FEATURES } from '../../../trainer/train/cluster-sample.ts';
import { describeDecays, describeTensors } from '../../../trainer/train/generator-record.ts';
import { generatorRelease } from '../../registry/release-fixture.ts';

beforeAll(() => useBackend('wasm'));

describe.each(FRAMES)('the exported generator of directions in %s', (frame) => {
  const layers = initialDirectionGenerator(frame, [64, 64], seedOf(3));
  const model = directionGraph({ frame, layers }, graphMetadata('release', '1.0.0'));
  const columns = CONDITION_COLUMNS[frame];
  const angles = (of: LayerParameters) => (condition: Float32Array, noise: Float32Array) =>
    generateDirectionAngles({ frame, layers: of }, condition, noise);

  it('gives the angles of the network, to 1e-5, at extremes too', async () => {
    const reference = await checkGenerator(angles(layers), columns, model);
    expect(reference.inputs['condition']!.shape).toEqual([8, columns]);
    expect(reference.outputs['angles']!.shape).toEqual([8, 2]);
  });

  it('is refused where one weight of 4,000 differs', async () => {
    const other = initialDirectionGenerator(frame, [64, 64], seedOf(3));
    other[2]!.data[1234]! += 1;
    await expect(checkGenerator(angles(other), columns, model)).rejects.toThrow(ParityError);
  });

  it('gives a cluster the same bits alone and among a thousand', async () => {
    const session = await openModel(model);
    const { condition, noise } = generatorProbe(1000, 10, columns);
    const all = await runModel(session, generatorInputs(condition, noise), 'angles');
    for (const i of [0, 1, 5, 6, 17, 500, 999]) {
      const one = generatorInputs(
        condition.subarray(columns * i, columns * (i + 1)),
        noise.subarray(10 * i, 10 * i + 10),
      );
      expect(await runModel(session, one, 'angles')).toEqual(all.subarray(2 * i, 2 * i + 2));
    }
    await session.release();
  });

  it('passes the gate', async () => {
    const { manifest } = await generatorRelease({ name: 'release', version: '1.0.0' });
    const range = { min: -50, max: 50 };
    const own = {
      ...manifest,
      tensors: describeTensors(directionInterface({ frame })),
      features: FRAME_FEATURES[frame].map((name) => ({ name, unit: '1' as const, range })),
      generator: describeDecays(frame, 10),
    };
    expect(checkGate(model, own).operations).toBeGreaterThan(1024 * 2 * 64 * 64);
  });
});
