import * as tf from '@tensorflow/tfjs';
import type { Frame } from '../../physics/decay/frame.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { CONSTITUENT_COLUMNS, clusterInvariants, flightOf, sumOfThree } from './cluster-invariants.ts';
import { CONDITION_DIMENSION, NOISE_DIMENSION } from './generator.ts';
import { type LayerTensors, layerTensors, mlp } from './mlp.ts';
import { initialLayers, type LayerParameters, type Parameter } from './parameters.ts';

/**
 * A generator of directions: the first three of its ten Gaussian numbers are an isotropic vector xi, and the network
 * says how far that is pulled along an axis n of the cluster:
 *
 *     v = xi + b n,   b = s + s^2,   s = softplus(network(invariants, xi n, xi^2 - (xi n)^2, seven more numbers)).
 *
 * With b = 0 the decay is exactly isotropic in the rest frame, with b large it follows the axis; as b may depend on xi
 * itself, any distribution about the axis can be reached, and all of them are covariant under rotations. The axis is
 * the flight direction where the condition is the four-momentum alone (frame `cluster-rest/lab-axes`), or constituent
 * 1's (frame `cluster-rest/constituent-axis`), of which hadron 1 is the one that follows: b >= 0 is the cluster model's
 * rule that hadron 1 carries constituent 1, which four-momenta alone could not tell from its mirror image. The square
 * lets a network of moderate weights reach the large b of decays without smearing (ClSmr = 0).
 */
export interface DirectionGenerator {
  frame: Frame;
  layers: LayerParameters;
}

const INVARIANTS = 3;
/** The last bias before training: b is then about 0.1, and only what the events ask for leaves isotropy. */
const FIRST_BIAS = -2.5;
/** Seven numbers that are noise alone, and two of xi. */
const NOISE_FEATURES = NOISE_DIMENSION - 3 + 2;
/** For the constituent's axis: its cosine with the flight direction, and the two perturbative flags. */
const AXIS_FEATURES: Record<Frame, number> = { 'cluster-rest/lab-axes': 0, 'cluster-rest/constituent-axis': 3 };

/** Columns of the condition in each frame (models/contract/tensors.ts names them). */
export const CONDITION_COLUMNS: Record<Frame, number> = {
  'cluster-rest/lab-axes': CONDITION_DIMENSION,
  'cluster-rest/constituent-axis': CONDITION_DIMENSION + CONSTITUENT_COLUMNS,
};

/** A generator with the weights that the seed fixes. `hidden` are the widths of its hidden layers. */
export function initialDirectionGenerator(frame: Frame, hidden: readonly number[], seed: Seed): Parameter[] {
  const inputs = INVARIANTS + AXIS_FEATURES[frame] + NOISE_FEATURES;
  const layers = initialLayers('generator', [inputs, ...hidden, 1], seed, 0);
  layers.at(-1)?.data.fill(FIRST_BIAS);
  return layers;
}

interface Axis {
  /** xi along the axis, [n, 1]. */
  along: tf.Tensor2D;
  /** The axis [n, 3] in the axes in which xi is given. */
  axis: tf.Tensor2D;
  /** Network inputs that belong to the axis; none for the flight direction. */
  features: tf.Tensor2D[];
}

function axisOf(frame: Frame, condition: tf.Tensor2D, xi: tf.Tensor2D, flight: tf.Tensor2D): Axis {
  if (frame === 'cluster-rest/lab-axes') return { along: sumOfThree(tf.mul(xi, flight)), axis: flight, features: [] };
  const constituent = tf.slice(condition, [0, CONDITION_DIMENSION], [-1, 3]);
  const flags = tf.slice(condition, [0, CONDITION_DIMENSION + 3], [-1, 2]);
  return {
    along: tf.slice(xi, [0, 2], [-1, 1]),
    axis: tf.tensor2d([[0, 0, 1]]),
    features: [sumOfThree(tf.mul(constituent, flight)), flags],
  };
}

/**
 * The vector v [n, 3] in the frame's axes, not normalised, of conditions [n, 4 or 9] (GeV, unit vector, flags) and noise
 * [n, 10].
 */
export function generateVectors(
  frame: Frame,
  condition: tf.Tensor2D,
  noise: tf.Tensor2D,
  layers: LayerTensors,
): tf.Tensor2D {
  const { size, flight } = flightOf(condition);
  const xi = tf.slice(noise, [0, 0], [-1, 3]);
  const others = tf.slice(noise, [0, 3], [-1, NOISE_DIMENSION - 3]);
  const { along, axis, features } = axisOf(frame, condition, xi, flight);
  const across = tf.sub<tf.Tensor2D>(sumOfThree(tf.mul(xi, xi)), tf.mul(along, along));
  const invariants = clusterInvariants(condition, size);
  const input = tf.concat<tf.Tensor2D>([invariants, ...features, along, across, others], 1);
  const s = tf.softplus(mlp(input, layers));
  const pull = tf.add(s, tf.mul(s, s));
  return tf.add<tf.Tensor2D>(xi, tf.mul(pull, axis));
}

/** Keeps quotients finite where a component vanishes; far below what a component of v can be resolved to. */
export const VECTOR_EPSILON = 1e-20;
/** The float32 number below pi/2, so that float32 angles stay inside the frame's ranges (networks/scaling.ts). */
export const HALF_PI = 1.5707962512969971;
/** Takes the largest arctangent in float32, which is above pi/2, to HALF_PI. */
export const ARCTANGENT_FACTOR = HALF_PI / 1.5707963705062866;

/**
 * Angles [n, 2] (phi, theta; radians) of vectors [n, 3], as physics/decay/angles.ts defines them for the frame, by
 * arctangents of quotients, which keep float32's precision at every angle:
 * theta = pi/2 - arctan(z / rho), phi = arctan(y / x), for the constituent's axis plus pi sign(y) where x < 0; in the
 * lab's axes the first hadron is the one with x > 0, whose z is z sign(x).
 */
function anglesOfVectors(frame: Frame, v: tf.Tensor2D): tf.Tensor2D {
  const component = (k: number): tf.Tensor2D => tf.slice(v, [0, k], [-1, 1]);
  const [x, y, z] = [component(0), component(1), component(2)];
  const rho = tf.add(tf.sqrt(tf.add(tf.mul(x, x), tf.mul(y, y))), VECTOR_EPSILON);
  const signX = tf.sign(tf.add(x, VECTOR_EPSILON));
  const slope = tf.div(y, tf.add(x, VECTOR_EPSILON));
  const principal = tf.mul<tf.Tensor2D>(tf.atan(slope), ARCTANGENT_FACTOR);
  const latitude = tf.mul(tf.atan(tf.div(z, rho)), ARCTANGENT_FACTOR);
  if (frame === 'cluster-rest/lab-axes')
    return tf.concat<tf.Tensor2D>([principal, tf.sub<tf.Tensor2D>(HALF_PI, tf.mul(signX, latitude))], 1);
  const behind = tf.mul(tf.sub(1, signX), HALF_PI);
  const phi = tf.add<tf.Tensor2D>(principal, tf.mul(behind, tf.sign(tf.add(y, VECTOR_EPSILON))));
  return tf.concat<tf.Tensor2D>([phi, tf.sub<tf.Tensor2D>(HALF_PI, latitude)], 1);
}

/** Angles [n, 2] of conditions and noise (float32, row-major): the whole generator, as the exported graph computes it. */
export async function generateDirectionAngles(
  { frame, layers }: DirectionGenerator,
  condition: Float32Array,
  noise: Float32Array,
): Promise<Float32Array> {
  const rows = noise.length / NOISE_DIMENSION;
  const angles = tf.tidy(() => {
    const conditions = tf.tensor2d(condition, [rows, CONDITION_COLUMNS[frame]]);
    const v = generateVectors(frame, conditions, tf.tensor2d(noise, [rows, NOISE_DIMENSION]), layerTensors(layers));
    return anglesOfVectors(frame, v);
  });
  const data = await angles.data();
  angles.dispose();
  return Float32Array.from(data);
}
