// Kinds of rows with more errors, or larger ones, than elsewhere.
import { useFormat } from "../../shared/format";
import { Picture } from "../../shared/Picture";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { WeakSlice, WeakSlices } from "../findings";
import { findingWords as words } from "../findingWords";
import { modelWords } from "../modelWords";
import { fill, words as common } from "../words";

export function Slices({ found }: { found: WeakSlices }) {
  const say = useSay();
  const format = useFormat();
  const large = found.errors_are === "large";
  const note = fill(
    say(large ? modelWords.largeNote : words.slicesNote),
    format.count(found.tested),
    format.shortShare(found.level),
    format.share(found.errors / found.rows),
  );
  return (
    <Section id="slices" title={say(words.slices)} note={note}>
      {found.slices.length === 0 && <p class="finding">{say(words.noSlices)}</p>}
      <ol class="slices">
        {found.slices.map((slice, i) => (
          <Slice key={i} slice={slice} large={large} />
        ))}
      </ol>
    </Section>
  );
}

function Slice({ slice, large }: { slice: WeakSlice; large: boolean }) {
  const say = useSay();
  const format = useFormat();
  const figures: [string, string, number?][] = [
    [say(large ? modelWords.large : words.wrongShare), format.share(slice.error_rate), slice.error_rate],
    [say(words.elsewhere), format.share(slice.elsewhere), slice.elsewhere],
    [say(words.rows), format.count(slice.rows)],
    [say(words.chance), format.shortShare(slice.p_value)],
  ];
  const shown = slice.wrong_rows.filter((row) => row.picture);
  return (
    <li>
      <h3>
        {slice.conditions.map((c, i) => (
          <span key={i}>
            {i > 0 && <small> {say(words.and)} </small>}
            {say(c.label)} <b>{say(c.value)}</b>
          </span>
        ))}
      </h3>
      <dl class="figures">
        {figures.map(([name, value, share]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {share !== undefined && (
              <span class="meter" aria-hidden="true">
                <i style={{ width: `${100 * share}%` }} />
              </span>
            )}
          </div>
        ))}
      </dl>
      {shown.length > 0 && (
        <div class="tiles" role="group" aria-label={say(large ? modelWords.largeExamples : words.examples)}>
          {shown.map((row) => (
            <Picture
              key={row.row}
              source={row.picture}
              name={row.name ?? fill(say(common.row), format.count(row.row))}
            />
          ))}
        </div>
      )}
    </li>
  );
}
