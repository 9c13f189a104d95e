// What a language model wrote.
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Findings } from "../findings";
import { findingWords as words } from "../findingWords";

export function Generated({ texts }: { texts: NonNullable<Findings["generated"]> }) {
  const say = useSay();
  return (
    <Section id="generated" title={say(words.generated)} note={say(words.generatedNote)}>
      {texts.map((t, i) => (
        <figure key={i} class="generated">
          {t.prompt && (
            <figcaption>
              {say(words.prompt)}: {t.prompt}
            </figcaption>
          )}
          <pre>{t.text}</pre>
        </figure>
      ))}
    </Section>
  );
}
