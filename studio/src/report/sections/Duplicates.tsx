// Held-out rows beside the training rows that they resemble.
import { useFormat } from "../../shared/format";
import { Picture } from "../../shared/Picture";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { NearDuplicates, ShownRow } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill, words as common } from "../words";

export function Duplicates({ found }: { found: NearDuplicates }) {
  const say = useSay();
  const format = useFormat();
  const note =
    found.duplicates > 0
      ? fill(
          say(found.left_out ? words.leftOutNote : words.duplicatesNote),
          format.count(found.duplicates),
          format.count(found.rows),
          format.share(found.duplicates / found.rows),
        )
      : fill(say(words.noDuplicates), format.count(found.rows));
  return (
    <Section id="duplicates" title={say(words.duplicates)} note={note}>
      <div class="pairs">
        {found.examples.map((pair, i) => (
          <figure key={i} class="pair">
            <Side row={pair.held_out} title={say(words.heldOut)} />
            <Side row={pair.training} title={say(words.inTraining)} />
            <figcaption>
              <small>{fill(say(words.distance), format.number(pair.distance))}</small>
            </figcaption>
          </figure>
        ))}
      </div>
    </Section>
  );
}

function Side({ row, title }: { row: ShownRow; title: string }) {
  const say = useSay();
  const format = useFormat();
  return (
    <div>
      <Picture source={row.picture} name={title} />
      <small>{title}</small>
      <p>{row.name || fill(say(common.row), format.count(row.row))}</p>
    </div>
  );
}
