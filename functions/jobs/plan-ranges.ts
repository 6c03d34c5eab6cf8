import type { Piece } from '../../formats/split/piece.ts';
import type { LineFormat } from '../../formats/split/rules.ts';
import { TextSplitter } from '../../formats/split/splitter.ts';
import { JOB_CAPS } from './caps.ts';
import { checkShards, type PlanEnd, type Planning, targetOf } from './planning.ts';
import { bytesFrom, type StoredSource } from './stored-source.ts';
import type { PlannedShard } from './task.ts';

/** Shards that are told to the ledger together. */
const TOGETHER = 32;

/** Cuts a plain text where it is. */
export async function planRanges(planning: Planning, source: StoredSource, format: LineFormat): Promise<PlanEnd> {
  const { bucket, state, planBytes } = planning;
  const pieces: Piece[] = [];
  const target = targetOf(planning, source.bytes);
  const splitter = new TextSplitter(format, target, (piece) => pieces.push(piece), JOB_CAPS, state.cut);
  const from = splitter.state.at;
  let shards = state.shards;
  const record = async (): Promise<boolean> => {
    const found = pieces.splice(0).map((piece) => shardOf(piece, format));
    shards += found.length;
    checkShards(shards);
    return planning.record(found, { shards, bytes: splitter.state.at, cut: splitter.state });
  };
  for await (const chunk of bytesFrom(bucket, source, from, source.bytes)) {
    splitter.write(chunk);
    const enough = splitter.state.at - from >= planBytes;
    if ((enough || pieces.length >= TOGETHER) && !(await record())) return 'unwanted';
    if (enough) return 'further';
  }
  splitter.end();
  return (await record()) ? 'whole' : 'unwanted';
}

function shardOf(piece: Piece, format: LineFormat): PlannedShard {
  const { form: _, ...rest } = piece;
  return { ...rest, key: null, format, bytes: piece.end - piece.start };
}
