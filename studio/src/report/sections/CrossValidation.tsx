// One point per training, and the interval of their mean, on one line.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { CrossValidation as Folds } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill } from "../words";

export function CrossValidation({ folds }: { folds: Folds }) {
  const say = useSay();
  const format = useFormat();
  const show = (value: number) => format.metric(value, folds.unit);
  const { interval, mean, values } = folds;
  const low = Math.min(interval.low, ...values);
  const high = Math.max(interval.high, ...values);
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  const place = (value: number) =>
    `${(100 * (value - low + room)) / (high - low + 2 * room)}%`;
  return (
    <Section
      id="folds"
      title={say(words.folds)}
      note={fill(say(words.foldsNote), `${format.count(interval.level * 100)}%`)}
    >
      <p class="finding">
        <b>{say(folds.label)}</b>{" "}
        {say(words.mean)} {show(mean)} ({show(interval.low)} – {show(interval.high)})
      </p>
      <div class="strip" role="img" aria-label={values.map(show).join(", ")}>
        <i
          class="range"
          style={{ left: place(interval.low), right: `calc(100% - ${place(interval.high)})` }}
        />
        <i class="tick" style={{ left: place(mean) }} />
        {values.map((value, i) => (
          <i
            key={i}
            class="dot"
            style={{ left: place(value) }}
            title={`${fill(say(words.fold), String(i + 1))}: ${show(value)}`}
          />
        ))}
        <span class="from">{show(low)}</span>
        <span class="to">{show(high)}</span>
      </div>
    </Section>
  );
}
