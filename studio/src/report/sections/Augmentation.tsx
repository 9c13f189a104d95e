// A contact sheet: pictures as they are, and as training sees them.
import { Picture } from "../../shared/Picture";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Findings } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill } from "../words";

export function Augmentation({ sheet }: { sheet: NonNullable<Findings["augmentation"]> }) {
  const say = useSay();
  const separator = say({ en: ", ", zh: "、" });
  const columns = Math.max(...sheet.pictures.map((p) => p.variants.length), 0) + 1;
  return (
    <Section
      id="augmentation"
      title={say(words.augmentation)}
      note={fill(say(words.augmentationNote), sheet.steps.map(say).join(separator))}
    >
      <div class="sheet" style={{ "--columns": columns }}>
        {sheet.pictures.map((p, i) => (
          <div key={i}>
            <Picture source={p.original} name={say(words.original)} />
            {p.variants.map((variant, k) => (
              <Picture key={k} source={variant} name="" />
            ))}
          </div>
        ))}
      </div>
    </Section>
  );
}
