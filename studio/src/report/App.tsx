// The report as a whole: its head, then one section after the other.
import { useEffect, useState } from "preact/hooks";
import { initialLanguage, LanguageContext, languages } from "../shared/text";
import { useTheme } from "../shared/theme";
import type { Report } from "./data";
import { Calibration } from "./sections/Calibration";
import { Classes } from "./sections/Classes";
import { Confusion } from "./sections/Confusion";
import { Curves } from "./sections/Curves";
import { Head } from "./sections/Head";
import { Metrics } from "./sections/Metrics";
import { Mistakes } from "./sections/Mistakes";
import { Model } from "./sections/Model";
import { Provenance } from "./sections/Provenance";
import { Scatter } from "./sections/Scatter";
import { words } from "./words";

export function App({ report }: { report: Report | null }) {
  const [language, setLanguage] = useState(() => initialLanguage(report?.language));
  const [theme, turnTheme] = useTheme();

  useEffect(() => {
    document.documentElement.lang = languages[language].tag;
    document.title = `${report?.product.name ?? "Ingot"} · ${words.report[language]}`;
  }, [language]);

  return (
    <LanguageContext.Provider value={language}>
      <main>
        <Head report={report} theme={theme} onTheme={turnTheme} onLanguage={setLanguage} />
        {report ? <Sections report={report} /> : <p>{words.empty[language]}</p>}
      </main>
    </LanguageContext.Provider>
  );
}

function Sections({ report }: { report: Report }) {
  const { evaluation } = report;
  return (
    <>
      <Metrics evaluation={evaluation} />
      {report.curves?.length ? (
        <Curves curves={report.curves} bestEpoch={report.best_epoch} />
      ) : null}
      {evaluation.scatter?.length ? <Scatter points={evaluation.scatter} /> : null}
      {evaluation.classes && <Confusion evaluation={evaluation} />}
      {evaluation.per_class?.length ? <Classes figures={evaluation.per_class} /> : null}
      {evaluation.calibration?.length ? <Calibration bins={evaluation.calibration} /> : null}
      <Mistakes evaluation={evaluation} />
      {report.model && <Model model={report.model} />}
      <Provenance report={report} />
    </>
  );
}
