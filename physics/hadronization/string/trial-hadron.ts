import { massOfPion, pionOf } from '../../decay/hadron-pair.ts';
import { PDG } from '../../particles/id.ts';
import type { RandomStream } from '../../random/stream.ts';
import type { StringEnd } from './string-state.ts';
import type { DrawKick } from './transverse-kick.ts';

/** The next hadron at one end, before its z is drawn. */
export interface TrialHadron {
  id: number;
  /** Flavour of the new pair at the break. */
  flavour: number;
  /** Transverse momentum of the new quark or antiquark in the hadron, in [0..1]; the one left behind has the opposite. */
  kick: Float64Array;
  /** Transverse momentum and squared transverse mass of the hadron. */
  px: number;
  py: number;
  mT2: number;
}

export function emptyTrialHadron(): TrialHadron {
  return { id: 0, flavour: 0, kick: new Float64Array(2), px: 0, py: 0, mT2: 0 };
}

/**
 * A pion of a quark and an antiquark (positive PDG numbers): pi+ or pi- where they differ; where they do not, pi0 with
 * probability 1/2 (its share in u ubar and d dbar; what would be an eta or eta' is no pion) and else 0.
 */
export function drawPion(quark: number, antiquark: number, random: RandomStream): number {
  if (quark !== antiquark) return pionOf(quark, antiquark);
  return random.uniform() < 0.5 ? PDG.piZero : 0;
}

/** Sets a hadron's transverse momentum: what the end brings and what the break gives. */
export function setTransverse(out: TrialHadron, end: StringEnd, kickX: number, kickY: number): void {
  const m = massOfPion(out.id);
  out.px = end.px + kickX;
  out.py = end.py + kickY;
  out.mT2 = m * m + (out.px * out.px + out.py * out.py);
}

/** Draws the hadron at an end: new flavours, u or d alike, until there is a pion; then the break's kick. */
export function drawHadron(
  out: TrialHadron,
  end: StringEnd,
  isPositive: boolean,
  drawKick: DrawKick,
  random: RandomStream,
): void {
  do {
    out.flavour = random.uniform() < 0.5 ? PDG.down : PDG.up;
    const [quark, antiquark] = isPositive ? [end.flavour, out.flavour] : [out.flavour, end.flavour];
    out.id = drawPion(quark, antiquark, random);
  } while (out.id === 0);
  drawKick(out.kick, random);
  setTransverse(out, end, out.kick[0]!, out.kick[1]!);
}
