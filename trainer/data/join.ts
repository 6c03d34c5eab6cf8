/** Arrays of one kind, one after the other. */
export function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Offsets of several sets (each from 0 on) that stand one after the other. */
export function joinOffsets(parts: readonly Uint32Array[]): Uint32Array {
  const whole = [0];
  let start = 0;
  for (const offsets of parts) {
    for (const end of offsets.subarray(1)) whole.push(start + end);
    start += offsets.at(-1) ?? 0;
  }
  return Uint32Array.from(whole);
}
