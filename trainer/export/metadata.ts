import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, StringStringEntryProtoSchema } from '../../models/contract/onnx/onnx-ml_pb.js';
import { METADATA } from '../../models/contract/tensors.ts';

/** Version of the graph contract (DESIGN section 5), repeated in every model's metadata. */
export const GRAPH_SCHEMA = 'hadronedge/graph/1';

/** What a model's metadata_props say: its name and version as in its manifest, and the graph contract. */
export function graphMetadata(name: string, version: string): Record<string, string> {
  return { [METADATA.name]: name, [METADATA.version]: version, [METADATA.schema]: GRAPH_SCHEMA };
}

/** The same model under another name and version: a run directory's model becomes a release's. */
export function withMetadata(model: Uint8Array, name: string, version: string): Uint8Array<ArrayBuffer> {
  const proto = fromBinary(ModelProtoSchema, model);
  const own = graphMetadata(name, version);
  const others = proto.metadataProps.filter(({ key }) => !(key in own));
  const entries = Object.entries(own).map(([key, value]) => ({ key, value }));
  return Uint8Array.from(
    toBinary(ModelProtoSchema, {
      ...proto,
      metadataProps: [...others, ...entries.map((entry) => create(StringStringEntryProtoSchema, entry))],
    }),
  );
}
