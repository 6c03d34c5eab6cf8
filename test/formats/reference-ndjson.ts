import type { EventSet } from '../../physics/columns.ts';

const known = (object: any, names: string[]): boolean =>
  typeof object === 'object' && object !== null && Object.keys(object).every((name) => names.includes(name));
const isId = (id: any): boolean => id === undefined || (Number.isInteger(id) && Math.abs(id) < 2 ** 31);
const isParticle = (p: any): boolean =>
  known(p, ['px', 'py', 'pz', 'E', 'pdg_id']) && [p.px, p.py, p.pz, p.E].every(Number.isFinite) && isId(p.pdg_id);

function rowsOf(all: Uint8Array): any[] | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(all);
    const lines = text.split('\n').filter((row) => !/^[ \t\r]*$/.test(row));
    return lines.map((row): any => JSON.parse(row));
  } catch {
    return null;
  }
}

/** Events of NDJSON read by plain JSON.parse and a plain check of every field; null for what is not valid. */
export function referenceEvents(all: Uint8Array): EventSet | null {
  const rows = rowsOf(all);
  if (!rows?.every((row) => known(row, ['particles', 'clusters']) && Array.isArray(row.particles))) return null;
  const list = rows.flatMap((row) => row.particles);
  if (!list.every(isParticle)) return null;
  const column = (name: string): Float64Array => Float64Array.from(list, (p) => p[name]);
  const offsets = [0];
  for (const { particles } of rows) offsets.push(offsets.at(-1)! + particles.length);
  return {
    offsets: Uint32Array.from(offsets),
    px: column('px'),
    py: column('py'),
    pz: column('pz'),
    E: column('E'),
    pdg_id: Int32Array.from(list, (p) => p.pdg_id ?? 0),
  };
}
