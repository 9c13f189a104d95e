// By how much the model gets worse without what one column tells.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Importance as Found } from "../findings";
import { modelWords as words } from "../modelWords";
import { fill } from "../words";
import { Spans } from "./Spans";

const shown = 12;

export function Importance({ found }: { found: Found }) {
  const say = useSay();
  const format = useFormat();
  const show = (value: number) => format.metric(value, found.unit);
  const lines = found.columns.map(({ column, drop, interval }) => ({
    name: column,
    figure: `${show(drop)} (${show(interval.low)} – ${show(interval.high)})`,
    low: Math.min(interval.low, drop),
    high: Math.max(interval.high, drop),
    at: drop,
  }));
  const level = found.columns[0]?.interval.level ?? 0;
  const note = fill(
    say(words.importanceNote),
    format.count(found.rows),
    format.count(found.repeats),
    say(found.label),
    `${format.count(level * 100)}%`,
  );
  const rest = found.num_columns - shown;
  return (
    <Section id="importance" title={say(words.importance)} note={note}>
      {found.columns.every((c) => c.interval.low <= 0) && (
        <p class="finding">{say(words.noImportance)}</p>
      )}
      <Spans lines={lines.slice(0, shown)} from={0} />
      {lines.length > shown && (
        <details class="rest">
          <summary>{fill(say(words.moreColumns), format.count(rest))}</summary>
          <Spans lines={lines.slice(shown)} from={0} />
        </details>
      )}
    </Section>
  );
}
