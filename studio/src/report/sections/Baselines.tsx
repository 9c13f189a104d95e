// The first metric of the model beside those of the baselines, as bars.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Evaluation } from "../data";
import type { Findings } from "../findings";
import { findingWords as words } from "../findingWords";

export function Baselines({
  evaluation,
  comparisons,
}: {
  evaluation: Evaluation;
  comparisons?: Findings["comparisons"];
}) {
  const say = useSay();
  const format = useFormat();
  const metric = evaluation.metrics[0];
  const rows = [
    { name: say(words.thisModel), value: metric?.value, own: true },
    ...evaluation.baselines.map((b) => ({
      name: say(b.label),
      value: b.metrics[metric?.name ?? ""],
      own: false,
    })),
  ];
  const most = Math.max(...rows.map((row) => row.value ?? 0), Number.MIN_VALUE);
  return (
    <Section id="baselines" title={say(words.baselines)} note={say(words.baselinesNote)}>
      {metric && (
        <>
          <h3>{say(metric.label)}</h3>
          <ol class="bars">
            {rows.map((row) => (
              <li key={row.name} class={row.own ? "" : "other"}>
                <span class="name">{row.name}</span>
                <span class="figure">{format.metric(row.value, metric.unit)}</span>
                <i style={{ width: `${(100 * Math.max(0, row.value ?? 0)) / most}%` }} />
              </li>
            ))}
          </ol>
        </>
      )}
      {comparisons?.map((comparison) => {
        const sentence = say(comparison.words);
        return (
          <p key={sentence} class="finding">
            {sentence}
          </p>
        );
      })}
    </Section>
  );
}
