// The columns that lack values, the emptiest first.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import { Bars } from "../Bars";
import type { Column } from "../data";
import { fill, words } from "../words";

const shown = 30;

export function Missing({ columns }: { columns: Column[] }) {
  const say = useSay();
  const format = useFormat();
  const share = (column: Column) => (column.rows === 0 ? 0 : column.missing / column.rows);
  const marks = (column: Column) => {
    const texts = column.missing_marks.slice(0, 3).map((mark) => `"${mark.value}"`);
    return texts.length > 0 ? fill(say(words.marks), texts.join(", ")) : "";
  };
  const lacking = columns
    .filter((column) => column.missing > 0)
    .sort((a, b) => share(b) - share(a));
  return (
    <Section
      id="missing"
      title={say(words.missing)}
      note={say(lacking.length > 0 ? words.missingNote : words.nothingMissing)}
    >
      <Bars
        bars={lacking.slice(0, shown).map((column) => ({
          name: column.name,
          note: marks(column),
          share: share(column),
          figure: format.share(share(column)),
        }))}
      />
      {lacking.length > shown && (
        <p class="note">{fill(say(words.more), format.count(lacking.length - shown))}</p>
      )}
    </Section>
  );
}
