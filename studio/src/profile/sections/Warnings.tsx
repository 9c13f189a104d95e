// What somebody should know before anything is learned from these rows.
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Page } from "../data";
import { fill, kinds, words } from "../words";

const shown = 12;

export function Warnings({ page }: { page: Page }) {
  const say = useSay();
  const ofColumns = page.columns.flatMap((column) =>
    column.warnings.map((text) => ({ kind: column.name, text: say(text) })),
  );
  const ofTable = page.warnings.map((warning) => ({
    kind: say(kinds[warning.kind] ?? warning.kind),
    text: say(warning.text),
  }));
  if (ofTable.length + ofColumns.length === 0) return null;
  return (
    <Section id="warnings" title={say(words.warnings)}>
      <List entries={ofTable} strong />
      {ofColumns.length > 0 && <h3>{say(words.inColumns)}</h3>}
      <List entries={ofColumns} />
    </Section>
  );
}

interface Entry {
  kind: string;
  text: string;
}

function List({ entries, strong }: { entries: Entry[]; strong?: boolean }) {
  const say = useSay();
  const items = (some: Entry[]) => (
    <ul class={strong ? "warnings strong" : "warnings"}>
      {some.map(({ kind, text }) => (
        <li key={kind + text}>
          <b>{kind}</b>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
  const rest = entries.slice(shown);
  return (
    <>
      {items(entries.slice(0, shown))}
      {rest.length > 0 && (
        <details class="rest">
          <summary>{fill(say(words.more), String(rest.length))}</summary>
          {items(rest)}
        </details>
      )}
    </>
  );
}
