/**
 * ROC curve of logits at evenly spaced ranks of class 0: the share of class 1 that stands above each cut, from the
 * tightest cut to none.
 * @param points how many cuts, ends included
 */
export function rocPoints(class0: Float64Array, class1: Float64Array, points = 101) {
  const [sorted0, sorted1] = [class0.slice().sort(), class1.slice().sort()];
  const rates = { false_positive_rate: [0], true_positive_rate: [0] };
  for (let i = 1; i < points - 1; i++) {
    const cut = sorted0[Math.floor(sorted0.length * (1 - i / (points - 1)))]!;
    rates.false_positive_rate.push(shareAbove(sorted0, cut));
    rates.true_positive_rate.push(shareAbove(sorted1, cut));
  }
  rates.false_positive_rate.push(1);
  rates.true_positive_rate.push(1);
  return rates;
}

function shareAbove(sorted: Float64Array, cut: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= cut) low = middle + 1;
    else high = middle;
  }
  return (sorted.length - low) / sorted.length;
}
