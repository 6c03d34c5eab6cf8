import { describe, expect, it } from 'vitest';
import { exp } from '../../../physics/elementary/exp.ts';
import { log } from '../../../physics/elementary/log.ts';
import { acos, atan2, cos, LARGEST_ANGLE, sin, sincos } from '../../../physics/elementary/trig.ts';
import { ulpsBetween } from '../ulps.ts';
import { anyMagnitude, between, testStream } from '../uniform.ts';

type Function1 = (x: number) => number;

/** Largest distance between two functions over many arguments, in units in the last place. */
function worst(ours: Function1, reference: Function1, draw: () => number, count = 50_000): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const x = draw();
    largest = Math.max(largest, ulpsBetween(ours(x), reference(x)));
  }
  return largest;
}

const wrongSine: Function1 = (x) => x - x ** 3 / 6.0000001 + x ** 5 / 120 - x ** 7 / 5040;

// Exact values, rounded to the nearest float64: Python 3.13 decimal at 60 to 120 digits (ln, exp; series for the others).
const known: [string, number, number][] = [
  ['log(2)', log(2), Math.LN2],
  ['log(0.3)', log(0.3), -1.2039728043259361],
  ['log(10)', log(10), Math.LN10],
  ['log(1.0000001)', log(1.0000001), 9.999999505838704e-8],
  ['log(123456.789)', log(123456.789), 11.723646487185881],
  ['log(1e-310), subnormal', log(1e-310), -713.8013788281542],
  ['exp(1)', exp(1), Math.E],
  ['exp(-1)', exp(-1), 0.36787944117144233],
  ['exp(0.3)', exp(0.3), 1.3498588075760032],
  ['exp(-37.5)', exp(-37.5), 5.175555005801869e-17],
  ['exp(700)', exp(700), 1.0142320547350045e304],
  ['exp(-744), subnormal', exp(-744), 1e-323],
  ['sin(1)', sin(1), 0.8414709848078965],
  ['cos(1)', cos(1), 0.5403023058681398],
  ['sin(2.5)', sin(2.5), 0.5984721441039565],
  ['cos(2.5)', cos(2.5), -0.8011436155469337],
  ['sin(-3)', sin(-3), -0.1411200080598672],
  ['cos(-3)', cos(-3), -0.9899924966004454],
  ['sin(-12345.678)', sin(-12345.678), 0.7040813137533816],
  ['cos(-12345.678)', cos(-12345.678), 0.7101193587160628],
  ['sin(355), close to 113 pi', sin(355), -3.014435335948845e-5],
  ['cos(573204), close to an odd multiple of pi/2', cos(573204), -2.938899864407033e-7],
  ['sin(823549)', sin(823549), -0.6167306535771907],
  ['atan2(1, 2)', atan2(1, 2), 0.4636476090008061],
  ['atan2(-3, 0.25)', atan2(-3, 0.25), -1.4876550949064553],
  ['atan2(1e-5, -1)', atan2(1e-5, -1), 3.1415826535897935],
  ['atan2(0.3, -7.5)', atan2(0.3, -7.5), 3.1016139664665032],
  ['atan2(2, 2.5)', atan2(2, 2.5), 0.6747409422235526],
  ['acos(0.25)', acos(0.25), 1.318116071652818],
  ['acos(-0.75)', acos(-0.75), 2.4188584057763776],
  ['acos(0.999999)', acos(0.999999), 0.0014142136802445852],
  ['acos(-0.9999999999)', acos(-0.9999999999), 3.1415785114535844],
  ['acos(0.6)', acos(0.6), 0.9272952180016123],
];

it.each(known)('%s is within 1 ulp of the exact value', (_, ours, exact) => {
  expect(ulpsBetween(ours, exact)).toBeLessThanOrEqual(1);
});

describe('against the engine, over random arguments', () => {
  const stream = testStream(1);
  const wide = (): number => anyMagnitude(stream);
  const within = (low: number, high: number) => (): number => between(stream, low, high);
  const halfTurn = Math.PI / 2;
  const nearQuarter = (): number => Math.floor(between(stream, -5e5, 5e5)) * halfTurn;
  const ranges: [string, Function1, Function1, () => number][] = [
    ['log of every magnitude', log, Math.log, wide],
    ['log near 1', log, Math.log, within(0.999, 1.001)],
    ['exp over its range', exp, Math.exp, within(-745, 709.7)],
    ['exp near 0', exp, Math.exp, within(-0.7, 0.7)],
    ['sin within a turn', sin, Math.sin, within(-Math.PI, Math.PI)],
    ['cos within a turn', cos, Math.cos, within(-Math.PI, Math.PI)],
    ['sin of large angles', sin, Math.sin, within(-8e5, 8e5)],
    ['cos of large angles', cos, Math.cos, within(-8e5, 8e5)],
    ['sin near multiples of pi/2', sin, Math.sin, nearQuarter],
    ['cos near multiples of pi/2', cos, Math.cos, nearQuarter],
    ['acos', acos, Math.acos, within(-1, 1)],
    ['acos near 1', acos, Math.acos, () => 1 - between(stream, 0, 1e-6)],
  ];

  it.each(ranges)('%s agrees within 2 ulp', (_, ours, reference, draw) => {
    expect(worst(ours, reference, draw)).toBeLessThanOrEqual(2);
  });

  it('atan2 agrees within 2 ulp in all quadrants and magnitudes', () => {
    const draws: [() => number, number][] = [
      [() => Math.sign(stream.uniform() - 0.5) * anyMagnitude(stream), 50_000],
      [() => between(stream, -1, 1), 50_000],
    ];
    let worstOfAll = 0;
    for (const [draw, count] of draws) {
      for (let i = 0; i < count; i++) {
        const [y, x] = [draw(), draw()];
        worstOfAll = Math.max(worstOfAll, ulpsBetween(atan2(y, x), Math.atan2(y, x)));
      }
    }
    expect(worstOfAll).toBeLessThanOrEqual(2);
  });

  it('a coefficient wrong in the eighth digit is seen', () => {
    expect(worst(wrongSine, Math.sin, within(-0.01, 0.01), 1000)).toBeGreaterThan(2);
  });
});

describe('special values', () => {
  const special = [0, -0, 1, -1, 0.5, -0.5, 5e-324, -5e-324, 1e308, -1e308, Infinity, -Infinity, NaN];

  it.each(special)('of %d are the engine’s', (x) => {
    expect(log(x)).toBe(Math.log(x));
    expect(ulpsBetween(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
    expect(acos(x)).toBe(Math.acos(x));
    for (const y of special) expect(atan2(y, x), `atan2(${y}, ${x})`).toBe(Math.atan2(y, x));
    if (Math.abs(x) < 1e300 || !Number.isFinite(x)) {
      expect(sin(x)).toBe(Math.sin(x));
      expect(cos(x)).toBe(Math.cos(x));
    }
  });

  it('an angle too large to be reduced is refused by name', () => {
    expect(() => sin(LARGEST_ANGLE + 1)).toThrow(/angle 823550 rad/);
    expect(() => cos(-1e308)).toThrow(RangeError);
  });

  it('sincos gives what sin and cos give', () => {
    const stream = testStream(2);
    const out = new Float64Array(2);
    for (let i = 0; i < 1000; i++) {
      const x = between(stream, -20, 20);
      sincos(out, x);
      expect([out[0], out[1]]).toEqual([sin(x), cos(x)]);
    }
  });
});
