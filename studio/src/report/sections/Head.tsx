// Name, switches, the report in one paragraph, and its first figure.
import { Bar, type Turned } from "../../shared/Bar";
import { useFormat } from "../../shared/format";
import { useSay } from "../../shared/text";
import type { Report } from "../data";
import { fill, words } from "../words";

export function Head({ report, ...turned }: { report: Report | null } & Turned) {
  const say = useSay();
  return (
    <header class="head">
      <Bar {...turned} />
      {report && (
        <>
          <p class="facts">{facts(report, say).join(" · ")}</p>
          <h1>{report.product.name}</h1>
          <div class="lead">
            {report.summary && <Summary paragraphs={say(report.summary).split("\n\n")} />}
            <Headline report={report} />
          </div>
        </>
      )}
    </header>
  );
}

/** What the figures say, then what else was found. */
function Summary({ paragraphs }: { paragraphs: string[] }) {
  return (
    <div class="summary">
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </div>
  );
}

function facts(report: Report, say: ReturnType<typeof useSay>): string[] {
  const { task, version } = report.product;
  return [
    say(words.report),
    ...(task ? [say(task)] : []),
    ...(report.model ? [report.model.name] : []),
    ...(version !== undefined ? [`${say(words.version)} ${version}`] : []),
  ];
}

/** The first metric, large, beside what the first baseline reaches. */
function Headline({ report }: { report: Report }) {
  const say = useSay();
  const format = useFormat();
  const metric = report.evaluation.metrics[0];
  if (!metric) return null;
  const baseline = report.evaluation.baselines[0];
  const { interval } = metric;
  return (
    <div class="headline">
      <span class="label">{say(metric.label)}</span>
      <strong>{format.metric(metric.value, metric.unit)}</strong>
      {interval && (
        <span class="label">
          {fill(say(words.interval), format.count(interval.level * 100) + "%")}{" "}
          {format.metric(interval.low, metric.unit)} – {format.metric(interval.high, metric.unit)}
        </span>
      )}
      {baseline && (
        <span class="label">
          {fill(say(words.baseline), say(baseline.label))}{" "}
          {format.metric(baseline.metrics[metric.name], metric.unit)}
        </span>
      )}
    </div>
  );
}
