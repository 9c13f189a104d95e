// usage: node screenshots.mjs FOLDER CHROMIUM OUT      one picture per report, language, theme and width
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, chromium, out] = process.argv.slice(2);
const views = [
  { name: "pictures", language: "en", theme: "light", width: 1100 },
  { name: "pictures", language: "zh", theme: "dark", width: 1100 },
  { name: "pictures", language: "en", theme: "dark", width: 390 },
  { name: "pictures", language: "zh", theme: "light", width: 390 },
  { name: "photos", language: "en", theme: "light", width: 390 },
  { name: "table", language: "en", theme: "light", width: 1100 },
  { name: "numbers", language: "en", theme: "light", width: 1100 },
  { name: "hostile", language: "en", theme: "light", width: 1100 },
  { name: "hostile", language: "en", theme: "light", width: 390 },
];

await mkdir(out, { recursive: true });
const browser = await launch(chromium);
for (const view of views) {
  const { page, close } = await open(browser, path.resolve(folder, `${view.name}.html`), view);
  const name = `${view.name}-${view.language}-${view.theme}-${view.width}.png`;
  await page.screenshot({ path: path.join(out, name), fullPage: true });
  await close();
}
await browser.close();
