import { createRequire } from 'node:module';
import { BackendError, firstLine } from './error.ts';

/** Packages that bring libtensorflow, the GPU's first. Neither is installed with this project (docs/training.md). */
const PACKAGES: readonly string[] = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** What the packages (4.22.0) ask of Node.js' `util`, which has had neither since version 23. */
const REMOVED: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['isNullOrUndefined', (value) => value === null || value === undefined],
  ['isArray', Array.isArray],
];

function restoreUtil(): void {
  const util: object = createRequire(import.meta.url)('node:util');
  for (const [name, value] of REMOVED) if (!(name in util)) Object.defineProperty(util, name, { value });
}

/** Loads libtensorflow's binding; gives the name of the package. Throws a BackendError where there is none. */
export async function importTensorflow(): Promise<string> {
  restoreUtil();
  const reasons: string[] = [];
  for (const name of PACKAGES) {
    try {
      await import(name);
      return name.split('/')[1]!;
    } catch (error) {
      reasons.push(firstLine(error));
    }
  }
  throw new BackendError(
    `backend 'tensorflow' needs one of ${PACKAGES.join(', ')} to be installed (${reasons.join('; ')})`,
  );
}
