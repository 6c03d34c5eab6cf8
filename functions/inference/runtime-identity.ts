/**
 * Which ONNX runtime makes the angles: package version and the first 16 hex digits of the sha256 of its wasm file.
 * Answers are the same bits for the same identity. A Worker cannot read the bytes of a compiled module, so this is a
 * constant; `test/contract/runtime-identity.test.ts` compares it with the installed file.
 */
export const RUNTIME = 'onnxruntime-web/1.30.0+sha256:3398c10d07d229bd';
