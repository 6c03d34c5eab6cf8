import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema } from '../../../models/contract/onnx/onnx-ml_pb.js';
import { seedOf } from '../../../physics/random/stream.ts';
import { generatorGraph } from '../../../trainer/export/generator-graph.ts';
import { graphMetadata, withMetadata } from '../../../trainer/export/metadata.ts';
import { scorerGraph } from '../../../trainer/export/scorer-graph.ts';
import { initialGenerator } from '../../../trainer/networks/generator.ts';
import { initialScorer } from '../../../trainer/networks/scorer.ts';

const generator = generatorGraph(initialGenerator([8, 8], seedOf(1)), graphMetadata('a', '0.0.1'));
const scorer = scorerGraph(initialScorer([8, 8], [8], seedOf(1)), graphMetadata('a', '0.0.1'));
const operators = (model: Uint8Array): string[] => [
  ...new Set(fromBinary(ModelProtoSchema, model).graph!.node.map((node) => node.opType)),
];

describe('the ONNX of an export', () => {
  it('is opset 17 of the default domain, IR 8', () => {
    for (const model of [generator, scorer]) {
      const proto = fromBinary(ModelProtoSchema, model);
      expect(proto.irVersion).toBe(8n);
      expect(proto.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 17n]]);
    }
  });

  it('is made of few operators', () => {
    expect(operators(generator).sort()).toEqual([
      'Add',
      'Concat',
      'Div',
      'Gemm',
      'LeakyRelu',
      'MatMul',
      'Mul',
      'Sqrt',
      'Tanh',
    ]);
    expect(operators(scorer).sort()).toEqual([
      'Add',
      'Div',
      'Gemm',
      'LeakyRelu',
      'Mul',
      'ScatterND',
      'Squeeze',
      'Unsqueeze',
    ]);
  });

  it('is the same bytes each time', () => {
    expect(generatorGraph(initialGenerator([8, 8], seedOf(1)), graphMetadata('a', '0.0.1'))).toEqual(generator);
  });

  it('takes another name and version without a change of anything else', () => {
    const renamed = withMetadata(generator, 'hadml-v1', '1.2.3');
    const properties = fromBinary(ModelProtoSchema, renamed).metadataProps.map(({ key, value }) => [key, value]);
    expect(Object.fromEntries(properties)).toEqual({
      'hadronedge.name': 'hadml-v1',
      'hadronedge.version': '1.2.3',
      'hadronedge.schema': 'hadronedge/graph/1',
    });
    expect(properties).toHaveLength(3);
    expect(withMetadata(renamed, 'a', '0.0.1')).toEqual(generator);
  });
});
