// Name, switches, the report in one paragraph, and its first figure.
import { useContext } from "preact/hooks";
import { useFormat } from "../../shared/format";
import { type Language, LanguageContext, languages, useSay } from "../../shared/text";
import type { Theme } from "../../shared/theme";
import type { Report } from "../data";
import { fill, words } from "../words";

interface Props {
  report: Report | null;
  theme: Theme;
  onTheme: () => void;
  onLanguage: (language: Language) => void;
}

export function Head({ report, theme, onTheme, onLanguage }: Props) {
  const say = useSay();
  return (
    <header class="head">
      <div class="bar">
        <span class="mark">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M9 9h14l7 15H2z" />
          </svg>
          Ingot
        </span>
        <Switches theme={theme} onTheme={onTheme} onLanguage={onLanguage} />
      </div>
      {report && (
        <>
          <p class="facts">{facts(report, say).join(" · ")}</p>
          <h1>{report.product.name}</h1>
          <div class="lead">
            {report.summary && <Summary paragraphs={say(report.summary).split("\n\n")} />}
            <Headline report={report} />
          </div>
        </>
      )}
    </header>
  );
}

/** What the figures say, then what else was found. */
function Summary({ paragraphs }: { paragraphs: string[] }) {
  return (
    <div class="summary">
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </div>
  );
}

function facts(report: Report, say: ReturnType<typeof useSay>): string[] {
  const { task, version } = report.product;
  return [
    say(words.report),
    ...(task ? [say(task)] : []),
    ...(report.model ? [report.model.name] : []),
    ...(version !== undefined ? [`${say(words.version)} ${version}`] : []),
  ];
}

function Switches({ theme, onTheme, onLanguage }: Omit<Props, "report">) {
  const say = useSay();
  const current = useContext(LanguageContext);
  return (
    <div class="switches">
      <div role="group" aria-label={say(words.languageSwitch)}>
        {(Object.keys(languages) as Language[]).map((language) => (
          <button
            key={language}
            type="button"
            lang={languages[language].tag}
            data-language={language}
            aria-pressed={language === current}
            onClick={() => onLanguage(language)}
          >
            {languages[language].name}
          </button>
        ))}
      </div>
      <button type="button" data-theme-switch title={say(words.themeSwitch)} onClick={onTheme}>
        {say(theme === "dark" ? words.toLight : words.toDark)}
      </button>
    </div>
  );
}

/** The first metric, large, beside what the first baseline reaches. */
function Headline({ report }: { report: Report }) {
  const say = useSay();
  const format = useFormat();
  const metric = report.evaluation.metrics[0];
  if (!metric) return null;
  const baseline = report.evaluation.baselines[0];
  const { interval } = metric;
  return (
    <div class="headline">
      <span class="label">{say(metric.label)}</span>
      <strong>{format.metric(metric.value, metric.unit)}</strong>
      {interval && (
        <span class="label">
          {fill(say(words.interval), format.count(interval.level * 100) + "%")}{" "}
          {format.metric(interval.low, metric.unit)} – {format.metric(interval.high, metric.unit)}
        </span>
      )}
      {baseline && (
        <span class="label">
          {fill(say(words.baseline), say(baseline.label))}{" "}
          {format.metric(baseline.metrics[metric.name], metric.unit)}
        </span>
      )}
    </div>
  );
}
