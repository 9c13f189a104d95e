// The confusion matrix and its largest cells off the diagonal.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { ConfusedPair, Evaluation } from "../data";
import { fill, words } from "../words";

/** More classes leave no room for figures in the cells; so few leave room for names above them. */
const mostWithFigures = 16;
const fewest = 4;

export function Confusion({ evaluation }: { evaluation: Evaluation }) {
  const say = useSay();
  const { confusion, classes, confused_pairs: pairs } = evaluation;
  return (
    <Section
      id="confusion"
      title={say(words.confusion)}
      note={confusion ? say(words.confusionNote) : undefined}
    >
      {confusion && <Matrix confusion={confusion} classes={classes!} />}
      {pairs?.length ? <Pairs pairs={pairs} /> : null}
    </Section>
  );
}

function Matrix({ confusion, classes }: { confusion: number[][]; classes: string[] }) {
  const say = useSay();
  const format = useFormat();
  const small = classes.length > mostWithFigures;
  return (
    <div class="matrix-box">
      <table
        class={small ? "matrix small" : classes.length <= fewest ? "matrix few" : "matrix"}
        style={{ "--classes": classes.length }}
      >
        <thead>
          <tr>
            <th class="corner">
              <span>{say(words.truth)} ↓</span> <span>{say(words.predicted)} →</span>
            </th>
            {classes.map((name) => (
              <th key={name} scope="col">
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((line, truth) => {
            const total = line.reduce((sum, n) => sum + n, 0);
            return (
              <tr key={truth}>
                <th scope="row">{classes[truth]}</th>
                {line.map((rows, predicted) => {
                  const share = total > 0 ? rows / total : 0;
                  return (
                    <td
                      key={predicted}
                      class={truth === predicted ? "right" : "wrong"}
                      // Rare confusions stay visible: the root spreads small shares.
                      style={{ "--strength": Math.sqrt(share).toFixed(3) }}
                      data-strong={share > 0.4 ? "" : undefined}
                      title={`${classes[truth]} → ${classes[predicted]}: ${format.count(rows)} (${format.share(share)})`}
                    >
                      {small ? "" : rows > 0 ? rows : "·"}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Pairs({ pairs }: { pairs: ConfusedPair[] }) {
  const say = useSay();
  const format = useFormat();
  const most = Math.max(...pairs.map((pair) => pair.rows));
  return (
    <>
      <h3>{say(words.mostConfused)}</h3>
      <ol class="bars">
        {pairs.map((pair) => (
          <li key={`${pair.truth}\n${pair.predicted}`}>
            <span class="name">{fill(say(words.calledAs), pair.truth, pair.predicted)}</span>
            <span class="figure">
              {fill(say(words.rowsCount), format.count(pair.rows))}
              {" · "}
              {fill(say(words.ofClass), format.share(pair.share))}
            </span>
            <i style={{ width: `${(100 * pair.rows) / most}%` }} />
          </li>
        ))}
      </ol>
    </>
  );
}
