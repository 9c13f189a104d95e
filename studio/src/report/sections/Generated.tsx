// What a model wrote: after a prompt, or for a source beside what people wrote.
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Findings } from "../findings";
import { findingWords as words } from "../findingWords";

export function Generated({ texts }: { texts: NonNullable<Findings["generated"]> }) {
  const say = useSay();
  const translated = texts.some((t) => t.wanted);
  return (
    <Section
      id="generated"
      title={say(words.generated)}
      note={say(translated ? words.translatedNote : words.generatedNote)}
    >
      {texts.map((t, i) => (
        <figure key={i} class="generated">
          {t.prompt && (
            <figcaption>
              {say(t.wanted ? words.source : words.prompt)}: {t.prompt}
            </figcaption>
          )}
          <pre>{t.text}</pre>
          {t.wanted && (
            <figcaption>
              {say(words.wanted)}: {t.wanted}
            </figcaption>
          )}
        </figure>
      ))}
    </Section>
  );
}
