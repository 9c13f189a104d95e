// Figures of parts of the rows, such as short and long ones.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { RowGroups } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill } from "../words";
import { Spans } from "./Spans";

export function Groups({ found }: { found: RowGroups }) {
  const say = useSay();
  const format = useFormat();
  const show = (value: number | null) => format.metric(value, found.unit);
  const level = found.groups.find((group) => group.interval)?.interval?.level ?? 0;
  const lines = found.groups.map(({ name, rows, value, interval }) => ({
    name: `${say(name)} (${fill(say(words.groupRows), format.count(rows))})`,
    figure: interval
      ? `${show(value)} (${show(interval.low)} – ${show(interval.high)})`
      : show(value),
    low: interval?.low ?? value ?? 0,
    high: interval?.high ?? value ?? 0,
    at: value ?? 0,
  }));
  return (
    <Section
      id="groups"
      title={fill(say(words.groups), say(found.by))}
      note={fill(say(words.groupsNote), say(found.label), `${format.count(level * 100)}%`)}
    >
      <Spans lines={lines} from={0} />
    </Section>
  );
}
