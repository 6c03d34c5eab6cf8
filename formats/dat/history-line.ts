import type { Cursor } from '../cursor.ts';
import type { Decay } from '../decay.ts';
import { makeParticle, type Particle } from '../particle.ts';
import { BAR, CLUSTER_ID, COMMA, readMomentum } from './particle.ts';

const OPEN = 40;
const CLOSE = 41;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

/** One object of an event's history: a constituent, a cluster or a hadron. */
export interface HistoryNode extends Particle {
  barcode: number;
  /** Barcodes of what it became; empty for the final state. */
  children: number[];
  /** Where it stands in its line, from 1. */
  column: number;
}

/** The objects of one event, in the order of the line and by barcode. */
export type History = ReadonlyMap<number, HistoryNode>;

/**
 * Reads an event of the second line form (multihadron HadML): objects `(barcode),id,[ children ], E,px,py,pz;`, with
 * `|` after each primary cluster's tree. Barcodes are unique in the event and every child must be there; a cluster
 * (id 81) without children is an error, since it would be lost from the final state.
 */
export function readHistoryLine(cursor: Cursor): History {
  const nodes = new Map<number, HistoryNode>();
  do {
    do {
      const node = readNode(cursor);
      if (nodes.has(node.barcode)) cursor.fail('value', 'a barcode must be unique in its event', node.column);
      nodes.set(node.barcode, node);
      cursor.skipBlanks();
    } while (cursor.peek() === OPEN);
    cursor.expect(BAR);
    cursor.skipBlanks();
  } while (cursor.peek() !== -1);
  checkChildren(cursor, nodes);
  return nodes;
}

function readNode(cursor: Cursor): HistoryNode {
  const node: HistoryNode = { ...makeParticle(), barcode: 0, children: [], column: cursor.column };
  cursor.expect(OPEN);
  node.barcode = cursor.integer();
  cursor.expect(CLOSE);
  cursor.expect(COMMA);
  cursor.skipBlanks();
  node.pdg_id = cursor.integer();
  cursor.expect(COMMA);
  cursor.skipBlanks();
  cursor.expect(OPEN_LIST);
  cursor.skipBlanks();
  while (!cursor.take(CLOSE_LIST)) {
    node.children.push(cursor.integer());
    if (cursor.peek() !== CLOSE_LIST) readBlank(cursor);
    cursor.skipBlanks();
  }
  cursor.expect(COMMA);
  readMomentum(cursor, node);
  return node;
}

function readBlank(cursor: Cursor): void {
  const column = cursor.column;
  cursor.skipBlanks();
  if (cursor.column === column) cursor.fail('syntax', "a blank or ']' is expected");
}

function checkChildren(cursor: Cursor, nodes: History): void {
  for (const node of nodes.values()) {
    if (node.pdg_id === CLUSTER_ID && node.children.length === 0) {
      cursor.fail('value', 'a cluster must have children', node.column);
    }
    for (const child of node.children) {
      if (!nodes.has(child)) cursor.fail('value', `child ${child} is not in the event`, node.column);
    }
  }
}

/** The final state of an event: what has no children, in the order of the line. */
export function* finalState(history: History): Iterable<HistoryNode> {
  for (const node of history.values()) if (node.children.length === 0) yield node;
}

/** A cluster that decayed into two hadrons, with its constituents where the event has them. */
export interface FinalCluster {
  cluster: HistoryNode;
  h1: HistoryNode;
  h2: HistoryNode;
  /** Absent for the fragments of a fission, whose new quarks are not written. */
  constituents?: readonly [HistoryNode, HistoryNode];
}

/** A final cluster as a decay; constituents that are not known become zeros with pdg_id 0. */
export function decayOf({ cluster, h1, h2, constituents }: FinalCluster): Decay {
  return { q1: constituents?.[0] ?? makeParticle(), q2: constituents?.[1] ?? makeParticle(), cluster, h1, h2 };
}

/**
 * The clusters whose children are two hadrons (ids other than 81), in the order of the line. Those that split into
 * clusters are not among them; nor are those with another number of hadrons, which `others` counts.
 */
export function finalClusters(history: History): { clusters: FinalCluster[]; others: number } {
  const parents = constituentsOf(history);
  const clusters: FinalCluster[] = [];
  let others = 0;
  for (const cluster of history.values()) {
    if (cluster.pdg_id !== CLUSTER_ID) continue;
    const children = cluster.children.map((barcode) => history.get(barcode)!);
    if (children.every((child) => child.pdg_id === CLUSTER_ID)) continue;
    const [h1, h2] = children;
    if (children.length !== 2 || h1!.pdg_id === CLUSTER_ID || h2!.pdg_id === CLUSTER_ID) {
      others++;
      continue;
    }
    const [q1, q2, ...more] = parents.get(cluster.barcode) ?? [];
    const known = q1 && q2 && more.length === 0;
    clusters.push({ cluster, h1: h1!, h2: h2!, ...(known && { constituents: [q1, q2] as const }) });
  }
  return { clusters, others };
}

/** For each cluster the objects other than clusters that became it. */
function constituentsOf(history: History): Map<number, HistoryNode[]> {
  const parents = new Map<number, HistoryNode[]>();
  for (const node of history.values()) {
    if (node.pdg_id === CLUSTER_ID) continue;
    for (const child of node.children) {
      const list = parents.get(child);
      if (list) list.push(node);
      else parents.set(child, [node]);
    }
  }
  return parents;
}
