import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';

/**
 * HepMC3 (Asciiv3) read by other means (regular expressions, Number, maps), to hold the readers against: whole texts,
 * slowly. Everything gives null for what is not valid.
 */

const I = String.raw`-?\d+`;
const N = String.raw`-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const PLACE = `(?: @(?: ${N}){4})?[ \\t]*`;
const line = (text: string): RegExp => new RegExp(`^${text}$`, 's');
const LINES = {
  E: line(`E (${I}) (${I}) (${I})${PLACE}`),
  U: line('U (GEV|MEV) (?:MM|CM)[ \\t]*'),
  values: line(`W[ \\t]*(${N}(?: [ \\t]*${N})*)(?: [ \\t]*)?`),
  names: line('W (.*)'),
  P: line(`P (${I}) (${I}) (${I}) (${N}) (${N}) (${N}) (${N}) ${N} (${I})[ \\t]*`),
  V: line(`V (${I}) (${I}) \\[(${I}(?:,${I})*)\\]${PLACE}`),
  T: line('T .*'),
  runA: line('A [^ ]+ .*'),
  eventA: line(`A (${I}) [^ ]+ .*`),
  start: line('HepMC::Asciiv3-START_EVENT_LISTING[ \\t]*'),
  end: line('HepMC::Asciiv3-END_EVENT_LISTING[ \\t]*'),
};

export interface ReferenceParticle {
  mother: number;
  pdg_id: number;
  /** px, py, pz, E, GeV. */
  momentum: number[];
  status: number;
}

export interface ReferenceEvent {
  vertices: number;
  count: number;
  inMeV: boolean | undefined;
  weights: number[] | undefined;
  names: string[] | undefined;
  particles: ReferenceParticle[];
  /** Incoming particles by explicit vertex. */
  incoming: Map<number, number[]>;
}

const integers = (texts: string[]): number[] | null => {
  const values = texts.map(Number);
  return values.every((value) => (value | 0) === value) ? values : null;
};

/** Every event of a file. */
export function referenceEvents3(text: string): ReferenceEvent[] | null {
  const lines = text.split('\n').map((one, i, all) => (i < all.length - 1 ? one.replace(/\r$/, '') : one));
  const events: ReferenceEvent[] = [];
  let listing: boolean | undefined;
  let event: ReferenceEvent | undefined;
  let names: string | undefined;
  const close = (): boolean => {
    const good = event === undefined || isWhole(event);
    event = undefined;
    return good;
  };
  for (const one of lines) {
    if (one.length > 262_143) return null;
    if (/^[ \t\r]*$/.test(one)) continue;
    if (one.startsWith('HepMC')) {
      const version = one.startsWith('HepMC::Version');
      const start = LINES.start.test(one);
      if (LINES.end.test(one)) {
        if (listing !== true || !close()) return null;
        listing = false;
      } else if ((!version && !start) || listing === true) return null;
      if (start) {
        listing = true;
        names = undefined;
      }
      continue;
    }
    if (listing !== true) return null;
    const whole = event !== undefined && event.particles.length === event.count;
    if (one[0] === 'W' && (event === undefined || (event.weights && whole))) {
      if (!close()) return null;
      const match = LINES.names.exec(one);
      if (!match) return null;
      names = /^[\t-\r ]*(\\\|[\t-\r ]*)*$/.test(match[1]!) ? undefined : match[1]!;
    } else if (one[0] === 'E') {
      if (!close()) return null;
      event = beginEvent(one);
      if (!event) return null;
      events.push(event);
    } else if (one[0] === 'T') {
      if (!LINES.T.test(one) || (event && !whole)) return null;
    } else if (one[0] === 'A') {
      if (event && !whole) {
        const match = LINES.eventA.exec(one);
        if (!match || !integers([match[1]!])) return null;
      } else if (!LINES.runA.test(one)) return null;
    } else if (!event || !addLine(event, one, names)) return null;
  }
  if (listing !== false) return null;
  const same = (of: (event: ReferenceEvent) => boolean): boolean => new Set(events.map(of)).size <= 1;
  if (!same((e) => e.inMeV === undefined) || !same((e) => e.weights === undefined)) return null;
  return events;

  function beginEvent(one: string): ReferenceEvent | undefined {
    const match = LINES.E.exec(one);
    const values = match && integers(match.slice(1, 4));
    if (!values || values[1]! < 0 || values[2]! < 0) return undefined;
    const lists = names === undefined ? undefined : [];
    return {
      vertices: values[1]!,
      count: values[2]!,
      inMeV: undefined,
      weights: undefined,
      names: lists,
      particles: [],
      incoming: new Map(),
    };
  }
}

function addLine(event: ReferenceEvent, one: string, names: string | undefined): boolean {
  const begun = event.particles.length > 0 || event.incoming.size > 0;
  const units = LINES.U.exec(one);
  if (units) {
    if (begun || event.inMeV !== undefined) return false;
    event.inMeV = units[1] === 'MEV';
    return true;
  }
  const weights = LINES.values.exec(one);
  if (weights) {
    if (begun || event.weights) return false;
    event.weights = weights[1]!.split(/[ \t]+/).map(Number);
    event.names = names === undefined ? undefined : namesFor(names, event.weights.length);
    return event.weights.every(Number.isFinite) && (names === undefined || event.names !== undefined);
  }
  const vertex = LINES.V.exec(one);
  if (vertex) return addVertex(event, vertex);
  const match = LINES.P.exec(one);
  const values = match && integers([...match.slice(1, 4), match[8]!]);
  if (!match || !values) return false;
  const [id, mother, pdg_id, status] = values as [number, number, number, number];
  if (id !== event.particles.length + 1 || id > event.count) return false;
  if (mother === id || mother > event.count || mother < -event.vertices) return false;
  const momentum = match.slice(4, 8).map((text) => Number(text) / (event.inMeV === true ? 1000 : 1));
  event.particles.push({ mother, pdg_id, momentum, status });
  return true;
}

function addVertex(event: ReferenceEvent, match: RegExpExecArray): boolean {
  const values = integers([match[1]!, match[2]!, ...match[3]!.split(',')]);
  if (!values) return false;
  const [id, , ...incoming] = values as [number, number, ...number[]];
  if (id >= 0 || id < -event.vertices || event.incoming.has(id)) return false;
  event.incoming.set(id, incoming);
  return incoming.every((particle) => particle >= 1 && particle <= event.count);
}

const trimmed = (name: string): string => /^[\t-\r ]*(.*?)[\t-\r ]*$/s.exec(name)![1]!;

function namesFor(text: string, count: number): string[] | undefined {
  const plain = text.replaceAll(/\\([\s\S])/g, (_, next: string) => (next === '|' ? '\n' : next));
  const lists = [plain.split('\n'), plain.split(/[\t-\r ]/)];
  return lists.map((list) => list.map(trimmed).filter(Boolean)).find((list) => list.length === count);
}

function isWhole(event: ReferenceEvent): boolean {
  const { particles, incoming, count, vertices, names, weights } = event;
  if (particles.length !== count || (names && !weights)) return false;
  const inVertices = [...incoming.values()].flat();
  if (new Set(inVertices).size !== inVertices.length) return false;
  const mothers = particles.map(({ mother }) => mother);
  const parents = new Set(mothers.filter((mother) => mother > 0));
  if (inVertices.some((particle) => parents.has(particle))) return false;
  if (mothers.some((mother) => mother < 0 && !incoming.has(mother))) return false;
  return incoming.size + parents.size === vertices;
}

/** What `HepmcEventReader` is to give; `wanted` names a weight. */
export function referenceFinalStates(text: string, wanted?: string): EventSet | null {
  const events = referenceEvents3(text);
  if (!events) return null;
  const final = events.map(({ particles }) => particles.filter(({ status }) => status === 1));
  if (!final.flat().every(isFinite3)) return null;
  const set: EventSet = { offsets: offsetsOf(final.map((list) => list.length)), ...columnsOf(final.flat()) };
  if (!events[0]?.weights) return wanted === undefined || events.length === 0 ? set : null;
  const weight = events.map(({ weights, names }) => weights![wanted === undefined ? 0 : (names ?? []).indexOf(wanted)]);
  return weight.includes(undefined) ? null : { ...set, weight: Float64Array.from(weight as number[]) };
}

/** What `HepmcDecayReader` is to give. */
export function referenceDecays3(text: string): DecaySet | null {
  const histories = historiesOf(text);
  if (!histories?.every(({ any, others }) => any && others === 0)) return null;
  const all = histories.flatMap(({ decays }) => decays);
  const weight = referenceFinalStates(text)?.weight;
  return {
    offsets: offsetsOf(histories.map(({ decays }) => decays.length)),
    clusters: clustersOf(all),
    hadrons: columnsOf(all.flatMap((list) => list.slice(3))),
    ...(weight && { weight }),
  };
}

/** What `HepmcClusterReader` is to give. */
export function referenceClusters3(text: string): ClusterSet | null {
  const histories = historiesOf(text);
  if (!histories || (histories.length > 0 && !histories.some(({ any }) => any))) return null;
  const event = histories.flatMap(({ decays }, e) => decays.map(() => e));
  return { ...clustersOf(histories.flatMap(({ decays }) => decays)), event: Uint32Array.from(event) };
}

function clustersOf(all: ReferenceParticle[][]): ClusterSet {
  const part = (which: number): ReferenceParticle[] => all.map((list) => list[which]!);
  const { pdg_id: _, ...clusters } = columnsOf(part(2));
  return {
    ...clusters,
    ...named('q1', part(0)),
    ...named('q2', part(1)),
    h1_pdg_id: columnsOf(part(3)).pdg_id,
    h2_pdg_id: columnsOf(part(4)).pdg_id,
  };
}

const UNKNOWN: ReferenceParticle = { mother: 0, pdg_id: 0, momentum: [0, 0, 0, 0], status: 0 };

interface ReferenceHistory {
  /** q1, q2, cluster, h1, h2 of every cluster that became two hadrons. */
  decays: ReferenceParticle[][];
  others: number;
  any: boolean;
}

function historiesOf(text: string): ReferenceHistory[] | null {
  const events = referenceEvents3(text);
  if (!events?.every(({ particles }) => particles.every(isFinite3))) return null;
  const histories = events.map(historyOf);
  return histories.every((history) => history !== null) ? histories : null;
}

const isCluster = (particle: ReferenceParticle): boolean => particle.pdg_id === 81;

function historyOf({ particles, incoming }: ReferenceEvent): ReferenceHistory | null {
  const history: ReferenceHistory = { decays: [], others: 0, any: particles.some(isCluster) };
  for (const [i, cluster] of particles.entries()) {
    if (!isCluster(cluster)) continue;
    const end = [...incoming].find(([, list]) => list.includes(i + 1));
    const children = particles.filter(({ mother }) => mother === (end ? end[0] : i + 1));
    if (children.length === 0) return null;
    if (children.every(isCluster)) continue;
    if (children.length !== 2 || children.some(isCluster) || (end && end[1].length !== 1)) {
      history.others++;
      continue;
    }
    const made = (incoming.get(cluster.mother) ?? []).toSorted((a, b) => a - b).map((id) => particles[id - 1]!);
    const quarks = made.filter((particle) => !isCluster(particle));
    const known = quarks.length === 2 && quarks.every(({ pdg_id }) => pdg_id !== 0);
    history.decays.push([...(known ? quarks : [UNKNOWN, UNKNOWN]), cluster, ...children]);
  }
  return history;
}

const isFinite3 = ({ momentum }: ReferenceParticle): boolean => momentum.every(Number.isFinite);

function offsetsOf(lengths: number[]): Uint32Array {
  const offsets = [0];
  for (const length of lengths) offsets.push(offsets.at(-1)! + length);
  return Uint32Array.from(offsets);
}

function columnsOf(list: ReferenceParticle[]) {
  const column = (which: number): Float64Array => Float64Array.from(list, ({ momentum }) => momentum[which]!);
  return {
    px: column(0),
    py: column(1),
    pz: column(2),
    E: column(3),
    pdg_id: Int32Array.from(list, ({ pdg_id }) => pdg_id),
  };
}

const named = (name: string, list: ReferenceParticle[]): Record<string, Float64Array | Int32Array> =>
  Object.fromEntries(Object.entries(columnsOf(list)).map(([key, values]) => [`${name}_${key}`, values]));
