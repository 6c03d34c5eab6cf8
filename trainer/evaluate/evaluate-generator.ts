import type { GeneratorCertificate } from '../../models/contract/certificate.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { type Evaluation, truthOf } from './evaluation.ts';
import { judgeGenerator } from './judge-generator.ts';
import { withSources } from './sources.ts';
import type { GeneratorSubject } from './subject.ts';

/**
 * Judges a generator: it decays the clusters of one truth sample, and the hadrons are compared with those of another,
 * independent one.
 */
export async function evaluateGenerator(
  subject: GeneratorSubject,
  evaluation: Evaluation,
): Promise<GeneratorCertificate> {
  const { description } = subject;
  const parameters = truthOf(description);
  const model = await sha256Digest(subject.model);
  return withSources(subject, parameters, evaluation, (sources, runtime) =>
    judgeGenerator({ model, runtime, description, parameters, sources }, evaluation),
  );
}
