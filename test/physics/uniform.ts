import { DOMAIN, type RandomStream, randomStream, seedOf } from '../../physics/random/stream.ts';

/** A random stream for tests: fixed by its number. */
export function testStream(index: number): RandomStream {
  return randomStream(seedOf(20260923), DOMAIN.test, index);
}

/** A number uniform in [low, high). */
export function between(stream: RandomStream, low: number, high: number): number {
  return low + (high - low) * stream.uniform();
}

/** A positive normal float64 with a uniform binary exponent: every magnitude is met. */
export function anyMagnitude(stream: RandomStream): number {
  return (1 + stream.uniform()) * 2 ** Math.floor(between(stream, -1022, 1023));
}
