/**
 * Every number of the cluster-model truth (e+e- -> q qbar -> shower -> clusters -> pions), GeV. The values are the
 * defaults of Herwig 7.2.1 (arXiv:1912.06509), named after its interfaces; where a field says otherwise it says why.
 * Only u and d quarks and pions exist: what needs an s quark is lost to an event error in Herwig and rejected here.
 * The last four fields are options, off in `nominal`; one that is off draws no random number.
 */
export interface HadronizationParameters {
  /** Centre-of-mass energy; the Z peak as the published samples have it (arXiv:2203.12660). Scales and jets follow it. */
  energy: number;
  /**
   * Share of u among the primary quarks, d being the rest: Z couplings, 0.44 u (measured in the sample: 213 of 481). It
   * does not follow `energy`, though nature's does: photon and Z give 0.618 at 192 GeV (the truth `lep2`).
   */
  upShare: number;

  /** alpha_s at `couplingScale`, two loops (Shower.in: AlphaQCD). */
  coupling: number;
  couplingScale: number;
  /** Scales at which the number of flavours changes 3 -> 4 -> 5: the current masses of c and b (quarks.in). */
  charmThreshold: number;
  bottomThreshold: number;
  /** alpha_s is constant below this scale (Shower.in: Qmin). */
  couplingFreeze: number;

  /** Smallest transverse momentum of an emission (Shower.in: PTCutOff:pTmin). */
  pTmin: number;
  /** Current masses, the ones in the splitting kernels (quarks.in: NominalMass). */
  currentMassDown: number;
  currentMassUp: number;

  /** Constituent masses (quarks.in, bosons.in: ConstituentMass). */
  constituentMassLight: number;
  constituentMassStrange: number;
  constituentMassGluon: number;
  /** Weight of g -> s sbar where u and d have 1 each (Hadronization.in: PartonSplitter:SplitPwt). */
  gluonStrangeWeight: number;

  /** Mass scale, power and mass spectrum of cluster fission (Hadronization.in: ClusterFissioner, ...Light). */
  clMax: number;
  clPow: number;
  pSplit: number;
  /** Weight of s in fission where u and d have 1 each (Hadronization.in: HadronSelector:PwtSquark). */
  fissionStrangeWeight: number;
  /** Tries at a fission before the cluster is left as it is (ClusterFissioner.cc: max_loop). */
  fissionTries: number;

  /** Smearing of the angle of a hadron to its perturbative quark, exponential in cos(theta) (ClSmrLight); 0 = none. */
  clSmr: number;

  /**
   * 1: the shower's first emission follows the matrix element of e+e- -> q qbar g, where quarks emit (a veto, "soft")
   * and where they do not (events that start with three jets, "hard"). 0: the shower alone. (Herwig: MECorrMode.)
   */
  matrixElementCorrection: number;
  /** Probability that two clusters exchange antiquarks where that suits both; 0.95 in Herwig, where it matters little. */
  colourReconnection: number;
  /**
   * Probability that three clusters that could become two baryons do; 0.70 in Herwig. Without baryons the event is lost,
   * in Herwig as here: only the veto is left of it.
   */
  baryonicReconnection: number;
  /** 1: an event that draws a strange quark is rejected. 0: there is no veto; what would be strange is u or d, half each. */
  strangeVeto: number;
}

/** Herwig 7.2.1 as it comes: ClSmrLight = 0.78. The reference of arXiv:2305.17169. */
const nominal: HadronizationParameters = {
  energy: 91.2,
  upShare: 0.44,
  coupling: 0.1186,
  couplingScale: 91.1876,
  charmThreshold: 1.25,
  bottomThreshold: 4.2,
  couplingFreeze: 0.935,
  pTmin: 0.958,
  currentMassDown: 0.005,
  currentMassUp: 0.0023,
  constituentMassLight: 0.325,
  constituentMassStrange: 0.45,
  constituentMassGluon: 0.95,
  gluonStrangeWeight: 0.824135,
  clMax: 3.649,
  clPow: 2.78,
  pSplit: 0.899,
  fissionStrangeWeight: 0.291717,
  fissionTries: 1000,
  clSmr: 0.78,
  matrixElementCorrection: 0,
  colourReconnection: 0,
  baryonicReconnection: 0,
  strangeVeto: 1,
};

/**
 * The named truths. `kinmin` and `kinmax` are the variations of ClSmr in arXiv:2305.17169; `full` has the options as Herwig
 * has them; `no-veto` treats strange quarks as u and d; `lep2` is at 192 GeV, as in the talk on HadML v1, with the share of
 * u that photon and Z give at tree level (sin^2 theta = 0.2315). Seeds of training go by the order: new ones at the end.
 */
export const TRUTHS = {
  nominal,
  kinmin: { ...nominal, clSmr: 0 },
  kinmax: { ...nominal, clSmr: 2 },
  full: { ...nominal, matrixElementCorrection: 1, colourReconnection: 0.95, baryonicReconnection: 0.7 },
  'no-veto': { ...nominal, strangeVeto: 0 },
  lep2: { ...nominal, energy: 192, upShare: 0.618 },
} as const satisfies Record<string, HadronizationParameters>;

export type TruthName = keyof typeof TRUTHS;

/** Whether a text names one of the truths. */
export function isTruthName(name: string): name is TruthName {
  return Object.hasOwn(TRUTHS, name);
}

const WEIGHTS: ReadonlySet<string> = new Set(['clSmr', 'gluonStrangeWeight', 'fissionStrangeWeight']);
const PROBABILITIES: ReadonlySet<string> = new Set(['upShare', 'colourReconnection', 'baryonicReconnection']);
const SWITCHES: ReadonlySet<string> = new Set(['matrixElementCorrection', 'strangeVeto']);

/** Beyond it the angle of a decay is isotropic to a thousandth. */
const LARGEST_SMEARING = 1000;

/** The rule that a field breaks on its own, or null. */
function faultOfField(name: string, value: unknown): string | null {
  if (SWITCHES.has(name)) return value === 0 || value === 1 ? null : `${name} must be 0 or 1`;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    return `${name} must be a finite number, not negative`;
  // The angle is drawn again until it fits, which is the rarer the larger the smearing.
  if (name === 'clSmr' && value > LARGEST_SMEARING) return `${name} must be at most ${LARGEST_SMEARING}`;
  if (PROBABILITIES.has(name)) return value <= 1 ? null : `${name} must lie in 0 … 1`;
  return value > 0 || WEIGHTS.has(name) ? null : `${name} must be above 0`;
}

/** The first rule that the parameters break, naming the field, or null. */
function faultOf(p: HadronizationParameters): string | null {
  // Fields by the names there must be: a missing one is a fault, too.
  for (const name of Object.keys({ ...nominal, ...p })) {
    const fault = faultOfField(name, Object.entries(p).find(([own]) => own === name)?.[1]);
    if (fault !== null) return fault;
  }
  if (p.charmThreshold >= p.bottomThreshold) return 'charmThreshold must be below bottomThreshold';
  if (p.bottomThreshold >= p.couplingScale) return 'bottomThreshold must be below couplingScale';
  if (p.constituentMassGluon < 2 * p.constituentMassLight)
    return 'constituentMassGluon must be at least twice constituentMassLight';
  // Lightest cluster: two light constituents; heaviest pair: two charged pions.
  if (p.constituentMassLight < 0.14)
    return 'constituentMassLight must be at least 0.14, for a cluster to reach two pions';
  if (p.energy <= 2 * p.constituentMassLight) return 'energy must be above two constituent masses';
  return null;
}

/** Throws a RangeError that names the field if a parameter lies outside what the model can compute. */
export function checkParameters(parameters: HadronizationParameters): void {
  const fault = faultOf(parameters);
  if (fault !== null) throw new RangeError(`hadronization parameters: ${fault}`);
}
