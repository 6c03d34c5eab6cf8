/** Where a job's objects are. Everything of a job is below one prefix. */
export const jobPrefix = (id: string): string => `jobs/${id}/`;

/** Events that a shard reads, where the source itself cannot be read from the middle. */
export const shardKey = (id: string, shard: number): string => `${jobPrefix(id)}shards/${shard}`;

/** What came of a shard. */
export const resultKey = (id: string, shard: number): string => `${jobPrefix(id)}results/${shard}`;
