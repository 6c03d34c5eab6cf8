import type { DotSeries, Value } from './dots-figure.ts';
import { COLOURS } from './draw/palette.ts';

/** Samples of a certificate, as figures name and colour them, the model first. */
const SIDES: readonly (readonly [string, { name: string; colour: string }])[] = [
  ['generated', { name: 'generated', colour: COLOURS.model }],
  ['floor', { name: 'floor', colour: COLOURS.floor }],
  ['nominal', { name: 'nominal truth', colour: COLOURS.other }],
  ['isotropic', { name: 'isotropic', colour: COLOURS.isotropic }],
  ['untrained', { name: 'untrained', colour: COLOURS.untrained }],
];

/** A value for each sample that a certificate holds beside the model's. */
export type BySide = Readonly<Record<string, Value | undefined>>;

/** One series of dots for each sample that any row has. */
export function sideSeries(rows: readonly BySide[]): DotSeries[] {
  return SIDES.map(([side, style]) => ({ ...style, values: rows.map((row) => row[side]) })).filter(({ values }) =>
    values.some((value) => value !== undefined),
  );
}
