import type { Cursor } from '../cursor.ts';
import type { Decay } from '../decay.ts';
import type { Particle } from '../particle.ts';
import { BAR, CLUSTER_ID, readParticle, UNKNOWN_ID } from './particle.ts';

/**
 * Reads an event of the first line form (HadML v2): per cluster `q1;q2;cluster;h1;h2;|`, each object
 * `id,E,px,py,pz`. The decay handed on is reused for the next cluster.
 */
export function readDecayLine(cursor: Cursor, decay: Decay, onDecay: (decay: Decay) => void): void {
  do {
    readConstituent(cursor, decay.q1);
    readConstituent(cursor, decay.q2);
    const column = cursor.column;
    readParticle(cursor, decay.cluster);
    if (decay.cluster.pdg_id !== CLUSTER_ID) {
      cursor.fail('value', `the third of the five objects must be the cluster (id ${CLUSTER_ID})`, column);
    }
    readHadron(cursor, decay.h1);
    readHadron(cursor, decay.h2);
    cursor.expect(BAR);
    onDecay(decay);
    cursor.skipBlanks();
  } while (cursor.peek() !== -1);
}

function readConstituent(cursor: Cursor, out: Particle): void {
  const column = cursor.column;
  readParticle(cursor, out);
  if (out.pdg_id === CLUSTER_ID || out.pdg_id === 0) {
    cursor.fail('value', `a constituent cannot have id ${out.pdg_id}`, column);
  }
  if (out.pdg_id !== UNKNOWN_ID) return;
  if (out.E !== 0 || out.px !== 0 || out.py !== 0 || out.pz !== 0) {
    cursor.fail('value', `an unknown constituent (id ${UNKNOWN_ID}) must have zeros as its momentum`, column);
  }
  out.pdg_id = 0;
}

function readHadron(cursor: Cursor, out: Particle): void {
  const column = cursor.column;
  readParticle(cursor, out);
  if (out.pdg_id === CLUSTER_ID || out.pdg_id === UNKNOWN_ID) {
    cursor.fail('value', `a hadron cannot have id ${out.pdg_id}`, column);
  }
}
