import { int32Builder } from '../column-builder.ts';

/** Of the many events that have no vertex: nothing is made anew for each. */
const NONE = new Int32Array(0);
const NO_VERTEX = new Uint8Array(1);

/**
 * Who became what in one event: vertices that are written (explicit) and those that are not, because one particle
 * alone goes in and nothing else is to be said of them (implicit). Particles are numbered from 1, vertices from -1
 * downward, as in the file.
 */
export class EventGraph {
  /** Particles that were added. */
  particles = 0;
  /** By particle: 0 for none, a vertex (negative), or the particle (positive) at whose implicit vertex it was made. */
  mothers = new Int32Array(64);
  /** By particle, once resolved: 0 where it does not end, a vertex, or its own number for its implicit vertex. */
  ends = new Int32Array(64);
  /** Explicit vertices in the order of the file, and how many particles go into each and all before it. */
  vertices: Int32Array = NONE;
  #stops: Int32Array = NONE;
  #incoming: Int32Array = NONE;
  readonly #vertexIds = int32Builder();
  readonly #vertexStops = int32Builder();
  readonly #incomingIds = int32Builder();

  /** Forgets the event. */
  clear(): void {
    this.particles = 0;
    this.#vertexIds.clear();
    this.#vertexStops.clear();
    this.#incomingIds.clear();
  }

  /** Explicit vertices that were added. */
  get explicit(): number {
    return this.#vertexIds.length;
  }

  addParticle(mother: number): void {
    const id = ++this.particles;
    if (id >= this.mothers.length) {
      const larger = new Int32Array(2 * id);
      larger.set(this.mothers);
      this.mothers = larger;
    }
    this.mothers[id] = mother;
  }

  /** Adds a particle that goes into the vertex which is added next. */
  addIncoming(particle: number): void {
    this.#incomingIds.push(particle);
  }

  addVertex(id: number): void {
    this.#vertexIds.push(id);
    this.#vertexStops.push(this.#incomingIds.length);
  }

  /** The particles that go into the explicit vertex at an index of `vertices`. */
  incoming(index: number): Int32Array {
    return this.#incoming.subarray(index === 0 ? 0 : this.#stops[index - 1]!, this.#stops[index]);
  }

  /**
   * Ties particles and vertices together, forward references too. `vertexCount` is what the event states; ids were
   * held to its counts before. Gives the rule that is broken, if one is.
   */
  resolve(vertexCount: number): string | undefined {
    const any = this.explicit > 0;
    this.vertices = any ? this.#vertexIds.take() : NONE;
    this.#stops = any ? this.#vertexStops.take() : NONE;
    this.#incoming = any ? this.#incomingIds.take() : NONE;
    if (this.ends.length <= this.particles) this.ends = new Int32Array(this.mothers.length);
    this.ends.fill(0, 0, this.particles + 1);
    const explicit = this.vertices.length;
    // Asked before memory is taken for the number stated.
    if (vertexCount > explicit + this.particles) return tooFew(vertexCount);
    const known = vertexCount === 0 ? NO_VERTEX : new Uint8Array(vertexCount + 1);
    const twice = this.#enterExplicit(known);
    if (twice !== undefined) return twice;
    return this.#enterMothers(known, vertexCount - explicit);
  }

  #enterExplicit(known: Uint8Array): string | undefined {
    for (let v = 0; v < this.vertices.length; v++) {
      const id = this.vertices[v]!;
      if (known[-id] === 1) return `must have only one vertex ${id}`;
      known[-id] = 1;
      for (const particle of this.incoming(v)) {
        if (this.ends[particle] !== 0) return `must not have particle ${particle} go into vertices twice`;
        this.ends[particle] = id;
      }
    }
    return undefined;
  }

  /** Checks what every particle came from; `implicit` is the number of vertices that are not written. */
  #enterMothers(known: Uint8Array, implicit: number): string | undefined {
    const { mothers, ends, particles } = this;
    let found = 0;
    for (let id = 1; id <= particles; id++) {
      const mother = mothers[id]!;
      if (mother < 0 && known[-mother] === 0) {
        return `must have the vertex ${mother}, of which particle ${id} is said to come`;
      }
      if (mother <= 0 || ends[mother] === mother) continue;
      if (ends[mother] !== 0)
        return `must not have particle ${id} come of particle ${mother}, which goes into a vertex`;
      ends[mother] = mother;
      found++;
    }
    if (found === implicit) return undefined;
    const total = this.vertices.length + implicit;
    return found < implicit ? tooFew(total) : `must have the ${total} vertices that it states, but has more`;
  }
}

const tooFew = (count: number): string => `must have the ${count} vertices that it states, but has fewer`;
