/** PDG numbers of the particles that the code names (Monte Carlo particle numbering scheme, PDG 2024, section 45). */
export const PDG = {
  down: 1,
  up: 2,
  strange: 3,
  gluon: 21,
  piZero: 111,
  piPlus: 211,
  piMinus: -211,
} as const;
