import type { Cursor } from '../cursor.ts';
import type { EventGraph } from './event-graph.ts';
import { nextInteger, passPosition } from './line-fields.ts';

const SPACE = 32;
const COMMA = 44;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

/**
 * Reads ` id status [particle,particle...] [@ x y z t]` into a graph, for an event that states so many vertices and
 * particles; the cursor stands behind the V.
 */
export function readVertex(cursor: Cursor, graph: EventGraph, vertices: number, particles: number): void {
  const column = cursor.column + 1;
  const id = nextInteger(cursor);
  if (id >= 0 || id < -vertices) {
    cursor.fail('value', `a vertex must have a number from -1 to -${vertices}`, column);
  }
  nextInteger(cursor);
  cursor.expect(SPACE);
  cursor.expect(OPEN_LIST);
  do graph.addIncoming(readIncoming(cursor, particles));
  while (cursor.take(COMMA));
  cursor.expect(CLOSE_LIST);
  passPosition(cursor);
  graph.addVertex(id);
}

function readIncoming(cursor: Cursor, particles: number): number {
  const column = cursor.column;
  const particle = cursor.integer();
  if (particle < 1 || particle > particles) {
    cursor.fail('value', `a particle of the event, from 1 to ${particles}, is expected`, column);
  }
  return particle;
}
