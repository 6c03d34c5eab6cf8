import * as tf from '@tensorflow/tfjs';
import { addBias, product } from './product.ts';

/**
 * Real spherical harmonics up to a degree, in Schmidt's normalisation: for unit vectors a and b,
 * sum_m Y_lm(a) Y_lm(b) = P_l(a b) (the addition theorem; Abramowitz and Stegun, 8.14 and 8.1). They are polynomials,
 * Y_lm = norm * d^m P_l / dz^m * Re or Im (x + i y)^m, so no angle is computed and no pole is special.
 * Column order: degree by degree, in each m = 0, cos 1, sin 1, cos 2, sin 2, …
 */
export interface HarmonicTable {
  degree: number;
  /** (degree + 1)^2 columns. */
  columns: number;
  /** Degree of each column. */
  degreeOf: number[];
  /** Coefficients [degree + 1, columns] of the powers of z, 1 first. */
  polynomials: Float32Array;
  /** Which of 1, Re (x + i y), … , Re (x + i y)^degree, Im (x + i y), … a column has: 0 or 1, [2 degree + 1, columns]. */
  azimuths: Float32Array;
}

/** Coefficients of P_0 … P_degree in powers of z, by Bonnet's recursion (l + 1) P_{l+1} = (2 l + 1) z P_l - l P_{l-1}. */
function legendrePolynomials(degree: number): number[][] {
  const polynomials = [[1], [0, 1]];
  for (let l = 1; l < degree; l++) {
    const [now, before] = [polynomials[l]!, polynomials[l - 1]!];
    polynomials.push(
      Array.from({ length: l + 2 }, (_, power) => {
        const raised = power > 0 ? (2 * l + 1) * (now[power - 1] ?? 0) : 0;
        return (raised - l * (before[power] ?? 0)) / (l + 1);
      }),
    );
  }
  return polynomials.slice(0, degree + 1);
}

const derivative = (polynomial: readonly number[]): number[] =>
  polynomial.slice(1).map((coefficient, power) => (power + 1) * coefficient);

/** Schmidt's factor sqrt((2 - [m = 0]) (l - m)! / (l + m)!). */
function schmidt(l: number, m: number): number {
  let ratio = m === 0 ? 1 : 2;
  for (let k = l - m + 1; k <= l + m; k++) ratio /= k;
  return Math.sqrt(ratio);
}

/** What the harmonics up to a degree are made of. */
export function harmonicTable(degree: number): HarmonicTable {
  const columns = (degree + 1) ** 2;
  const polynomials = new Float32Array((degree + 1) * columns);
  const azimuths = new Float32Array((2 * degree + 1) * columns);
  const degreeOf: number[] = [];
  for (const [l, legendre] of legendrePolynomials(degree).entries()) {
    let inner: number[] = legendre;
    for (let m = 0; m <= l; m++) {
      for (const azimuth of m === 0 ? [0] : [m, degree + m]) {
        for (const [power, value] of inner.entries())
          polynomials[power * columns + degreeOf.length] = schmidt(l, m) * value;
        azimuths[azimuth * columns + degreeOf.length] = 1;
        degreeOf.push(l);
      }
      inner = derivative(inner);
    }
  }
  return { degree, columns, degreeOf, polynomials, azimuths };
}

/** A table's first row (what stands beside no variable) and the others, for value = first + variables * others. */
export function constantAndRest(table: Float32Array, columns: number): { constant: Float32Array; rest: Float32Array } {
  return { constant: table.subarray(0, columns), rest: table.subarray(columns) };
}

/** constant + variables * rest of a table's rows. */
function combination(variables: tf.Tensor2D, table: Float32Array, columns: number): tf.Tensor2D {
  const { constant, rest } = constantAndRest(table, columns);
  return addBias(product(variables, tf.tensor2d(rest, [rest.length / columns, columns])), tf.tensor1d(constant));
}

/** The harmonics [N, columns] of unit vectors [N, 3]. */
export function harmonics(direction: tf.Tensor2D, { degree, columns, ...table }: HarmonicTable): tf.Tensor2D {
  const [x, y, z] = tf.split(direction, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const powers = [z];
  const [real, imaginary] = [[x], [y]];
  for (let m = 1; m < degree; m++) {
    powers.push(tf.mul(powers[m - 1]!, z));
    real.push(tf.sub(tf.mul(x, real[m - 1]!), tf.mul(y, imaginary[m - 1]!)));
    imaginary.push(tf.add(tf.mul(x, imaginary[m - 1]!), tf.mul(y, real[m - 1]!)));
  }
  const polar = combination(tf.concat(powers, 1), table.polynomials, columns);
  return tf.mul(polar, combination(tf.concat([...real, ...imaginary], 1), table.azimuths, columns));
}
