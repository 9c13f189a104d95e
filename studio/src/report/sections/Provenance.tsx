// What it takes to make this product again, and what making it took.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { type Text, useSay } from "../../shared/text";
import type { Report } from "../data";
import { inOrder, names, words } from "../words";

export function Provenance({ report }: { report: Report }) {
  const say = useSay();
  const format = useFormat();
  const { data, provenance, product } = report;
  const facts: [string, string, boolean?][] = [];
  const add = (label: Text, value: string | number | undefined, code = false) => {
    if (value !== undefined) facts.push([say(label), String(value), code]);
  };
  add(words.data, data?.name);
  add(words.dataHash, data?.sha256, true);
  if (data?.rows) {
    const parts = inOrder(data.rows).map(
      ([part, rows]) => `${format.count(rows)} ${say(names[part] ?? part)}`,
    );
    facts.push([say(words.rows), parts.join(" · ")]);
  }
  add(words.seed, provenance?.seed);
  add(words.threads, provenance?.threads);
  add(words.cpu, provenance?.cpu);
  add(words.program, provenance?.ingot);
  add(words.created, product.created && format.date(product.created));
  add(words.command, provenance?.command, true);
  return (
    <Section id="provenance" title={say(words.provenance)} note={say(words.provenanceNote)}>
      <dl class="facts-list">
        {facts.map(([name, value, code]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={code ? "code" : ""}>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="costs">
        {report.seconds && <Seconds seconds={report.seconds} />}
        {report.memory && <Memory memory={report.memory} />}
      </div>
    </Section>
  );
}

function Bars({
  title,
  rows,
}: {
  title: string;
  rows: { name: string; figure: string; value: number }[];
}) {
  const most = Math.max(...rows.map((row) => row.value), Number.MIN_VALUE);
  return (
    <div>
      <h3>{title}</h3>
      <ol class="bars">
        {rows.map((row) => (
          <li key={row.name}>
            <span class="name">{row.name}</span>
            <span class="figure">{row.figure}</span>
            <i style={{ width: `${(100 * row.value) / most}%` }} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Seconds({ seconds }: { seconds: Record<string, number> }) {
  const say = useSay();
  const format = useFormat();
  const rows = inOrder(seconds).map(([stage, value]) => ({
    name: say(names[stage] ?? stage),
    figure: format.seconds(value),
    value,
  }));
  return rows.length ? <Bars title={say(words.time)} rows={rows} /> : null;
}

function Memory({ memory }: { memory: NonNullable<Report["memory"]> }) {
  const say = useSay();
  const format = useFormat();
  const rows: { name: string; figure: string; value: number }[] = [];
  const add = (label: Text, value: number | undefined) => {
    if (value !== undefined) rows.push({ name: say(label), figure: format.bytes(value), value });
  };
  add(words.predictedMemory, memory.predicted_bytes);
  add(words.peakMemory, memory.peak_bytes);
  return rows.length ? <Bars title={say(words.memory)} rows={rows} /> : null;
}
