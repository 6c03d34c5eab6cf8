/**
 * A run of whole events of a text, to be read on its own: `lead`, then the bytes from `start` up to `end`, then `tail`.
 * What a reader makes of all pieces, one after the other, is what it makes of the text.
 */
export interface Piece {
  start: number;
  end: number;
  /** Number of the first line, from 1. */
  line: number;
  /** Index of the first event, and how many events begin in the piece. */
  first: number;
  events: number;
  lead: string;
  tail: string;
  /** Form of the events, where a format has several; a file must not mix them. */
  form: string;
}

/** Number of lines in front of a piece's own. */
export const leadLines = ({ lead }: Pick<Piece, 'lead'>): number => lead.split('\n').length - 1;

/** Where a text is cut, and what was learnt on the way there: enough to go on from this place. */
export interface CutState {
  at: number;
  line: number;
  events: number;
  lead: string;
  form?: string;
}
