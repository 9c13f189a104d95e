// How the numbers or dates of a column are spread.
import { useFormat } from "../shared/format";
import { useSay } from "../shared/text";
import { type Column, isDate } from "./data";
import { histogram } from "./histogram";
import { fill, words } from "./words";

/** How a value of the column reads. */
export function useValue(column: Column): (value: number) => string {
  const format = useFormat();
  if (!isDate(column)) return format.number;
  const oneDay = column.min >= 0 && column.max < 86400;
  const parts = oneDay ? [11, 16] : column.max - column.min < 3 * 86400 ? [0, 16] : [0, 10];
  return (seconds) => {
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime())
      ? "–"
      : date.toISOString().slice(parts[0], parts[1]).replace("T", " ");
  };
}

export function Histogram({ column }: { column: Column }) {
  const say = useSay();
  const format = useFormat();
  const value = useValue(column);
  const bins = histogram(column.quantiles, column.is_integer && !isDate(column));
  const most = Math.max(...bins.map((bin) => bin.share), 1e-9);
  const first = bins[0]!;
  const last = bins[bins.length - 1]!;
  const ends = [Math.max(first.from, column.min), Math.min(last.to, column.max)] as const;
  return (
    <figure class="histogram">
      <div role="img" aria-label={fill(say(words.histogramOf), column.name)}>
        {bins.map((bin, i) => (
          <i
            key={i}
            style={{ height: `${Math.max(bin.share > 0 ? 2 : 0, (100 * bin.share) / most)}%` }}
            title={`${value(bin.from)} – ${value(bin.to)}: ${format.share(bin.share)}`}
          />
        ))}
      </div>
      <figcaption>
        <span>{value(ends[0])}</span>
        <span>{value(ends[1])}</span>
      </figcaption>
    </figure>
  );
}
