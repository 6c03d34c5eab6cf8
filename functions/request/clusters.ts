import { DatClusterReader } from '../../formats/dat/clusters.ts';
import { clustersFromJson } from '../../formats/json/clusters.ts';
import { isRows } from '../../formats/json/value.ts';
import { NdjsonClusterReader } from '../../formats/ndjson/clusters.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { readBody, readJson } from './body.ts';
import { CAPS, DAT_OPTIONS } from './caps.ts';
import type { Format } from './media-types.ts';
import { parseBody, parseQuery, refuseQuery, type SampleOptions, sampleBody, sampleOptions } from './options.ts';
import { requirePart, requireSome } from './part.ts';

/** A sampling request as read: columns, options, and whether JSON came in rows. */
export interface SampleRequest {
  clusters: ClusterSet;
  options: SampleOptions;
  rows: boolean;
}

/** Reads a sampling request in any format. Throws ProblemError or FormatError. */
export function readSampleRequest(request: Request, format: Format): Promise<SampleRequest> {
  return format === 'json' ? fromJson(request) : fromStream(request, format);
}

async function fromJson(request: Request): Promise<SampleRequest> {
  refuseQuery(request.url);
  const body = await readJson(request);
  const { clusters: value, ...options } = parseBody(sampleBody, body);
  requirePart(value, 'clusters');
  const clusters = clustersFromJson(value, '/clusters', CAPS);
  requireSome(clusters.E.length, 'clusters');
  return { clusters, options, rows: isRows(value) };
}

async function fromStream(request: Request, format: 'ndjson' | 'dat'): Promise<SampleRequest> {
  const options = parseQuery(sampleOptions, request.url);
  const reader = format === 'ndjson' ? new NdjsonClusterReader(CAPS) : new DatClusterReader(DAT_OPTIONS);
  await readBody(request, (chunk) => reader.write(chunk));
  const clusters = reader.end();
  requireSome(clusters.E.length, 'clusters');
  return { clusters, options, rows: false };
}
