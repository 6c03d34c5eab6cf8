import { StoreWriter } from '../../models/registry/store-writer.ts';
import type { RegistryWriter } from '../../models/registry/writer.ts';
import { HttpWriter } from './http-writer.ts';
import { S3Store } from './s3-store.ts';
import { isBucket, type S3Target, type ServiceTarget } from './target.ts';

/** The writer of a target: into its bucket, or through its HTTP interface. */
export const openWriter = (target: S3Target | ServiceTarget): RegistryWriter =>
  isBucket(target) ? new StoreWriter(new S3Store(target)) : new HttpWriter(target);
