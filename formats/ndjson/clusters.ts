import type { ClusterSet } from '../../physics/columns.ts';
import { ClusterSink } from '../json/cluster-sink.ts';
import type { Caps } from '../reader.ts';
import { NdjsonReader } from './reader.ts';

/**
 * Reads clusters from NDJSON: a line is one cluster, or one event `{"clusters":[…]}`, and then `event` is the index
 * of the line among those that are not empty. The first line says which; fields as in `clustersFromJson`.
 */
export class NdjsonClusterReader extends NdjsonReader<ClusterSet> {
  constructor(caps: Partial<Caps> = {}) {
    super((faults) => new ClusterSink(faults, caps), caps);
  }
}
