import { after, scaledBy, toRadians, unscaledBy } from './affine.ts';
import { type Affine, CONVENTIONS } from './convention.ts';
import { type ImportSpec, noiseDimension } from './spec.ts';

/** Columns `from` up to `to` (excluded) of the condition or of the noise. */
export interface Piece {
  of: 'condition' | 'noise';
  from: number;
  to: number;
}

/** A spec worked out: which of our columns go where, and every linear map. */
export interface Mapping {
  /** Features in the order of the condition's columns, with the range of the original's training. */
  features: { name: string; range: { min: number; max: number } }[];
  noiseDimension: number;
  /** From our columns to the original's, one a column. */
  condition: Affine[];
  noise: Affine[];
  /** The original's inputs as pieces of ours, in order. */
  inputs: { tensor: string; pieces: Piece[] }[];
  /** The columns of the original's output that hold phi and theta. */
  output: { tensor: string; columns: number; flattened: boolean; picks: [phi: number, theta: number] };
  /** From the original's numbers to our angles in radians: scaling, unit and convention at once. */
  angles: [phi: Affine, theta: Affine];
}

export function mappingOf(spec: ImportSpec): Mapping {
  const features: Mapping['features'] = [];
  const [condition, noise]: [Affine[], Affine[]] = [[], []];
  const inputs = spec.inputs.map(({ tensor, columns }) => {
    const pieces: Piece[] = [];
    for (const column of columns) {
      const of = 'noise' in column ? 'noise' : 'condition';
      const maps = of === 'noise' ? noise : condition;
      const count = 'noise' in column ? column.noise : 1;
      const from = maps.length;
      for (let i = 0; i < count; i++) maps.push(scaledBy(column.scale));
      if ('feature' in column) features.push({ name: column.feature, range: column.range });
      join(pieces, { of, from, to: from + count });
    }
    return { tensor, pieces };
  });
  const picks: [number, number] = [placeOf(spec, 'phi'), placeOf(spec, 'theta')];
  const { phi, theta } = CONVENTIONS[spec.convention];
  return {
    features,
    noiseDimension: noiseDimension(spec),
    condition,
    noise,
    inputs,
    output: {
      tensor: spec.output.tensor,
      columns: spec.output.columns.length,
      flattened: spec.output.flattened,
      picks,
    },
    angles: [after(toOurRadians(spec, picks[0]), phi), after(toOurRadians(spec, picks[1]), theta)],
  };
}

/** Adds a piece, to the last one where it goes on from there. */
function join(pieces: Piece[], next: Piece): void {
  const last = pieces.at(-1);
  if (last?.of === next.of && last.to === next.from) last.to = next.to;
  else pieces.push(next);
}

const placeOf = ({ output }: ImportSpec, angle: 'phi' | 'theta'): number =>
  output.columns.findIndex((column) => column?.angle === angle);

function toOurRadians({ output }: ImportSpec, place: number): Affine {
  const column = output.columns[place]!;
  return after(unscaledBy(column.scale), toRadians(column.unit));
}
