// Light or dark: the reader's system decides until a switch is pressed.
import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

const apply = (theme: Theme) => (document.documentElement.dataset.theme = theme);

/** The theme and a function that turns it over. Paper is always light. */
export function useTheme(): [Theme, () => void] {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const [chosen, choose] = useState<Theme | null>(null);
  const [dark, setDark] = useState(system.matches);
  const theme = chosen ?? (dark ? "dark" : "light");

  useEffect(() => {
    const follow = () => setDark(system.matches);
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, []);

  apply(theme);
  useEffect(() => {
    const toPaper = () => (apply("light"), announceTheme());
    const toScreen = () => (apply(theme), announceTheme());
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", toScreen);
    announceTheme();
    return () => {
      window.removeEventListener("beforeprint", toPaper);
      window.removeEventListener("afterprint", toScreen);
    };
  }, [theme]);

  return [theme, () => choose(theme === "dark" ? "light" : "dark")];
}

const themeChange = "ingot-theme";
const announceTheme = () => window.dispatchEvent(new Event(themeChange));

/** Calls `redraw` whenever colours have changed, for what style sheets do not reach. */
export function onThemeChange(redraw: () => void): () => void {
  window.addEventListener(themeChange, redraw);
  return () => window.removeEventListener(themeChange, redraw);
}

/** A colour of the style sheet, for canvases. */
export const colour = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
