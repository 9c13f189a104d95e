// Truth minus prediction: against the prediction, counted, and the intervals that follow.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Intervals, Residuals as Found } from "../findings";
import { modelWords as words } from "../modelWords";
import { Points } from "./Points";

export function Residuals({ residuals, intervals }: { residuals: Found; intervals?: Intervals }) {
  const say = useSay();
  return (
    <Section id="residuals" title={say(words.residuals)} note={say(words.residualsNote)}>
      <p class="finding">{say(residuals.words)}</p>
      {intervals && <p class="finding">{say(intervals.words)}</p>}
      <div class="charts">
        <Points
          title={say(words.residual)}
          xLabel={say(words.predicted)}
          points={residuals.points}
          line={{ label: say(words.predicted), at: () => 0 }}
        />
        <Histogram bins={residuals.histogram} />
      </div>
    </Section>
  );
}

function Histogram({ bins }: { bins: Found["histogram"] }) {
  const say = useSay();
  const format = useFormat();
  const most = Math.max(...bins.map((bin) => bin.rows), 1);
  const range = (bin: { low: number; high: number }) =>
    `${format.number(bin.low)} – ${format.number(bin.high)}`;
  return (
    <figure class="chart">
      <figcaption>{say(words.rowsByResidual)}</figcaption>
      <div class="histogram" role="img" aria-label={say(words.rowsByResidual)}>
        {bins.map((bin) => (
          <i
            key={bin.low}
            style={{ height: `${(100 * bin.rows) / most}%` }}
            title={`${range(bin)}: ${format.count(bin.rows)}`}
          />
        ))}
      </div>
      <p class="ends">
        <span>{format.number(bins[0]!.low)}</span>
        <span>{format.number(bins[bins.length - 1]!.high)}</span>
      </p>
    </figure>
  );
}
