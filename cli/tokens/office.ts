import type { HadronEdgeClient } from '../../client/client.ts';
import { ServiceProblem } from '../../client/errors.ts';
import type { TokenInfo } from '../../models/access/record.ts';
import {
  type CreatedToken,
  createToken,
  listTokens,
  revokeToken,
  type TokenRequest,
} from '../../models/access/tokens.ts';
import { RegistryError } from '../../models/registry/error.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { S3Error } from '../../trainer/publish/s3-error.ts';
import { CommandError } from '../errors.ts';
import { calling } from '../service.ts';

/** Where tokens are made and revoked: a bucket, whose keys are the right to do so, or a service, with an admin token. */
export interface TokenOffice {
  create(request: TokenRequest): Promise<CreatedToken>;
  list(): Promise<TokenInfo[]>;
  /** Null where no token has the id. */
  revoke(id: string): Promise<TokenInfo | null>;
}

/** Turns what a bucket refuses into one line (exit 4). */
async function reaching<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof S3Error || error instanceof RegistryError)) throw error;
    throw new CommandError(error.message, 4, { cause: error });
  }
}

const nameFault = (fault: RegistryError): void => void process.stderr.write(`left out: ${fault.message}\n`);

/** Tokens over a bucket; damaged records are named on standard error. */
export function bucketOffice(store: ObjectStore, now: () => number): TokenOffice {
  return {
    create: (request) => reaching(createToken(store, request, now())),
    list: () => reaching(listTokens(store, nameFault)),
    revoke: (id) => reaching(revokeToken(store, id, now())),
  };
}

/** Tokens over a service. */
export function serviceOffice(client: HadronEdgeClient): TokenOffice {
  return {
    create: (request) => calling(client.createToken(request)),
    list: () => calling(client.tokens()),
    revoke: (id) =>
      calling(
        client.revokeToken(id).catch((error: unknown) => {
          if (error instanceof ServiceProblem && error.problem.type.endsWith(':unknown-token')) return null;
          throw error;
        }),
      ),
  };
}
