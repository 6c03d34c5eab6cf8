import { canonicalBytes } from '../canonical.ts';
import type { BlobRole, Manifest } from '../manifest.ts';

/** What a signature says, and in which form: a new form gets a new number, and old ones are read for ever. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'urn:hadronedge:release-signature:1';

/** The files of a release as subjects name them; the same names as in a release directory. */
const SUBJECT_NAMES: Record<BlobRole | 'manifest', string> = {
  manifest: 'manifest.json',
  model: 'model.onnx',
  reference: 'reference.json',
  certificate: 'certificate.json',
};

/** An in-toto statement v1 (github.com/in-toto/attestation, spec/v1/statement.md) about the files of one release. */
export interface Statement {
  _type: typeof STATEMENT_TYPE;
  /** Files with their sha256, in hexadecimal, by name. */
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: typeof PREDICATE_TYPE;
  predicate: { name: string; version: string };
}

/**
 * The statement that a signature of a release makes: these are the files of name@version. It is a function of the
 * manifest alone, without a time, so that signing twice gives the same bytes and a verifier can write it itself.
 * @param digest of the manifest's canonical JSON
 */
export function statementOf(manifest: Manifest, digest: string): Statement {
  const files = [
    { name: SUBJECT_NAMES.manifest, digest },
    ...manifest.blobs.map((blob) => ({ name: SUBJECT_NAMES[blob.role], digest: blob.digest })),
  ];
  return {
    _type: STATEMENT_TYPE,
    subject: files
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((file) => ({ name: file.name, digest: { sha256: file.digest.slice('sha256:'.length) } })),
    predicateType: PREDICATE_TYPE,
    predicate: { name: manifest.name, version: manifest.version },
  };
}

/** The canonical JSON of the statement: the payload of its envelope. */
export const statementBytes = (manifest: Manifest, digest: string): Uint8Array<ArrayBuffer> =>
  canonicalBytes(statementOf(manifest, digest));
