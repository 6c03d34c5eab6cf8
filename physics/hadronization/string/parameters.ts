/**
 * Every number of the Lund-string truth (e+e- -> q qbar -> one string -> pions), GeV. The names are those of Pythia 8
 * (arXiv:2203.11601), the values the defaults of its release 8.312, unless a field says otherwise. Only u and d quarks
 * and pions exist (in Pythia: StringFlav:probStoUD, probQQtoQ, mesonUDvector, etaSup, etaPrimeSup = 0).
 */
export interface StringParameters {
  /** Centre-of-mass energy W, all of it in the string. */
  energy: number;
  /** Share of u among the primary quarks, d being the rest: Z couplings, as in the cluster-model truth. */
  upShare: number;
  /** Where the quark goes: polar angle as 1 + cos^2 to the z axis, as in the cluster-model truth, or along +z. */
  axis: StringAxis;

  /** The Lund function f(z) = (1/z) (1 - z)^a exp(-b mT^2 / z): a (StringZ:aLund) and b in GeV^-2 (StringZ:bLund). */
  a: number;
  b: number;
  /** Width of a break's transverse momentum: sigma / sqrt(2) for each component (StringPT:sigma). */
  sigma: number;
  /** This share of the breaks is wider by this factor (StringPT:enhancedFraction, enhancedWidth). */
  enhancedFraction: number;
  enhancedWidth: number;

  /**
   * The string ends in its last two hadrons when less mass is left than stopMass, plus the constituent masses of both
   * ends, plus stopNewFlav times that of the new flavour; all of it times 1 +- stopSmear, flat
   * (StringFragmentation:stopMass, stopNewFlav, stopSmear). Release 8.318 comes with stopMass = 0.8.
   */
  stopMass: number;
  stopNewFlav: number;
  stopSmear: number;
  /** Constituent mass of u and d in this rule (ParticleData::constituentMass; their m0 of 0.33 is another number). */
  constituentMass: number;

  /**
   * How often more than needed z is tried (VariationFrag:zHead in release 8.318): a trial is accepted with
   * f / (trial function x oversampling). Larger weights than this cannot be had from a trial; the events are no others
   * in distribution.
   */
  oversampling: number;
}

/** The directions that a string can have. */
export const STRING_AXES = ['1+cos2', 'z'] as const;
export type StringAxis = (typeof STRING_AXES)[number];

/** Pythia as release 8.312 comes, at the Z peak, ready for weights. */
export const LUND_STRING: StringParameters = {
  energy: 91.2,
  upShare: 0.44,
  axis: '1+cos2',
  a: 0.68,
  b: 0.98,
  sigma: 0.335,
  enhancedFraction: 0.01,
  enhancedWidth: 2,
  stopMass: 1,
  stopNewFlav: 2,
  stopSmear: 0.2,
  constituentMass: 0.325,
  oversampling: 10,
};

/** Above the masses of its ends, what a string must have to be fragmented this way (HadronLevel:mStringMin). */
const LEAST_ROOM = 1;
/** 1.65 - 2 x 0.325 is not quite 1. */
const ROUNDING = 1e-9;

type NumberName = Exclude<keyof StringParameters, 'axis'>;

/** Where each number may lie: Pythia's own ranges of a, b, sigma and the stop rule, the others as they make sense. */
const RANGES: Readonly<Record<NumberName, readonly [number, number]>> = {
  energy: [0, 1e6],
  upShare: [0, 1],
  a: [0, 2],
  b: [0.2, 2],
  sigma: [0.01, 1],
  enhancedFraction: [0, 1],
  enhancedWidth: [1, 10],
  stopMass: [0, 2],
  stopNewFlav: [0, 2],
  stopSmear: [0, 0.5],
  constituentMass: [0.14, 1],
  oversampling: [1, 1000],
};

/** The names of the parameters that are numbers. */
export const STRING_NUMBERS = Object.keys(RANGES).filter((name): name is NumberName => Object.hasOwn(RANGES, name));

/** The first rule that the parameters break, naming the field, or null. */
function faultOf(p: StringParameters): string | null {
  for (const name of STRING_NUMBERS) {
    const [low, high] = RANGES[name];
    if (!(p[name] >= low && p[name] <= high)) return `${name} must lie in ${low} … ${high}`;
  }
  if (!STRING_AXES.includes(p.axis)) return `axis must be one of ${STRING_AXES.join(', ')}`;
  if (p.energy - 2 * p.constituentMass < LEAST_ROOM - ROUNDING)
    return `energy must be at least ${LEAST_ROOM} GeV above two constituent masses`;
  return null;
}

/** Throws a RangeError that names the field if a parameter lies outside what the model can compute. */
export function checkStringParameters(parameters: StringParameters): void {
  const fault = faultOf(parameters);
  if (fault !== null) throw new RangeError(`string parameters: ${fault}`);
}
