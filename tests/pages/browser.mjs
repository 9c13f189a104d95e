// Pages opened in Debian's Chromium, with every complaint and request noted.
import { chromium } from "playwright-core";
import { pathToFileURL } from "node:url";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = (executablePath) =>
  chromium.launch({ executablePath, headless: true, args: quiet });

/** Opens a file; `complaints` and `requests` (but for the file itself) go on filling. */
export async function open(
  browser,
  file,
  { language = "en", theme = "light", width = 1100, height = 900 } = {},
) {
  const context = await browser.newContext({
    locale: language === "zh" ? "zh-CN" : "en-GB",
    colorScheme: theme,
    viewport: { width, height },
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => (complaints.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) requests.push(request.url());
  });
  await page.goto(url);
  await page.locator("h1").waitFor();
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  return { page, complaints, requests, close: () => context.close() };
}

/** Contrast of text against the page, after WCAG 2.1. */
export async function contrastOf(page, selector) {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const channels = (colour) =>
        colour
          .match(/[\d.]+/g)
          .slice(0, 3)
          .map(Number);
      const light = (colour) => {
        const [r, g, b] = channels(colour).map((c) =>
          c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const a = light(getComputedStyle(element).color);
      const b = light(getComputedStyle(document.documentElement).backgroundColor);
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
}
