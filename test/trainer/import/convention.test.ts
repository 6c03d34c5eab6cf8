import { describe, expect, it } from 'vitest';
import { directionOf } from '../../../physics/decay/angles.ts';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { apply } from '../../../trainer/import/affine.ts';
import { CONVENTIONS } from '../../../trainer/import/convention.ts';

type Direction = readonly [x: number, y: number, z: number];
type Code = (direction: Direction) => [phi: number, theta: number];

/** What each code writes for a direction, by its own formulas, and the direction that it means. */
const CODES: Record<keyof typeof CONVENTIONS, Code> = {
  'lab-axes': ([x, y, z]) => [Math.atan2(y, x), Math.acos(z)],
  'lab-axes/phi-clockwise': ([x, y, z]) => [-Math.atan2(y, x), Math.acos(z)],
  'lab-axes/phi-from-y': ([x, y, z]) => [Math.atan2(x, y), Math.acos(z)],
  'lab-axes/theta-from-minus-z': ([x, y, z]) => [Math.atan2(y, x), Math.acos(-z)],
  // hadml 1.0.0 and 2.0.0, get_angles: arctan(px / py), arctan(pT / pz), in v2 with pi added where it is negative.
  'hadml-v1': ([x, y, z]) => [Math.atan(x / y), Math.atan(Math.hypot(x, y) / z)],
  'hadml-v2': ([x, y, z]) => {
    const theta = Math.atan(Math.hypot(x, y) / z);
    return [Math.atan(x / y), theta < 0 ? theta + Math.PI : theta];
  },
  'constituent-axis': ([x, y, z]) => [Math.atan2(y, x), Math.acos(z)],
};

const COUNT = 4000;
const directions: Direction[] = Array.from({ length: COUNT }, (_, i) => {
  const stream = randomStream(seedOf(3), DOMAIN.test, i);
  const [z, phi] = [2 * stream.uniform() - 1, 2 * Math.PI * stream.uniform()];
  const pt = Math.sqrt(1 - z * z);
  return [pt * Math.cos(phi), pt * Math.sin(phi), z];
});

/** The direction that our kinematics take from a code's angles under a convention. */
function decoded(convention: keyof typeof CONVENTIONS, direction: Direction, code = CODES[convention]): Direction {
  const [phi, theta] = code(direction);
  const out = new Float64Array(3);
  const { phi: mapPhi, theta: mapTheta } = CONVENTIONS[convention];
  directionOf(out, apply(mapPhi, phi), apply(mapTheta, theta));
  return [out[0]!, out[1]!, out[2]!];
}

const dot = (a: Direction, b: Direction): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** The same direction, or, where the angles may be those of either hadron, the opposite one. */
const same = (a: Direction, b: Direction, either: boolean): boolean =>
  (either ? Math.abs(dot(a, b)) : dot(a, b)) > 1 - 1e-12;

const names = Object.keys(CONVENTIONS) as (keyof typeof CONVENTIONS)[];
const shareKept = (convention: keyof typeof CONVENTIONS, code?: Code): number => {
  const either = CONVENTIONS[convention].frame === 'cluster-rest/lab-axes';
  return directions.filter((d) => same(decoded(convention, d, code), d, either)).length / COUNT;
};

describe('conventions', () => {
  it.each(names.filter((name) => CONVENTIONS[name].lossy === null))('%s gives every direction back', (name) => {
    expect(shareKept(name)).toBe(1);
  });

  it.each(names.filter((name) => CONVENTIONS[name].lossy !== null))(
    '%s loses the hadron for half of them, as said',
    (name) => {
      // The sign of py is lost, that of pz is kept: right for py > 0 alone. Four standard deviations of a fair coin.
      expect(Math.abs(shareKept(name) - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(COUNT));
      const upper = directions.filter(([, y]) => y > 0);
      expect(upper.every((d) => same(decoded(name, d), d, true))).toBe(true);
    },
  );

  it('are told apart: read as another convention, directions are others', () => {
    expect(shareKept('lab-axes', CODES['lab-axes/phi-from-y'])).toBeLessThan(0.01);
    expect(shareKept('lab-axes/phi-from-y', CODES['lab-axes'])).toBeLessThan(0.01);
    expect(shareKept('lab-axes', CODES['lab-axes/phi-clockwise'])).toBeLessThan(0.01);
    expect(shareKept('constituent-axis', CODES['lab-axes/theta-from-minus-z'])).toBeLessThan(0.01);
  });
});
