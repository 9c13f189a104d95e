// How much each column alone knows of the target.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import { Bars } from "../Bars";
import type { Page, Relation } from "../data";
import { fill, words } from "../words";

const shown = 20;

export function Relations({ page }: { page: Page }) {
  const say = useSay();
  const format = useFormat();
  const suspects = new Set(
    page.warnings.filter((w) => w.kind === "leak" || w.kind === "order").map((w) => w.column),
  );
  const figure = (r: Relation) =>
    fill(
      say(words[r.measure]),
      r.measure === "accuracy_gain" ? format.share(r.value) : format.metric(r.value, "plain"),
    );
  const strongest = [...page.relations].sort((a, b) => b.strength - a.strength).slice(0, shown);
  return (
    <Section
      id="relations"
      title={say(words.relations)}
      note={fill(say(words.relationsNote), page.target)}
    >
      <Bars
        bars={strongest.map((r) => ({
          name: r.column === "" ? say(words.order) : r.column,
          share: r.strength,
          figure: figure(r),
          strong: suspects.has(r.column),
        }))}
      />
    </Section>
  );
}
