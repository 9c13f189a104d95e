// Files that could not be used: how many, why, and some names.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Findings } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill } from "../words";

export function Skipped({ skipped }: { skipped: NonNullable<Findings["skipped"]> }) {
  const say = useSay();
  const format = useFormat();
  const count = skipped.reduce((sum, s) => sum + s.count, 0);
  return (
    <Section
      id="skipped"
      title={say(words.skipped)}
      note={fill(say(words.skippedNote), format.count(count))}
    >
      {skipped.map((s, i) => (
        <details key={i} class="skipped">
          <summary>
            {say(s.reason)} <small>{fill(say(words.files), format.count(s.count))}</small>
          </summary>
          <ul class="code">
            {s.names.map((name) => (
              <li key={name}>{name}</li>
            ))}
            {s.count > s.names.length && (
              <li class="muted">{fill(say(words.more), format.count(s.count - s.names.length))}</li>
            )}
          </ul>
        </details>
      ))}
    </Section>
  );
}
