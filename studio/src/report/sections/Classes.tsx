// Precision, recall and F1 of each class; a heading sorts by its column. Of many classes the weakest come first, and the
// others when they are asked for.
import { useState } from "preact/hooks";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { ClassFigures } from "../data";
import { fill, words } from "../words";

const shares = ["precision", "recall", "f1"] as const;
const mostAtOnce = 30;
const weakest = 20;
type Column = "name" | "rows" | (typeof shares)[number];

export function Classes({ figures }: { figures: ClassFigures[] }) {
  const say = useSay();
  const format = useFormat();
  const many = figures.length > mostAtOnce;
  const [column, sortBy] = useState<Column | null>(many ? "f1" : null);
  const [all, showAll] = useState(!many);
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
          {(all ? sorted : sorted.slice(0, weakest)).map((c) => (
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
      {!all && (
        <button type="button" class="all" onClick={() => showAll(true)}>
          {fill(say(words.allClasses), format.count(figures.length))}
        </button>
      )}
    </Section>
  );
}
