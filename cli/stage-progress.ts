import { Progress } from './progress.ts';

const unitOf = (stage: string): string => (stage.startsWith('telling') ? 'steps' : 'events');

/** Shows each stage of an evaluation with a progress line of its own. */
export function stageProgress(): { onStage: (stage: string, done: number, total: number) => void; finish: () => void } {
  let current: { stage: string; progress: Progress } | undefined;
  return {
    onStage: (stage, done, total) => {
      if (current?.stage !== stage) {
        current?.progress.finish();
        current = { stage, progress: new Progress(stage, total, total === 1 ? 'step' : unitOf(stage)) };
      }
      current.progress.update(done);
    },
    finish: () => current?.progress.finish(),
  };
}
