// Names with a bar each, and a figure behind it.
export interface Bar {
  name: string;
  /** 0 to 1. */
  share: number;
  figure: string;
  note?: string;
  strong?: boolean;
}

export function Bars({ bars, quiet }: { bars: Bar[]; quiet?: boolean }) {
  return (
    <ul class={quiet ? "bars quiet" : "bars"}>
      {bars.map((bar) => (
        <li key={bar.name} class={bar.strong ? "strong" : ""}>
          <span class="name">
            {bar.name}
            {bar.note && <small> {bar.note}</small>}
          </span>
          <span class="track" aria-hidden="true">
            <i style={{ width: `${100 * Math.min(1, Math.max(0, bar.share))}%` }} />
          </span>
          <span class="number">{bar.figure}</span>
        </li>
      ))}
    </ul>
  );
}
