// The top of a page: whose it is, and the switches of language and theme.
import { useContext } from "preact/hooks";
import { type Language, LanguageContext, languages, useSay } from "./text";
import type { Theme } from "./theme";

export interface Turned {
  theme: Theme;
  onTheme: () => void;
  onLanguage: (language: Language) => void;
}

const words = {
  toDark: { en: "Dark", zh: "深色" },
  toLight: { en: "Light", zh: "浅色" },
  themeSwitch: { en: "Switch between light and dark", zh: "切换浅色与深色" },
  languageSwitch: { en: "Language", zh: "语言" },
};

export function Bar(turned: Turned) {
  return (
    <div class="bar">
      <span class="mark">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M9 9h14l7 15H2z" />
        </svg>
        Ingot
      </span>
      <Switches {...turned} />
    </div>
  );
}

function Switches({ theme, onTheme, onLanguage }: Turned) {
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
