// The report as a whole: its head, then one section after the other.
import { useEffect, useState } from "preact/hooks";
import { initialLanguage, LanguageContext, languages } from "../shared/text";
import { useTheme } from "../shared/theme";
import type { Report } from "./data";
import { Augmentation } from "./sections/Augmentation";
import { Baselines } from "./sections/Baselines";
import { Calibration } from "./sections/Calibration";
import { Classes } from "./sections/Classes";
import { Confusion } from "./sections/Confusion";
import { Costs } from "./sections/Costs";
import { CrossValidation } from "./sections/CrossValidation";
import { Curves } from "./sections/Curves";
import { Decisions } from "./sections/Decisions";
import { Dependence } from "./sections/Dependence";
import { Duplicates } from "./sections/Duplicates";
import { Gains } from "./sections/Gains";
import { Generated } from "./sections/Generated";
import { Influence } from "./sections/Influence";
import { Groups } from "./sections/Groups";
import { Head } from "./sections/Head";
import { Importance } from "./sections/Importance";
import { DoubtfulRows, Labels } from "./sections/Labels";
import { LearningCurve } from "./sections/LearningCurve";
import { Metrics } from "./sections/Metrics";
import { Mistakes } from "./sections/Mistakes";
import { Model } from "./sections/Model";
import { Provenance } from "./sections/Provenance";
import { Reconstructions } from "./sections/Reconstructions";
import { Residuals } from "./sections/Residuals";
import { Scatter } from "./sections/Scatter";
import { Skipped } from "./sections/Skipped";
import { Slices } from "./sections/Slices";
import { Tags } from "./sections/Tags";
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
  const { evaluation, findings = {} } = report;
  return (
    <>
      <Metrics evaluation={evaluation} />
      {findings.importance?.columns.length ? <Importance found={findings.importance} /> : null}
      {findings.dependence?.length ? <Dependence found={findings.dependence} /> : null}
      {evaluation.baselines.length > 0 || findings.comparisons?.length ? (
        <Baselines evaluation={evaluation} comparisons={findings.comparisons} />
      ) : null}
      {findings.cross_validation && <CrossValidation folds={findings.cross_validation} />}
      {report.curves?.length ? (
        <Curves curves={report.curves} bestEpoch={report.best_epoch} />
      ) : null}
      {evaluation.scatter?.length ? <Scatter points={evaluation.scatter} /> : null}
      {findings.residuals && (
        <Residuals residuals={findings.residuals} intervals={findings.intervals} />
      )}
      {findings.gains && <Gains gains={findings.gains} />}
      {findings.costs && <Costs costs={findings.costs} />}
      {evaluation.confusion || evaluation.confused_pairs ? (
        <Confusion evaluation={evaluation} />
      ) : null}
      {evaluation.per_class?.length ? <Classes figures={evaluation.per_class} /> : null}
      {evaluation.calibration?.length || findings.temperature ? (
        <Calibration bins={evaluation.calibration ?? []} temperature={findings.temperature} />
      ) : null}
      {findings.tags && <Tags found={findings.tags} />}
      {(evaluation.classes || evaluation.mistakes.length > 0) && <Mistakes evaluation={evaluation} />}
      {findings.row_groups?.map((found, i) => <Groups key={i} found={found} />)}
      {findings.weak_slices && <Slices found={findings.weak_slices} />}
      {findings.label_errors && <Labels found={findings.label_errors} />}
      {findings.doubtful?.length ? <DoubtfulRows rows={findings.doubtful} /> : null}
      {findings.near_duplicates && <Duplicates found={findings.near_duplicates} />}
      {findings.learning_curve && <LearningCurve curve={findings.learning_curve} />}
      {findings.augmentation && <Augmentation sheet={findings.augmentation} />}
      {findings.words?.length ? <Influence texts={findings.words} /> : null}
      {findings.generated?.length ? <Generated texts={findings.generated} /> : null}
      {findings.decisions?.length ? <Decisions decisions={findings.decisions} /> : null}
      {findings.skipped?.length ? <Skipped skipped={findings.skipped} /> : null}
      {report.reconstructions && <Reconstructions shown={report.reconstructions} />}
      {report.model && <Model model={report.model} />}
      <Provenance report={report} />
    </>
  );
}
