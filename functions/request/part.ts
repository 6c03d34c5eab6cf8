import { problemAt } from '../problems.ts';

/** The data of a request: fields of a JSON body, or parts of a multipart one. */
export type PartName = 'clusters' | 'events' | 'reference';

/** Throws a problem where the part of a JSON body that holds the data is absent. */
export function requirePart(value: unknown, name: PartName): void {
  if (value === undefined) throw problemAt('invalid-data', `/${name}`, 'is needed');
}

/** Throws a problem where there is nothing to do. */
export function requireSome(count: number, name: PartName): void {
  if (count === 0) throw problemAt('invalid-data', `/${name}`, `at least one is needed`);
}
