// Precision, recall and F1 of each class; a heading sorts by its column.
import { useState } from "preact/hooks";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { ClassFigures } from "../data";
import { words } from "../words";

const shares = ["precision", "recall", "f1"] as const;
type Column = "name" | "rows" | (typeof shares)[number];

export function Classes({ figures }: { figures: ClassFigures[] }) {
  const say = useSay();
  const format = useFormat();
  const [column, sortBy] = useState<Column | null>(null);
  const sorted = [...figures];
  if (column === "name") sorted.sort((a, b) => a.name.localeCompare(b.name));
  else if (column) sorted.sort((a, b) => a[column] - b[column]);

  const heading = (name: Column, label: string) => (
    <th class={name === "name" ? "" : "number"} aria-sort={column === name ? "ascending" : "none"}>
      <button type="button" onClick={() => sortBy(column === name ? null : name)}>
        {label}
      </button>
    </th>
  );
  return (
    <Section id="classes" title={say(words.classes)} note={say(words.classesNote)}>
      <table class="classes">
        <thead>
          <tr>
            {heading("name", say(words.class))}
            {heading("rows", say(words.rows))}
            {shares.map((share) => heading(share, say(words[share])))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((c) => (
            <tr key={c.name}>
              <td>{c.name}</td>
              <td class="number muted">{format.count(c.rows)}</td>
              {shares.map((share) => (
                <td key={share} class="number">
                  {format.share(c[share])}
                  <span class="meter" aria-hidden="true">
                    <i style={{ width: `${100 * c[share]}%` }} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
