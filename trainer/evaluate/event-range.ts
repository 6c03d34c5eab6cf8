/** Events first … first + count - 1 of the certificate's seed. */
export interface EventRange {
  first: number;
  count: number;
}

/** Which events a generator's certificate uses for what; no two ranges share an event. */
export interface EventPlan {
  /** The truth that everything is compared with. */
  truth: EventRange;
  /** The clusters that the model decays; with their own hadrons a second truth sample. */
  clusters: EventRange;
  /** The same two for the classifiers to learn from. */
  trainingTruth: EventRange;
  trainingClusters: EventRange;
  /** Further truth samples, for the floor. */
  floors: EventRange[];
}

/**
 * Ranges one after the other, from event 0 on.
 * @param events in each sample that is compared
 * @param training events of each class for the classifiers
 * @param floorSamples truth samples for the floor, `truth` and `clusters` being two of them
 */
export function planEvents(events: number, training: number, floorSamples: number): EventPlan {
  let next = 0;
  const take = (count: number): EventRange => {
    next += count;
    return { first: next - count, count };
  };
  return {
    truth: take(events),
    clusters: take(events),
    trainingTruth: take(training),
    trainingClusters: take(training),
    floors: Array.from({ length: Math.max(0, floorSamples - 2) }, () => take(events)),
  };
}
