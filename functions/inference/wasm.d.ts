/** A `.wasm` file as a precompiled module (the bundler's CompiledWasm rule): workerd compiles none at run time. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
