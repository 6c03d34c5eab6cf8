/** Counts of this isolate since it started, in Prometheus' text format. Other isolates have counts of their own. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  #clusters = 0;
  #events = 0;

  /** Counts one answer; `route` is the pattern, never the path, so that the number of series stays fixed. */
  request(method: string, route: string, status: number): void {
    const labels = `method="${method}",route="${route}",status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
  }

  sampled(clusters: number): void {
    this.#clusters += clusters;
  }

  scored(events: number): void {
    this.#events += events;
  }

  /** The exposition, with gauges that the caller reads now. */
  text(gauges: { wasmBytes: number; models: number; refused: number }): string {
    const lines = ['# HELP hadronedge_requests_total Answers.', '# TYPE hadronedge_requests_total counter'];
    for (const [labels, count] of this.#requests) lines.push(`hadronedge_requests_total{${labels}} ${count}`);
    const series: [name: string, type: string, help: string, value: number][] = [
      ['hadronedge_clusters_total', 'counter', 'Clusters sampled.', this.#clusters],
      ['hadronedge_events_total', 'counter', 'Events scored.', this.#events],
      ['hadronedge_wasm_bytes', 'gauge', 'Memory of the ONNX runtime; it only grows.', gauges.wasmBytes],
      ['hadronedge_models', 'gauge', 'Models loaded.', gauges.models],
      ['hadronedge_models_refused', 'gauge', 'Models that did not pass their checks.', gauges.refused],
    ];
    for (const [name, type, help, value] of series) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
