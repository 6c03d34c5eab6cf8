import type { DecaySet } from '../../physics/columns.ts';
import { restFrameAngles } from '../../physics/decay/rest-frame-angles.ts';
import { joinFloats } from '../data/join.ts';
import type { DataSource, SourceOptions, Wanted } from '../data/source.ts';
import { ANGLE_SCALING, CLUSTER_SCALING } from '../networks/scaling.ts';

/** Clusters with the angles of their first hadron, ready for training. */
export interface AngleSample {
  count: number;
  /** Conditions E, px, py, pz in GeV: [count, 4]. */
  condition: Float32Array;
  /** The same scaled to (-1, 1). */
  scaled: Float32Array;
  /** Angles in the unit square, phi / (pi/2) and 2 theta / pi - 1: [count, 2]. */
  unit: Float32Array;
}

/** The sample of decayed clusters: angles in the frame `cluster-rest/lab-axes`. */
export function angleSample({ clusters, hadrons }: Pick<DecaySet, 'clusters' | 'hadrons'>): AngleSample {
  const count = clusters.E.length;
  const { angles } = restFrameAngles(clusters, hadrons, 'cluster-rest/lab-axes');
  const condition = new Float32Array(4 * count);
  for (const [column, values] of [clusters.E, clusters.px, clusters.py, clusters.pz].entries())
    for (let i = 0; i < count; i++) condition[4 * i + column] = values[i]!;
  const { factor, shift } = CLUSTER_SCALING;
  const scaled = condition.map((value, i) => value * factor[i % 4]! + shift[i % 4]!);
  const unit = Float32Array.from(
    angles,
    (angle, i) => (angle - ANGLE_SCALING.shift[i % 2]!) / ANGLE_SCALING.factor[i % 2]!,
  );
  return { count, condition, scaled, unit };
}

/** All clusters of the events that a source has for a request, as a sample. */
export async function readAngles(source: DataSource, wanted: Wanted, options: SourceOptions = {}): Promise<Angles> {
  const parts: AngleSample[] = [];
  let events = 0;
  for await (const set of source.decays(wanted, options)) {
    parts.push(angleSample(set));
    events += set.offsets.length - 1;
  }
  return {
    events,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    condition: joinFloats(parts.map(({ condition }) => condition)),
    scaled: joinFloats(parts.map(({ scaled }) => scaled)),
    unit: joinFloats(parts.map(({ unit }) => unit)),
  };
}

/** A sample of clusters, and how many events they come from. */
export interface Angles extends AngleSample {
  events: number;
}
