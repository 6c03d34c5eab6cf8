import { describe, expect, it } from 'vitest';
import { anglesOf, directionOf, isFirst } from '../../../physics/decay/angles.ts';
import { FRAMES } from '../../../physics/decay/frame.ts';
import { between, testStream } from '../uniform.ts';

const LAB = 'cluster-rest/lab-axes';
const AXIS = 'cluster-rest/constituent-axis';
const HALF_PI = Math.PI / 2;

const angles = new Float64Array(2);
const direction = new Float64Array(3);

/** Vectors with every pattern of zero, positive and negative components, signed zeros and tiny ones included. */
const PATTERN = [-2, -1e-20, -0, 0, 1e-20, 3];
const VECTORS = PATTERN.flatMap((x) => PATTERN.flatMap((y) => PATTERN.map((z) => [x, y, z] as const))).filter(
  (v) => Math.hypot(...v) > 0,
);

describe('angles in lab axes', () => {
  it('lie in their ranges, strictly', () => {
    for (const v of VECTORS) {
      anglesOf(angles, LAB, ...v);
      expect(angles[0], v.join(' ')).toBeGreaterThan(-HALF_PI);
      expect(angles[0], v.join(' ')).toBeLessThanOrEqual(HALF_PI);
      expect(angles[1], v.join(' ')).toBeGreaterThanOrEqual(0);
      expect(angles[1], v.join(' ')).toBeLessThanOrEqual(Math.PI);
    }
  });

  it('of opposite vectors are the same angles of opposite hadrons', () => {
    for (const [x, y, z] of VECTORS) {
      const which = anglesOf(angles, LAB, x, y, z);
      const [phi, theta] = angles;
      expect(anglesOf(angles, LAB, -x, -y, -z), [x, y, z].join(' ')).toBe(3 - which);
      expect([...angles]).toEqual([phi, theta]);
      expect(isFirst(x, y, z)).toBe(which === 1);
    }
  });

  it.each([
    [[0, 1, 0], 1, HALF_PI, HALF_PI],
    [[0, -1, 0], 2, HALF_PI, HALF_PI],
    [[0, 0, 1], 1, 0, 0],
    [[0, 0, -1], 2, 0, 0],
    [[1, 0, 0], 1, 0, HALF_PI],
    [[-1, 0, 0], 2, 0, HALF_PI],
    [[1, -1, 0], 1, -Math.PI / 4, HALF_PI],
    [[0, 1, 1], 1, HALF_PI, Math.PI / 4],
    [[0, 0, 0], 1, 0, 0],
  ] as const)('%j: hadron %d is the first, phi = %d, theta = %d', ([x, y, z], which, phi, theta) => {
    expect(anglesOf(angles, LAB, x, y, z)).toBe(which);
    expect([...angles]).toEqual([phi, theta]);
  });

  it('tell (1, 2, 3) from (-1, -2, 3), which an arctangent of a ratio does not', () => {
    anglesOf(angles, LAB, 1, 2, 3);
    const one = [...angles];
    anglesOf(angles, LAB, -1, -2, 3);
    expect([...angles]).not.toEqual(one);
    expect(Math.atan(1 / 2)).toBe(Math.atan(-1 / -2));
  });
});

describe('angles about the constituent axis', () => {
  it('are hadron 1’s, phi in (-pi, pi]', () => {
    expect(anglesOf(angles, AXIS, -1, -0, 0)).toBe(1);
    expect([...angles]).toEqual([Math.PI, HALF_PI]);
    expect(anglesOf(angles, AXIS, 0, 0, -1)).toBe(1);
    expect([...angles]).toEqual([0, Math.PI]);
    expect(anglesOf(angles, AXIS, 0, -1, 1)).toBe(1);
    expect([...angles]).toEqual([-HALF_PI, Math.PI / 4]);
  });
});

it.each(FRAMES)('%s: angles and back give the direction, over all octants', (frame) => {
  const stream = testStream(200);
  let worst = 0;
  for (let i = 0; i < 8000; i++) {
    const v = [0, 1, 2].map((bit) => ((i >> bit) & 1 ? -1 : 1) * 10 ** between(stream, -6, 1)) as [
      number,
      number,
      number,
    ];
    const sign = anglesOf(angles, frame, ...v) === 1 ? 1 : -1;
    directionOf(direction, angles[0]!, angles[1]!);
    const norm = Math.hypot(...v);
    for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(sign * direction[c]! - v[c]! / norm));
  }
  // Half an ulp of an angle near pi is 2.2e-16.
  expect(worst).toBeLessThan(1e-15);
});
