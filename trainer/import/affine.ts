import type { Affine } from './convention.ts';
import type { Scale } from './spec.ts';

const IDENTITY: Affine = { factor: 1, shift: 0 };
const DEGREE = Math.PI / 180;

/** The map from a physical value to the scaled one that a model reads. */
export function scaledBy(scale: Scale | undefined): Affine {
  if (!scale) return IDENTITY;
  if ('mean' in scale) return { factor: 1 / scale.std, shift: -scale.mean / scale.std };
  const [low, high] = scale.to;
  const factor = (high - low) / (scale.max - scale.min);
  return { factor, shift: low - scale.min * factor };
}

/** The map from the scaled value that a model writes back to the physical one. */
export function unscaledBy(scale: Scale | undefined): Affine {
  if (!scale) return IDENTITY;
  if ('mean' in scale) return { factor: scale.std, shift: scale.mean };
  const [low, high] = scale.to;
  const factor = (scale.max - scale.min) / (high - low);
  return { factor, shift: scale.min - low * factor };
}

/** The map of a unit to radians. */
export const toRadians = (unit: 'rad' | 'deg'): Affine => (unit === 'rad' ? IDENTITY : { factor: DEGREE, shift: 0 });

/** First one map, then another. */
export const after = (first: Affine, second: Affine): Affine => ({
  factor: first.factor * second.factor,
  shift: first.shift * second.factor + second.shift,
});

export const apply = ({ factor, shift }: Affine, value: number): number => value * factor + shift;
