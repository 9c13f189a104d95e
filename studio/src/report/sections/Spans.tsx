// One line per name: a band and a tick on a common scale, with the figure in words.
interface Line {
  name: string;
  figure: string;
  low: number;
  high: number;
  at: number;
}

export function Spans({ lines, from }: { lines: Line[]; from?: number }) {
  const low = Math.min(from ?? Infinity, ...lines.map((line) => line.low));
  const high = Math.max(from ?? -Infinity, ...lines.map((line) => line.high));
  const place = (value: number) => (100 * (value - low)) / (high - low || 1);
  return (
    <ol class="spans">
      {lines.map((line) => (
        <li key={line.name}>
          <span class="name">{line.name}</span>
          <span class="figure">{line.figure}</span>
          <span class="scale" aria-hidden="true">
            <i
              class="range"
              style={{ left: `${place(line.low)}%`, right: `${100 - place(line.high)}%` }}
            />
            <i class="tick" style={{ left: `${place(line.at)}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
