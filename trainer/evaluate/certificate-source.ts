import { isTruthName } from '../../physics/hadronization/parameters.ts';
import { fileSource } from '../data/file-source.ts';
import { generatedSource, type ReleasedGenerator } from '../data/generated-source.ts';
import { type DataKey, digestOf, type Given, type GivenData } from '../data/given.ts';
import { shippedGenerator } from '../data/shipped-generator.ts';
import type { DataEntry, DataSource } from '../data/source.ts';
import { builtInSource } from '../data/truth-source.ts';
import { LUND_STRING_NAME } from '../presets/truth-seed.ts';
import { type Description, SubjectError } from './subject.ts';

/** The sample that a model (one class of a scorer) was trained on. Throws a SubjectError where none is listed. */
export function trainingEntry({ data }: Description, key: DataKey): DataEntry {
  const entry = data.find(
    ({ use, parameters }) => use === 'training' && (key === 'all' || `${parameters['class']}` === key),
  );
  if (entry) return entry;
  throw new SubjectError(`the training data${key === 'all' ? '' : ` of class ${key}`} are not listed`);
}

const optionOf = (key: DataKey): string => (key === 'all' ? '--data FILE' : `--data ${key}=FILE`);

/** Throws a SubjectError where what is given is not what the model was trained on. */
function requireDigest(key: DataKey, name: string, expected: string, given: Given): void {
  const found = digestOf(given);
  if (found === expected) return;
  throw new SubjectError(`the model was trained on ${name} of ${expected}; ${optionOf(key)} is ${found}`);
}

function fileOf(key: DataKey, { source, digest }: DataEntry, given: Given | undefined): DataSource {
  if (!given)
    throw new SubjectError(`the model was trained on ${source} of ${digest}; give that file by ${optionOf(key)}`);
  requireDigest(key, source, `${digest}`, given);
  if (!('file' in given)) throw new SubjectError(`${optionOf(key)} must be the file that the model was trained on`);
  return fileSource(given.file);
}

async function generatorOf(key: DataKey, { parameters }: DataEntry, given?: Given): Promise<ReleasedGenerator> {
  const [name, digest] = [`${parameters['generator']}`, `${parameters['generator_digest']}`];
  const generator = given ?? { generator: await shippedGenerator(name) };
  requireDigest(key, name, digest, generator);
  if ('generator' in generator) return generator.generator;
  throw new SubjectError(`${optionOf(key)} must be the release of ${name}`);
}

/**
 * Where the certificate's events come from: what the model (one class of a scorer) was trained on, of which the
 * certificate takes other events. A file must be given again and be the same to the byte. Throws a SubjectError.
 */
export async function certificateSource(description: Description, key: DataKey, data: GivenData): Promise<DataSource> {
  const entry = trainingEntry(description, key);
  const given = data.get(key);
  if (entry.digest !== undefined) return fileOf(key, entry, given);
  const { truth, generator } = entry.parameters;
  if (generator !== undefined && typeof truth === 'string' && isTruthName(truth))
    return generatedSource(truth, await generatorOf(key, entry, given));
  if (given) throw new SubjectError(`the model was trained on the built-in truth; leave out ${optionOf(key)}`);
  if (typeof truth === 'string' && (truth === LUND_STRING_NAME || isTruthName(truth))) return builtInSource(truth);
  const of = key === 'all' ? '' : ` of class ${key}`;
  throw new SubjectError(`the training data${of} name no truth that can be simulated`);
}

/** The parameters of what the events were drawn from, as a certificate lists them. */
export function certificateTruth({ source, digest, parameters }: DataEntry): Record<string, string | number> {
  const { truth: _truth, class: _class, part: _part, first: _first, ...own } = parameters;
  return digest === undefined ? own : { file: source, digest, ...own };
}
