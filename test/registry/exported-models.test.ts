import { describe, expect, it } from 'vitest';
import { checkGate } from '../../models/registry/gate/gate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { generatorGraph } from '../../trainer/export/generator-graph.ts';
import { graphMetadata } from '../../trainer/export/metadata.ts';
import { scorerGraph } from '../../trainer/export/scorer-graph.ts';
import { initialGenerator } from '../../trainer/networks/generator.ts';
import { initialScorer } from '../../trainer/networks/scorer.ts';
import { generatorRelease, scorerRelease } from './release-fixture.ts';

describe('what the trainer exports', () => {
  it('passes the gate, at the width of HadML v1', async () => {
    const { manifest } = await generatorRelease({ name: 'gen', version: '1.0.0' });
    const bytes = generatorGraph(initialGenerator([256, 256], seedOf(1)), graphMetadata('gen', '1.0.0'));
    expect(checkGate(bytes, manifest).operations).toBeGreaterThan(1024 * 2 * 256 * 256);
  });

  it('passes the gate, for a scorer with moments as wide as the shipped ones', async () => {
    const { manifest } = await scorerRelease({ name: 'score', version: '1.0.0' });
    const scorer = initialScorer([128, 128], [128, 128], seedOf(1), [16, 6]);
    const bytes = scorerGraph(scorer, graphMetadata('score', '1.0.0'));
    expect(checkGate(bytes, manifest).operations).toBeGreaterThan(4096 * 2 * (50 + 128) * 128);
  });

  it('passes the gate, for a scorer 128 wide', async () => {
    const { manifest } = await scorerRelease({ name: 'score', version: '1.0.0' });
    const bytes = scorerGraph(initialScorer([128, 128], [128], seedOf(1)), graphMetadata('score', '1.0.0'));
    expect(checkGate(bytes, manifest).operations).toBeGreaterThan(4096 * 2 * 128 * 128);
  });
});
