import { makeParticle, type Particle } from './particle.ts';

/** One cluster with its constituents and the two hadrons it decayed into. */
export interface Decay {
  /** Constituents; pdg_id 0 and a momentum of zeros where they are not known. */
  q1: Particle;
  q2: Particle;
  cluster: Particle;
  h1: Particle;
  h2: Particle;
}

export const makeDecay = (): Decay => ({
  q1: makeParticle(),
  q2: makeParticle(),
  cluster: makeParticle(),
  h1: makeParticle(),
  h2: makeParticle(),
});
