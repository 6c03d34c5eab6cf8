import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ImportSpec, parseImportSpec } from '../../../trainer/import/spec.ts';

/** The models that other exporters wrote (test/fixtures/outside/make.py). */
const FOLDER = resolve(import.meta.dirname, '../../fixtures/outside');

export const OUTSIDE = [
  { name: 'skl2onnx-opset9', spec: 'skl2onnx.json' },
  { name: 'skl2onnx-opset15', spec: 'skl2onnx.json' },
  { name: 'keras-style-opset9', spec: 'keras-style.json' },
] as const;

export const readModel = (name: string) => new Uint8Array(readFileSync(join(FOLDER, `${name}.onnx`)));
export const readSpecText = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
export const readSpec = (file: string): ImportSpec => parseImportSpec(readSpecText(file));

/** What ONNX Runtime made of 20 rows of the model's own input, from Python. */
export const readAnswers = (name: string): { input: number[]; output: number[] } =>
  JSON.parse(readFileSync(join(FOLDER, `answers-${name}.json`), 'utf8'));
