import type { PlannedShard, Shard, ShardOutcome } from './task.ts';

export type TaskState = 'waiting' | 'queued' | 'running' | 'done' | 'failed';

export interface Totals {
  /** Shards (not the other tasks), and the bytes of the source that they stand for. */
  shards: number;
  done: number;
  failed: number;
  bytesDone: number;
  eventsDone: number;
  eventsPlanned: number;
}

/** The tasks of one job, in the SQLite of its ledger. Every method is one step: nothing comes between. */
export class TaskTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  create(): void {
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS tasks (
      number INTEGER PRIMARY KEY, state TEXT NOT NULL, shard TEXT, bytes INTEGER NOT NULL, planned INTEGER NOT NULL,
      message TEXT, at INTEGER NOT NULL, error TEXT,
      events INTEGER, clipped INTEGER, out_of_range INTEGER, weighted INTEGER, invalid INTEGER)`);
    this.#sql.exec('CREATE INDEX IF NOT EXISTS by_state ON tasks (state)');
  }

  /** Adds a task, unless it is there. */
  add(number: number, planned?: PlannedShard): void {
    const { bytes = 0, ...shard } = planned ?? {};
    const text = planned ? JSON.stringify(shard) : null;
    this.#sql.exec(
      `INSERT OR IGNORE INTO tasks (number, state, shard, bytes, planned, at) VALUES (?, 'waiting', ?, ?, ?, 0)`,
      number,
      text,
      bytes,
      planned?.events ?? 0,
    );
  }

  state(number: number): TaskState | undefined {
    const [row] = this.#sql.exec<{ state: TaskState }>('SELECT state FROM tasks WHERE number = ?', number);
    return row?.state;
  }

  shard(number: number): Shard {
    const { shard } = this.#sql.exec<{ shard: string }>('SELECT shard FROM tasks WHERE number = ?', number).one();
    return JSON.parse(shard);
  }

  /** Takes up to `window` tasks that are out at a time: marks further ones as sent and gives their numbers. */
  send(window: number, now: number): number[] {
    const out = this.count('queued') + this.count('running');
    const rows = this.#sql.exec<{ number: number }>(
      `UPDATE tasks SET state = 'queued', at = ? WHERE number IN
        (SELECT number FROM tasks WHERE state = 'waiting' ORDER BY number LIMIT ?) RETURNING number`,
      now,
      Math.max(0, window - out),
    );
    return [...rows].map(({ number }) => number);
  }

  /** Marks tasks that are out, and of which nothing was heard since a time, as sent anew; gives their numbers. */
  sendStuck(since: number, now: number): number[] {
    const rows = this.#sql.exec<{ number: number }>(
      `UPDATE tasks SET state = 'queued', message = NULL, at = ?
        WHERE state IN ('queued', 'running') AND at < ? RETURNING number`,
      now,
      since,
    );
    return [...rows].map(({ number }) => number);
  }

  /**
   * Gives a task to the message that asks for it; false where it is over, or with another message of which something was
   * heard since a time.
   */
  take(number: number, message: string, since: number, now: number): boolean {
    const cursor = this.#sql.exec(
      `UPDATE tasks SET state = 'running', message = ?, at = ? WHERE number = ? AND
        (state IN ('waiting', 'queued') OR (state = 'running' AND (message = ? OR at < ?)))`,
      message,
      now,
      number,
      message,
      since,
    );
    return cursor.rowsWritten > 0;
  }

  /** Puts a task back to be sent again. */
  putBack(number: number): void {
    this.#sql.exec(`UPDATE tasks SET state = 'waiting', message = NULL WHERE number = ?`, number);
  }

  /** Whether this is news: the first time that a task is done counts, whatever is said of it afterwards. */
  finish(number: number, now: number, outcome?: ShardOutcome): boolean {
    const cursor = this.#sql.exec(
      `UPDATE tasks SET state = 'done', error = NULL, at = ?, events = ?, clipped = ?, out_of_range = ?, weighted = ?, invalid = ?
        WHERE number = ? AND state <> 'done'`,
      now,
      outcome?.events ?? null,
      outcome?.clipped ?? null,
      outcome?.outOfRange ?? null,
      outcome ? Number(outcome.weighted) : null,
      outcome?.invalid ?? null,
      number,
    );
    return cursor.rowsWritten > 0;
  }

  /** Notes what went wrong with a task that will be tried again. */
  note(number: number, error: string): void {
    this.#sql.exec(`UPDATE tasks SET error = ? WHERE number = ? AND state <> 'done'`, error, number);
  }

  /** Ends a task that is not done; without a reason the last that was noted stays. */
  fail(number: number, reason: string | undefined, otherwise: string): void {
    this.#sql.exec(
      `UPDATE tasks SET state = 'failed', message = NULL, error = COALESCE(?, error, ?) WHERE number = ? AND state <> 'done'`,
      reason ?? null,
      otherwise,
      number,
    );
  }

  /** Lets every task that failed be tried again. */
  reopen(): void {
    this.#sql.exec(`UPDATE tasks SET state = 'waiting', message = NULL, error = NULL WHERE state = 'failed'`);
  }

  count(state: TaskState): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM tasks WHERE state = ?', state).one().n;
  }

  totals(): Totals {
    return this.#sql
      .exec<Record<keyof Totals, number>>(
        `SELECT count(*) AS shards, COALESCE(SUM(state = 'done'), 0) AS done, COALESCE(SUM(state = 'failed'), 0) AS failed,
          COALESCE(SUM(CASE WHEN state = 'done' THEN bytes END), 0) AS bytesDone,
          COALESCE(SUM(CASE WHEN state = 'done' THEN events END), 0) AS eventsDone,
          COALESCE(SUM(planned), 0) AS eventsPlanned FROM tasks WHERE number >= 0`,
      )
      .one();
  }

  /** Events and bytes of the shards that were done since a time, and when the first of these was. */
  recent(since: number): { events: number; bytes: number; first: number | null } {
    return this.#sql
      .exec<{ events: number; bytes: number; first: number | null }>(
        `SELECT COALESCE(SUM(events), 0) AS events, COALESCE(SUM(bytes), 0) AS bytes, MIN(at) AS first
          FROM tasks WHERE number >= 0 AND state = 'done' AND at >= ?`,
        since,
      )
      .one();
  }

  /** What went wrong, lowest numbers first: tasks that failed, and those whose last try did. */
  errors(limit: number): { number: number; error: string }[] {
    return this.#sql
      .exec<{ number: number; error: string }>(
        `SELECT number, error FROM tasks WHERE error IS NOT NULL ORDER BY state <> 'failed', number LIMIT ?`,
        limit,
      )
      .toArray();
  }

  /** All shards in order. */
  shards(): Shard[] {
    return this.#sql
      .exec<{ shard: string }>('SELECT shard FROM tasks WHERE number >= 0 ORDER BY number')
      .toArray()
      .map(({ shard }) => JSON.parse(shard));
  }

  /** The outcomes of all shards in order; all are done. */
  outcomes(): ShardOutcome[] {
    return this.#sql
      .exec<{ events: number; clipped: number; out_of_range: number; weighted: number; invalid: number }>(
        'SELECT events, clipped, out_of_range, weighted, invalid FROM tasks WHERE number >= 0 ORDER BY number',
      )
      .toArray()
      .map(({ events, clipped, out_of_range: outOfRange, weighted, invalid }) => ({
        events,
        clipped,
        outOfRange,
        weighted: weighted === 1,
        invalid,
      }));
  }
}
