/**
 * Precedence of two versions by Semantic Versioning 2.0.0, item 11: negative where `a` comes before `b`. Numbers compare
 * as numbers, a pre-release comes before its release, pre-release parts compare one by one, numbers before words.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  for (let i = 0; i < 3; i++) {
    const difference = left.numbers[i]! - right.numbers[i]!;
    if (difference !== 0) return difference;
  }
  if (left.parts.length === 0 || right.parts.length === 0) return right.parts.length - left.parts.length;
  for (let i = 0; i < Math.min(left.parts.length, right.parts.length); i++) {
    const difference = compareParts(left.parts[i]!, right.parts[i]!);
    if (difference !== 0) return difference;
  }
  return left.parts.length - right.parts.length;
}

function split(version: string): { numbers: number[]; parts: string[] } {
  const dash = version.indexOf('-');
  const core = dash < 0 ? version : version.slice(0, dash);
  return { numbers: core.split('.').map(Number), parts: dash < 0 ? [] : version.slice(dash + 1).split('.') };
}

const isNumber = (part: string): boolean => /^\d+$/.test(part);

function compareParts(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
