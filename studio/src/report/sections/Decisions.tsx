// What the program chose by itself, each with its reason.
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Findings } from "../findings";
import { findingWords as words } from "../findingWords";

export function Decisions({ decisions }: { decisions: NonNullable<Findings["decisions"]> }) {
  const say = useSay();
  return (
    <Section id="decisions" title={say(words.decisions)} note={say(words.decisionsNote)}>
      <dl class="decisions">
        {decisions.map((d, i) => (
          <div key={i}>
            <dt>{say(d.what)}</dt>
            <dd>
              <b>{say(d.choice)}</b>
              <p>{say(d.why)}</p>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
