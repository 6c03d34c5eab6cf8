import { float64Builder, int32Builder } from '../../formats/column-builder.ts';
import type { SampleAnswer } from '../../models/contract/answers.ts';
import { digestOfHadrons } from '../../models/contract/content-digest.ts';
import type { SampledPiece } from './piece.ts';
import { mergeSampledScores } from './scores.ts';

const NO_HADRONS: SampleAnswer['hadrons'] = { cluster: [], pdg_id: [], px: [], py: [], pz: [], E: [] };

/**
 * Gathers the answers for the pieces of a file into that of one request for all of it. The hadrons are kept, in 40 bytes
 * each, because the content digest is over whole columns.
 */
export class SampledRun {
  clusters = 0;
  readonly #firstIndex: number;
  readonly #cluster = int32Builder();
  readonly #pdgId = int32Builder();
  readonly #momenta = { px: float64Builder(), py: float64Builder(), pz: float64Builder(), E: float64Builder() };
  readonly #invalid: SampleAnswer['invalid'] = [];
  /** Pieces whose events were scored, without their hadrons. */
  readonly #scored: SampledPiece[] = [];
  #outOfRange = 0;
  #first: SampleAnswer | undefined;
  #answer: SampleAnswer | undefined;
  #contentDigest = '';

  constructor(firstIndex: number) {
    this.#firstIndex = firstIndex;
  }

  /** The same pieces, each noted; when all have gone through, the answer and its digest are there. */
  async *through(pieces: AsyncIterable<SampledPiece>): AsyncGenerator<SampledPiece, void, undefined> {
    for await (const piece of pieces) {
      this.#add(piece);
      yield piece;
    }
    this.#answer = this.#whole();
    this.#contentDigest = await digestOfHadrons(this.#answer.hadrons);
  }

  /** The answer for all pieces. Throws an Error before the last one. */
  get answer(): SampleAnswer {
    if (!this.#answer) throw new Error('the run has not ended');
    return this.#answer;
  }

  get contentDigest(): string {
    return this.#contentDigest;
  }

  get invalid(): number {
    return this.#invalid.length;
  }

  #add(piece: SampledPiece): void {
    const { answer, clusters, from } = piece;
    if (answer.scores) this.#scored.push({ ...piece, answer: { ...answer, hadrons: NO_HADRONS } });
    this.#first ??= answer;
    this.clusters += clusters.E.length;
    this.#outOfRange += answer.out_of_range;
    for (const { index, ...row } of answer.invalid) this.#invalid.push({ ...row, index: index + from });
    const { cluster, pdg_id, px, py, pz, E } = answer.hadrons;
    for (let i = 0; i < E.length; i++) {
      this.#cluster.push(cluster[i]! + from);
      this.#pdgId.push(pdg_id[i]!);
      this.#momenta.px.push(px[i]!);
      this.#momenta.py.push(py[i]!);
      this.#momenta.pz.push(pz[i]!);
      this.#momenta.E.push(E[i]!);
    }
  }

  #whole(): SampleAnswer {
    if (!this.#first) throw new Error('the run has no pieces');
    const { px, py, pz, E } = this.#momenta;
    const scores = mergeSampledScores(this.#scored);
    return {
      ...this.#first,
      ...(scores && { scores }),
      first_index: this.#firstIndex,
      invalid: this.#invalid,
      out_of_range: this.#outOfRange,
      hadrons: {
        cluster: Array.from(this.#cluster.take()),
        pdg_id: Array.from(this.#pdgId.take()),
        px: Array.from(px.take()),
        py: Array.from(py.take()),
        pz: Array.from(pz.take()),
        E: Array.from(E.take()),
      },
    };
  }
}
