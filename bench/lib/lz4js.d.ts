/** lz4js 0.2.0 has no types; benchmarks compress with it. */
declare module 'lz4js' {
  const lz4: {
    compress(data: Uint8Array): Uint8Array | number[];
    decompressFrame(data: Uint8Array, output: Uint8Array): number;
  };
  export default lz4;
}
