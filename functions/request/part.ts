import { problemAt } from '../problems.ts';

/** Throws a problem where the part of a JSON body that holds the data is absent. */
export function requirePart(value: unknown, name: 'clusters' | 'events'): void {
  if (value === undefined) throw problemAt('invalid-data', `/${name}`, 'is needed');
}

/** Throws a problem where there is nothing to do. */
export function requireSome(count: number, name: 'clusters' | 'events'): void {
  if (count === 0) throw problemAt('invalid-data', `/${name}`, `at least one is needed`);
}
