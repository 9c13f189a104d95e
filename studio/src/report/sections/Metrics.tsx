// Every metric with its interval, beside the baselines.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Baseline, Evaluation, Metric } from "../data";
import { fill, words } from "../words";

export function Metrics({ evaluation }: { evaluation: Evaluation }) {
  const say = useSay();
  const format = useFormat();
  const { metrics, baselines } = evaluation;
  const level = metrics.find((m) => m.interval)?.interval?.level;
  return (
    <Section
      id="metrics"
      title={say(words.metrics)}
      note={fill(say(words.metricsNote), format.count(evaluation.rows))}
    >
      <table class="metrics">
        <thead>
          <tr>
            <th>{say(words.metric)}</th>
            <th class="number">{say(words.value)}</th>
            <th class="number">
              {level ? fill(say(words.interval), `${format.count(level * 100)}%`) : ""}
            </th>
            {baselines.map((baseline) => (
              <th key={baseline.name} class="number">
                {fill(say(words.baseline), say(baseline.label))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <Row key={metric.name} metric={metric} baselines={baselines} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Row({ metric, baselines }: { metric: Metric; baselines: Baseline[] }) {
  const say = useSay();
  const format = useFormat();
  const show = (value: number | null | undefined) => format.metric(value, metric.unit);
  const { interval } = metric;
  return (
    <tr data-metric={metric.name}>
      <td class="what">
        <b>{say(metric.label)}</b>{" "}
        <small>{say(metric.direction === "higher" ? words.higher : words.lower)}</small>
        <p>{say(metric.explanation)}</p>
      </td>
      <td class="number value" data-label={say(words.value)}>
        {show(metric.value)}
      </td>
      <td
        class="number"
        data-label={
          interval ? fill(say(words.interval), `${format.count(interval.level * 100)}%`) : ""
        }
      >
        {interval && (
          <>
            {show(interval.low)} – {show(interval.high)}
            <Band metric={metric} baseline={baselines[0]?.metrics[metric.name]} />
          </>
        )}
      </td>
      {baselines.map((baseline) => (
        <td
          key={baseline.name}
          class="number muted"
          data-label={fill(say(words.baseline), say(baseline.label))}
        >
          {show(baseline.metrics[metric.name])}
        </td>
      ))}
    </tr>
  );
}

/** Interval, value and first baseline on one line; only where the range is limited. */
function Band({ metric, baseline }: { metric: Metric; baseline?: number | null }) {
  const [low, high] = metric.range;
  if (low == null || high == null || !metric.interval || metric.value == null) return null;
  const place = (value: number) => 100 * Math.min(1, Math.max(0, (value - low) / (high - low)));
  const from = place(metric.interval.low);
  return (
    <span class="band" aria-hidden="true">
      <i
        class="range"
        style={{ left: `${from}%`, width: `${place(metric.interval.high) - from}%` }}
      />
      {baseline != null && <i class="tick" style={{ left: `${place(baseline)}%` }} />}
      <i class="dot" style={{ left: `${place(metric.value)}%` }} />
    </span>
  );
}
