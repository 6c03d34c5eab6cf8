/** One product [m, k] [k, n] of a dense layer. */
export interface Product {
  m: number;
  k: number;
  n: number;
}

/** Floating-point operations of products: a multiplication and an addition each. */
export function flops(products: readonly Product[]): number {
  return products.reduce((sum, { m, k, n }) => sum + 2 * m * k * n, 0);
}

/** What of a stack's gradients a turn asks for. */
interface Wanted {
  kernels: boolean;
  /** With respect to the stack's own input too. */
  input: boolean;
}

/** The products of a stack of dense layers over some rows: forward, and backward where gradients are wanted. */
export function stackProducts(rows: number, widths: readonly number[], { kernels, input }: Wanted): Product[] {
  const layers = widths.slice(1).map((out, i) => ({ into: widths[i]!, out }));
  const forward = layers.map(({ into, out }) => ({ m: rows, k: into, n: out }));
  const toKernels = kernels ? layers.map(({ into, out }) => ({ m: into, k: rows, n: out })) : [];
  const passed = kernels || input ? layers.slice(input ? 0 : 1) : [];
  return [...forward, ...toKernels, ...passed.map(({ into, out }) => ({ m: rows, k: out, n: into }))];
}

const FORWARD: Wanted = { kernels: false, input: false };
const TRAINED: Wanted = { kernels: true, input: false };
const FIXED: Wanted = { kernels: false, input: true };

/**
 * The R1 penalty's chain of products from the logit to the inputs that it is about, and its gradient: with respect to
 * each kernel, and to each product's left side but the first, which is one.
 */
function penaltyProducts(rows: number, widths: readonly number[]): Product[] {
  const back = widths.toReversed();
  const layers = back.slice(1).map((out, i) => ({ into: back[i]!, out }));
  const chain = layers.map(({ into, out }) => ({ m: rows, k: into, n: out }));
  const toKernels = layers.map(({ into, out }) => ({ m: into, k: rows, n: out }));
  const toLeft = layers.slice(1).map(({ into, out }) => ({ m: rows, k: out, n: into }));
  return [...chain, ...toKernels, ...toLeft];
}

export interface GanShape {
  batch: number;
  generator: readonly number[];
  discriminator: readonly number[];
  /** How many of the discriminator's inputs the penalty is about; 0 without a penalty. */
  penalised: number;
  /** Passes of the generator in its own turn. */
  passes: number;
}

/** The dense products of one step of the conditional GAN (trainer/train/gan.ts). */
export function ganProducts({ batch, generator, discriminator, penalised, passes }: GanShape): Product[] {
  const penalty = penalised === 0 ? [] : penaltyProducts(batch, [penalised, ...discriminator.slice(1)]);
  return [
    ...stackProducts(batch, generator, FORWARD),
    ...[0, 1].flatMap(() => stackProducts(batch, discriminator, TRAINED)),
    ...penalty,
    ...Array.from({ length: passes }, () => stackProducts(batch, generator, TRAINED)).flat(),
    ...stackProducts(batch, discriminator, FIXED),
  ];
}

export interface EventGanShape {
  events: number;
  clusters: number;
  /** Hadrons of the true events; the generated ones have two a cluster. */
  hadrons: number;
  generator: readonly number[];
  phi: readonly number[];
  rho: readonly number[];
}

/** The dense products of one step of the two-level GAN without a penalty (trainer/train/event-gan.ts). */
export function eventGanProducts({ events, clusters, hadrons, generator, phi, rho }: EventGanShape): Product[] {
  const judged = (rows: number, wanted: Wanted): Product[] => [
    ...stackProducts(rows, phi, wanted),
    ...stackProducts(events, rho, { ...wanted, input: true }),
  ];
  return [
    ...stackProducts(clusters, generator, FORWARD),
    ...judged(2 * clusters, TRAINED),
    ...judged(hadrons, TRAINED),
    ...stackProducts(clusters, generator, TRAINED),
    ...judged(2 * clusters, FIXED),
  ];
}
