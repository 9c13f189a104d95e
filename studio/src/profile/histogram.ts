// From percentiles to the bars of a histogram.

export interface Bin {
  from: number;
  to: number;
  share: number;
}

/** The share of rows that do not exceed x, between percentiles along a line. */
function shareUpTo(quantiles: number[], x: number): number {
  const last = quantiles.length - 1;
  if (x >= quantiles[last]!) return 1;
  if (x < quantiles[0]!) return 0;
  let i = 0;
  while (quantiles[i + 1]! <= x) i++;
  return (i + (x - quantiles[i]!) / (quantiles[i + 1]! - quantiles[i]!)) / last;
}

/** Where the rows are, few far out ones aside. */
function limits(quantiles: number[]): [number, number] {
  const last = quantiles.length - 1;
  const at = (share: number) => quantiles[Math.round(share * last)]!;
  const width = at(0.75) - at(0.25);
  if (width <= 0) return [quantiles[0]!, quantiles[last]!];
  return [
    Math.max(quantiles[0]!, at(0.25) - 3 * width),
    Math.min(quantiles[last]!, at(0.75) + 3 * width),
  ];
}

/** At most `most` bins of one width; whole numbers are never cut apart. */
export function histogram(quantiles: number[], whole: boolean, most = 28): Bin[] {
  let [low, high] = limits(quantiles);
  let width = (high - low) / most;
  if (whole) {
    low = Math.floor(low);
    width = Math.max(1, Math.ceil((high - low + 1) / most));
    low -= 0.5;
  }
  if (!(width > 0)) return [{ from: low, to: high, share: 1 }];
  const count = Math.max(1, Math.ceil((high - low) / width - 1e-9));
  const bins: Bin[] = [];
  for (let i = 0; i < count; i++) {
    const from = low + i * width;
    const to = i === count - 1 ? Math.max(high, from + width) : from + width;
    const before = i === 0 ? shareUpTo(quantiles, low - width * 1e-9) : shareUpTo(quantiles, from);
    bins.push({ from, to, share: Math.max(0, shareUpTo(quantiles, to) - before) });
  }
  return bins;
}
