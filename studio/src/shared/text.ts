// Both languages of a page.
import { createContext } from "preact";
import { useContext } from "preact/hooks";

export type Language = "en" | "zh";
/** A text in both languages, or one that needs no translation, such as a name. */
export type Text = string | { en: string; zh: string };

export const both = (en: string, zh: string) => ({ en, zh });

export const languages: Record<Language, { name: string; tag: string }> = {
  en: { name: "English", tag: "en" },
  zh: { name: "中文", tag: "zh-CN" },
};

export const LanguageContext = createContext<Language>("en");

/** The reader's language, unless the page names one. */
export function initialLanguage(given: unknown): Language {
  if (given === "en" || given === "zh") return given;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** say(text) gives the text in the chosen language. */
export function useSay(): (text: Text) => string {
  const language = useContext(LanguageContext);
  return (text) => (typeof text === "string" ? text : text[language]);
}

/** Puts values into {0}, {1} ... */
export const fill = (text: string, ...values: string[]) =>
  text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? "");
