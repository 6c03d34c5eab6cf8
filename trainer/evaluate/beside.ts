import { certificateSchema, type GeneratorCertificate } from '../../models/contract/certificate.ts';
import { manifestSchema } from '../../models/contract/manifest.ts';
import { readDocument, SubjectError } from './subject.ts';

/** A release beside which a generator is judged: it is to be as good within errors. */
export interface Beside {
  name: string;
  version: string;
  /** The digest of its certificate. */
  digest: string;
  certificate: GeneratorCertificate;
}

/** Reads a release's name and certificate. Throws a SubjectError for what is no release of a generator. */
export async function readBeside(directory: string): Promise<Beside> {
  const { name, version, certificate: digest } = await readDocument(directory, 'manifest.json', manifestSchema);
  const certificate = await readDocument(directory, 'certificate.json', certificateSchema);
  if (certificate.kind !== 'generator') throw new SubjectError(`${directory} is no release of a generator`);
  return { name, version, digest, certificate };
}

/** Throws a SubjectError where the release was not judged on the same events: its figures could not be compared. */
export function requireSameEvents(
  { name, certificate }: Beside,
  { seed, events, classifier }: { seed: bigint; events: number; classifier: { events: number } },
): void {
  const { samples } = certificate;
  const learned = certificate.classifier.settings['events'];
  if (samples.seed === `${seed}` && samples.events === events && learned === classifier.events) return;
  throw new SubjectError(
    `${name} was judged on ${samples.events} events of seed ${samples.seed} (its classifier learned from ${learned}), ` +
      `not on ${events} of seed ${seed} (${classifier.events}); judge it again first`,
  );
}
