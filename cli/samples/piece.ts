import type { AnsweredBy, SampleAnswer } from '../../models/contract/answers.ts';
import type { ClusterSet } from '../../physics/columns.ts';

/** The answer for one piece of a file: `from` is the index in the file of the piece's first cluster. */
export interface SampledPiece {
  model: AnsweredBy;
  runtime: string;
  answer: SampleAnswer;
  clusters: ClusterSet;
  from: number;
}
