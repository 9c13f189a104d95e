// Error against training rows, and where the fitted curve leads.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { LearningCurve as Curve } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill } from "../words";

/** Points of the fitted curve between the smallest training and the farthest forecast. */
const steps = 40;

interface Place {
  rows: number;
  error?: number;
  low?: number;
  high?: number;
}

function places(curve: Curve): Place[] {
  const { points, forecasts } = curve;
  const first = points[0]!.rows;
  const largest = points[points.length - 1]!.rows;
  const last = Math.max(largest, ...forecasts.map((f) => f.rows));
  const grid = Array.from({ length: steps + 1 }, (_, i) => ({
    rows: first * (last / first) ** (i / steps),
  }));
  return [...points, ...grid, ...forecasts.map(({ rows, low, high }) => ({ rows, low, high }))].sort(
    (a, b) => a.rows - b.rows,
  );
}

export function LearningCurve({ curve }: { curve: Curve }) {
  const say = useSay();
  const format = useFormat();
  const all = places(curve);
  const at = (rows: number) => curve.law.floor + curve.law.scale * rows ** -curve.law.power;
  const short = new Intl.NumberFormat("en", { notation: "compact" });
  return (
    <Section
      id="learning"
      title={say(words.learning)}
      note={fill(say(words.learningNote), `${format.count(curve.level * 100)}%`)}
    >
      <p class="finding">{say(curve.words)}</p>
      <Chart
        title={say(curve.label)}
        xLabel={say(words.trainingRows)}
        x={all.map((p) => p.rows)}
        logX
        series={[
          { label: say(words.fitted), values: all.map((p) => at(p.rows)), colour: "--second", kind: "plain" },
          {
            label: say(words.low),
            values: all.map((p) => p.low ?? null),
            colour: "--muted",
            kind: "dashed",
          },
          {
            label: say(words.high),
            values: all.map((p) => p.high ?? null),
            colour: "--muted",
            kind: "dashed",
          },
          {
            label: say(curve.label),
            values: all.map((p) => p.error ?? null),
            colour: "--accent",
            kind: "points",
          },
        ]}
        formatX={(value) => short.format(value)}
        formatY={format.share}
        formatTicks={format.shortShare}
      />
      <table class="forecasts">
        <thead>
          <tr>
            <th>{say(words.times)}</th>
            <th class="number">{say(words.trainingRows)}</th>
            <th class="number">{say(words.expected)}</th>
          </tr>
        </thead>
        <tbody>
          {curve.forecasts.map((f) => (
            <tr key={f.times}>
              <td>{format.number(f.times)} ×</td>
              <td class="number">{format.count(f.rows)}</td>
              <td class="number">
                {format.share(f.error)} <small>{format.share(f.low)} – {format.share(f.high)}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
