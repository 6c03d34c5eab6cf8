export type Range = readonly [number, number];

/** Three to seven round numbers within a range: multiples of 1, 2 or 5 times a power of ten. */
export function linearTicks([low, high]: Range): number[] {
  const power = 10 ** Math.floor(Math.log10(high - low));
  const step = [0.2, 0.5, 1, 2, 5].map((factor) => factor * power).find((size) => (high - low) / size <= 6) ?? power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

const MOST_DECADES = 6;

/** Powers of ten within a range, thinned where there are many; with their multiples by 2 and 5 where there are few. */
export function logTicks([low, high]: Range): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const factors = last - first > 2 ? [1] : [1, 2, 5];
  const stride = Math.ceil((last - first) / MOST_DECADES);
  const ticks: number[] = [];
  for (let k = Math.ceil(first / stride) * stride; k <= last; k += stride)
    for (const factor of factors) ticks.push(Number(`${factor}e${k}`));
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as an axis shows it: `0.05`, `2·10⁵`. */
export function tickLabel(value: number): string {
  return value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 100_000) ? String(value) : scientific(value);
}

/** A number as a logarithmic axis shows it: `0.1`, `10⁻³`. */
export function powerLabel(value: number): string {
  return value >= 0.01 && value <= 100 ? String(value) : scientific(value);
}

function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return mantissa === '1' ? `10${power}` : `${mantissa}·10${power}`;
}
