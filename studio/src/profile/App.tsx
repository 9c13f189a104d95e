// The page of a table: what to know first, then its columns one after the other.
import { useEffect, useState } from "preact/hooks";
import { Bar, type Turned } from "../shared/Bar";
import { useFormat } from "../shared/format";
import { initialLanguage, LanguageContext, languages, useSay } from "../shared/text";
import { useTheme } from "../shared/theme";
import type { Page } from "./data";
import { Columns } from "./sections/Columns";
import { Missing } from "./sections/Missing";
import { Relations } from "./sections/Relations";
import { Warnings } from "./sections/Warnings";
import { fill, words } from "./words";

export function App({ page }: { page: Page | null }) {
  const [language, setLanguage] = useState(() => initialLanguage(page?.language));
  const [theme, turnTheme] = useTheme();

  useEffect(() => {
    document.documentElement.lang = languages[language].tag;
    document.title = `${page?.name ?? "Ingot"} · ${words.profile[language]}`;
  }, [language]);

  return (
    <LanguageContext.Provider value={language}>
      <main>
        <Head page={page} theme={theme} onTheme={turnTheme} onLanguage={setLanguage} />
        {page ? (
          <>
            <Warnings page={page} />
            {page.relations.length > 0 && <Relations page={page} />}
            <Missing columns={page.columns} />
            <Columns columns={page.columns} target={page.target} />
          </>
        ) : (
          <p>{words.empty[language]}</p>
        )}
      </main>
    </LanguageContext.Provider>
  );
}

function Head({ page, ...turned }: { page: Page | null } & Turned) {
  const say = useSay();
  const format = useFormat();
  if (!page) return <Bar {...turned} />;
  const found = page.warnings.length;
  const size = fill(
    say(words.rowsAndColumns),
    format.count(page.rows),
    format.count(page.columns.length),
  );
  const facts = [say(words.profile), size, ...page.notes.map(say)];
  if (page.target) facts.push(fill(say(words.target), page.target));
  return (
    <header class="head">
      <Bar {...turned} />
      <p class="facts">{facts.join(" · ")}</p>
      <h1>{page.name}</h1>
      <div class="summary">
        <p>
          {found === 0
            ? say(words.nothingToSay)
            : found === 1
              ? say(words.oneFinding)
              : fill(say(words.findings), format.count(found))}
        </p>
      </div>
    </header>
  );
}
