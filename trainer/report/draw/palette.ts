/**
 * Colours that stay apart for eyes with any kind of colour blindness: Okabe and Ito, "Color Universal Design" (2008).
 * Their yellow and orange cannot
 * be told from white or from vermillion as thin lines: a brown takes their place, and purple and sky are darker.
 */
export const PALETTE = {
  black: '#000000',
  vermillion: '#d55e00',
  blue: '#0072b2',
  green: '#009e73',
  purple: '#a6518a',
  sky: '#3f9fd6',
  brown: '#7a5c00',
  grey: '#8a8a8a',
} as const;

/** The same thing has the same colour in every figure. */
export const COLOURS = {
  truth: PALETTE.black,
  model: PALETTE.vermillion,
  other: PALETTE.blue,
  floor: PALETTE.green,
  isotropic: PALETTE.sky,
  untrained: PALETTE.purple,
  guide: PALETTE.grey,
  text: '#1b1b1b',
  frame: '#444444',
  band: '#d9d9d9',
} as const;

/** Colours of curves that have no meaning of their own, in the order of their use. */
export const CURVES: readonly string[] = [
  PALETTE.vermillion,
  PALETTE.blue,
  PALETTE.green,
  PALETTE.purple,
  PALETTE.sky,
  PALETTE.brown,
  PALETTE.black,
];
