const matrix = new Float64Array(9);
const vectors = new Float64Array(9);
const SWEEPS = 30;

/**
 * Largest eigenvalue of a symmetric 3 x 3 matrix (xx, xy, xz, yy, yz, zz) and its unit eigenvector: x, y, z, lambda
 * into out[0..3]. Jacobi's rotations (Golub and Van Loan, Matrix Computations, 4th ed., section 8.5), which need
 * no function but the square root.
 */
export function largestEigenpair(out: Float64Array, tensor: Float64Array): void {
  const [xx, xy, xz, yy, yz, zz] = tensor;
  matrix.set([xx!, xy!, xz!, xy!, yy!, yz!, xz!, yz!, zz!]);
  vectors.set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  for (let sweep = 0; sweep < SWEEPS && offDiagonal() > 0; sweep++) {
    rotate(0, 1);
    rotate(0, 2);
    rotate(1, 2);
  }
  const diagonal = [matrix[0]!, matrix[4]!, matrix[8]!] as const;
  const k = diagonal[0] >= diagonal[1] ? (diagonal[0] >= diagonal[2] ? 0 : 2) : diagonal[1] >= diagonal[2] ? 1 : 2;
  for (let row = 0; row < 3; row++) out[row] = vectors[3 * row + k]!;
  out[3] = diagonal[k];
}

/** Off-diagonal elements that still show beside the trace. */
function offDiagonal(): number {
  const trace = Math.abs(matrix[0]!) + Math.abs(matrix[4]!) + Math.abs(matrix[8]!);
  const rest = Math.abs(matrix[1]!) + Math.abs(matrix[2]!) + Math.abs(matrix[5]!);
  return rest <= 1e-15 * trace ? 0 : rest;
}

/** Rotates the plane (p, q) so that element (p, q) vanishes. */
function rotate(p: number, q: number): void {
  const pq = matrix[3 * p + q]!;
  if (pq === 0) return;
  const tau = (matrix[4 * q]! - matrix[4 * p]!) / (2 * pq);
  const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  turnColumns(matrix, p, q, c, s);
  turnRows(p, q, c, s);
  turnColumns(vectors, p, q, c, s);
}

function turnColumns(m: Float64Array, p: number, q: number, c: number, s: number): void {
  for (let row = 0; row < 3; row++) {
    const a = m[3 * row + p]!;
    const b = m[3 * row + q]!;
    m[3 * row + p] = c * a - s * b;
    m[3 * row + q] = s * a + c * b;
  }
}

function turnRows(p: number, q: number, c: number, s: number): void {
  for (let column = 0; column < 3; column++) {
    const a = matrix[3 * p + column]!;
    const b = matrix[3 * q + column]!;
    matrix[3 * p + column] = c * a - s * b;
    matrix[3 * q + column] = s * a + c * b;
  }
}
