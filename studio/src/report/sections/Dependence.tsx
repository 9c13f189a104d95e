// The mean answer as one column moves, with the band of the rows' own answers.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Dependence as Found } from "../findings";
import { modelWords as words } from "../modelWords";
import { fill } from "../words";
import { Spans } from "./Spans";

export function Dependence({ found }: { found: Found[] }) {
  const say = useSay();
  const format = useFormat();
  const note = fill(say(words.dependenceNote), format.count(found[0]!.rows));
  return (
    <Section id="dependence" title={say(words.dependence)} note={note}>
      <div class="charts">
        {found.map((one) => (
          <Moving key={one.column} found={one} />
        ))}
      </div>
    </Section>
  );
}

function Moving({ found }: { found: Found }) {
  const say = useSay();
  const format = useFormat();
  const { column, kind, points } = found;
  const answer = found.class ? fill(say(words.probabilityOf), found.class) : say(words.predicted);
  const show = found.class ? format.share : format.number;
  if (kind === "category")
    return (
      <figure class="moving">
        <figcaption>
          <b>{column}</b> · {answer}
        </figcaption>
        <Spans
          lines={points.map((p) => ({
            name: p.cell,
            figure: `${show(p.mean)} (${show(p.low)} – ${show(p.high)})`,
            low: Math.min(p.low, p.mean),
            high: Math.max(p.high, p.mean),
            at: p.mean,
          }))}
        />
      </figure>
    );
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  return (
    <Chart
      title={`${column} · ${answer}`}
      xLabel={column}
      x={points.map((p) => p.number ?? 0)}
      series={[
        { label: say(words.mean), values: points.map((p) => p.mean), colour: "--accent" },
        {
          label: say(words.low),
          values: points.map((p) => p.low),
          colour: "--muted",
          kind: "dashed",
        },
        {
          label: say(words.high),
          values: points.map((p) => p.high),
          colour: "--muted",
          kind: "dashed",
        },
      ]}
      formatX={kind === "date" ? day : format.number}
      formatY={show}
      formatTicks={found.class ? format.shortShare : format.number}
      height={200}
    />
  );
}
