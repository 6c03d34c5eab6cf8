import type { Format } from '../../formats/format.ts';
import { clustersFromJson } from '../../formats/json/clusters.ts';
import { isRows } from '../../formats/json/value.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { readJson } from './body.ts';
import { CAPS } from './caps.ts';
import { parseBody, parseQuery, refuseQuery, type SampleOptions, sampleBody, sampleOptions } from './options.ts';
import { requirePart, requireSome } from './part.ts';
import { readSet } from './sets.ts';

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

async function fromStream(request: Request, format: Exclude<Format, 'json'>): Promise<SampleRequest> {
  const options = parseQuery(sampleOptions, request.url);
  const clusters = await readSet(request, 'clusters', format);
  requireSome(clusters.E.length, 'clusters');
  return { clusters, options, rows: false };
}
