// The layers and settings of the model.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Report } from "../data";
import { words } from "../words";

export function Model({ model }: { model: NonNullable<Report["model"]> }) {
  const say = useSay();
  const format = useFormat();
  const facts: [string, string][] = [];
  if (model.parameters !== undefined)
    facts.push([say(words.parameters), format.count(model.parameters)]);
  if (model.size_bytes !== undefined) facts.push([say(words.size), format.bytes(model.size_bytes)]);
  for (const [name, value] of Object.entries(model.settings ?? {}))
    facts.push([
      name,
      typeof value === "number"
        ? format.number(value)
        : typeof value === "boolean"
          ? String(value)
          : say(value),
    ]);
  return (
    <Section id="model" title={say(words.model)} note={model.name}>
      {facts.length > 0 && (
        <dl class="facts-grid">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {model.layers?.length ? (
        <table class="layers">
          <thead>
            <tr>
              <th>{say(words.layer)}</th>
              <th>{say(words.type)}</th>
              <th>{say(words.output)}</th>
              <th class="number">{say(words.parameters)}</th>
            </tr>
          </thead>
          <tbody>
            {model.layers.map((layer) => (
              <tr key={layer.name}>
                <td>{layer.name}</td>
                <td>{layer.type}</td>
                <td class="code">{layer.output}</td>
                <td class="number">{format.count(layer.parameters)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Section>
  );
}
