import type { AnsweredBy } from '../models/contract/answers.ts';
import { CommandError } from './errors.ts';

/** What of an answer says where it comes from. */
interface Origin {
  model: AnsweredBy;
  runtime: string;
}

/**
 * Asks for a run piece by piece, all of one model: an alias may move between two requests, so after the first answer the
 * others are asked of its digest. Throws a CommandError (exit 4) where the runtime changes in between.
 * @param ask sends one piece to the model of a reference
 */
export async function* askInPieces<Piece, Answer extends Origin>(
  reference: string,
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
  ask: (piece: Piece, model: string) => Promise<Answer>,
): AsyncGenerator<Answer, void, undefined> {
  let first: Answer | undefined;
  for await (const piece of pieces) {
    const answer = await ask(piece, first ? `${first.model.name}@${first.model.digest}` : reference);
    first ??= answer;
    if (answer.runtime !== first.runtime) {
      throw new CommandError(`the runtime changed during the run, from ${first.runtime} to ${answer.runtime}`, 4);
    }
    yield answer;
  }
}
