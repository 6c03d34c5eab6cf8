import type { GraphProto, ModelProto } from '../../contract/onnx/onnx-ml_pb.js';
import { OnnxFormatError, readOnnx } from '../../contract/onnx-reader.ts';
import { RegistryError } from '../error.ts';
import { quote, refuseSubgraphs } from './attributes.ts';
import { type GateCode, GateFault } from './fault.ts';
import { type Cost, walkGraph } from './graph.ts';
import { readInitializers } from './initializers.ts';
import { checkInterface, checkMetadata, type GateManifest } from './interface.ts';
import { GATE_LIMITS, type GateLimits, type Rows } from './limits.ts';

/** IR 7 to 10 came with opsets 13 to 21. */
const IR_VERSIONS = { least: 7n, most: 10n };
/** Opset 18 changes what ReduceMean reads; nothing below 13 keeps axes as inputs. */
const OPSETS = { least: 13n, most: 17n };

/** Small, different sizes: a graph with a fixed number of rows cannot fit these and the largest chunk both. */
const FEW_ROWS: Rows = { n: 5, N: 7, B: 3 };

/**
 * The gate: whether a model may be given to a runtime at all. It reads the file without running it, and refuses what is
 * not plain arithmetic of known cost, because runtimes themselves accept graphs of a few hundred bytes that take all
 * memory or run for ever. `smoke-run.ts` has the rest, which needs a runtime.
 *
 * Gives what the largest chunk costs. Throws RegistryError 'gate' with a code of GATE_CODES.
 */
export function checkGate(bytes: Uint8Array, manifest: GateManifest, limits: GateLimits = GATE_LIMITS): Cost {
  try {
    return pass(manifest, bytes, limits);
  } catch (error) {
    if (error instanceof GateFault) throw gateRefusal(manifest, error.code, error);
    if (error instanceof OnnxFormatError) throw gateRefusal(manifest, error.reason, error);
    throw error;
  }
}

/** A fault as the registry refuses with it. */
export function gateRefusal({ name, version }: GateManifest, code: GateCode, cause: Error): RegistryError {
  const message = `${name}@${version} does not pass the gate (${code}): ${cause.message}`;
  return new RegistryError('gate', `${name}@${version}`, message, { cause, code });
}

function pass(manifest: GateManifest, bytes: Uint8Array, limits: GateLimits): Cost {
  if (bytes.length > limits.model_bytes) {
    throw new GateFault('too-large', `${bytes.length} bytes; ${limits.model_bytes} at most`);
  }
  const model = readOnnx(bytes);
  const graph = checkModel(model);
  checkCounts(graph, limits);
  for (const node of graph.node) refuseSubgraphs(node);
  checkMetadata(manifest, model);
  const constants = readInitializers(graph, limits);
  const tensors = checkInterface(manifest, graph);
  walkGraph(graph, constants, tensors, FEW_ROWS, limits);
  return walkGraph(graph, constants, tensors, limits.rows, limits);
}

/** Refuses everything beside one plain graph in one operator set of the default domain. */
function checkModel(model: ModelProto): GraphProto {
  if (model.irVersion < IR_VERSIONS.least || model.irVersion > IR_VERSIONS.most) {
    throw new GateFault(
      'ir-version',
      `IR version ${model.irVersion}; ${IR_VERSIONS.least} to ${IR_VERSIONS.most} are read`,
    );
  }
  const [opset, ...others] = model.opsetImport;
  if (!opset || others.length > 0 || opset.domain !== '') {
    const domains = model.opsetImport.map(({ domain }) => quote(domain)).slice(0, 4);
    throw new GateFault(
      'opset-domain',
      `operator sets of the domains ${domains.join(', ')}; only the default one is allowed`,
    );
  }
  if (opset.version < OPSETS.least || opset.version > OPSETS.most) {
    throw new GateFault('opset-version', `opset ${opset.version}; ${OPSETS.least} to ${OPSETS.most} are read`);
  }
  if (model.functions.length > 0) throw new GateFault('local-function', 'the file defines functions of its own');
  if (model.trainingInfo.length > 0) throw new GateFault('training-information', 'the file holds training information');
  if (model.configuration.length > 0) throw new GateFault('device-configuration', 'the file configures devices');
  if (!model.graph) throw new GateFault('no-graph', 'the file holds no graph');
  return model.graph;
}

function checkCounts(graph: GraphProto, limits: GateLimits): void {
  if (graph.sparseInitializer.length > 0) throw new GateFault('sparse-tensor', 'sparse initializers are not allowed');
  if (graph.quantizationAnnotation.length > 0) {
    throw new GateFault('quantization-annotation', 'the graph has quantization annotations');
  }
  if (graph.node.length > limits.nodes) throw new GateFault('too-many-nodes', `more than ${limits.nodes} nodes`);
  if (graph.node.some((node) => node.deviceConfigurations.length > 0)) {
    throw new GateFault('device-configuration', 'a node configures devices');
  }
  if (graph.initializer.length > limits.initializers) {
    throw new GateFault('too-many-initializers', `more than ${limits.initializers} initializers`);
  }
}
