import { fileURLToPath } from 'node:url';
import { DataError } from './data-error.ts';
import { type ReleasedGenerator, readGenerator } from './generated-source.ts';

const SHIPPED = new URL('../../models/shipped/', import.meta.url);

/** The shipped release that `name@version` names. Throws a DataError where there is none. */
export async function shippedGenerator(reference: string): Promise<ReleasedGenerator> {
  const [, name, version] = /^([a-z0-9-]+)@([0-9a-z.-]+)$/.exec(reference) ?? [];
  if (name === undefined || version === undefined)
    throw new DataError(`'${reference}' names no shipped generator; it takes NAME@VERSION, such as hadml-v1@1.0.0`);
  return readGenerator(fileURLToPath(new URL(`${name}/${version}`, SHIPPED)));
}
