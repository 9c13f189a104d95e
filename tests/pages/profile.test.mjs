// usage: node profile.test.mjs FOLDER CHROMIUM      FOLDER: what make_reports wrote
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { stat } from "node:fs/promises";
import path from "node:path";
import { contrastOf, launch, open } from "./browser.mjs";

const [folder, chromium] = process.argv.slice(2);
const pages = ["customers", "clean", "wide", "hostile-table"];
const file = (name) => path.resolve(folder, `${name}.html`);

let browser;
before(async () => void (browser = await launch(chromium)));
after(() => browser?.close());

describe("every page", { concurrency: 4 }, () => {
  for (const name of pages)
    for (const language of ["en", "zh"])
      for (const theme of ["light", "dark"])
        for (const width of [1100, 360])
          test(`${name} in ${language}, ${theme}, ${width} px wide: no complaint, no request, no overflow`, async () => {
            const { page, complaints, requests, close } = await open(browser, file(name), {
              language,
              theme,
              width,
            });
            await page.locator("[data-theme-switch]").click();
            await page.locator("[data-language=en]").click();
            await page.locator("[data-language=zh]").click();
            await page.locator(`[data-language=${language}]`).click();
            await page.locator("[data-theme-switch]").click();
            const [content, window] = await page.evaluate(() => [
              document.documentElement.scrollWidth,
              document.documentElement.clientWidth,
            ]);
            assert.ok(content <= window, `content is ${content} px wide in ${window} px`);
            assert.deepEqual(complaints, []);
            assert.deepEqual(requests, []);
            await close();
          });
});

test("the language is the reader's, and a switch turns all of it", async () => {
  const { page, close } = await open(browser, file("customers"), { language: "zh" });
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  assert.equal(await page.locator("#warnings h2").textContent(), "首先要了解的");
  await page.locator("[data-language=en]").click();
  assert.equal(await page.locator("#warnings h2").textContent(), "What to know first");
  assert.equal(await page.title(), "customers.csv · Data");
  const rest = await page.locator("main").evaluate((main) => {
    main.querySelector(".switches").remove();
    return main.innerText.match(/\p{Script=Han}+/gu);
  });
  assert.equal(rest, null, "Chinese is left in the English page");
  await close();
});

for (const theme of ["light", "dark"])
  test(`text can be read on the ${theme} page`, async () => {
    const { page, close } = await open(browser, file("customers"), { theme });
    for (const selector of [
      ".facts",
      ".warnings b",
      ".warnings span",
      ".bars .number",
      ".bars small",
      ".badge",
      ".badge.warn",
      ".figures",
      ".histogram figcaption",
    ]) {
      const contrast = await contrastOf(page, selector);
      assert.ok(contrast >= 4.5, `${selector} has a contrast of ${contrast.toFixed(2)}`);
    }
    await close();
  });

test("warnings come first, then relations, missing values and columns", async () => {
  const { page, close } = await open(browser, file("customers"));
  const sections = await page.locator("section").evaluateAll((all) => all.map((s) => s.id));
  assert.deepEqual(sections, ["warnings", "relations", "missing", "columns"]);
  const warnings = await page.locator("#warnings").innerText();
  assert.match(warnings, /leak\s+"closed_on" alone knows "churn"/);
  assert.match(warnings, /personal data\s+"customer name" holds personal data/);
  assert.match(warnings, /imbalance\s+only \d+ rows/);
  assert.match(warnings, /pdays\s+999 stands in/);
  assert.match(await page.locator("#relations li.strong").innerText(), /closed_on[\s\S]*AUC/);
  assert.match(await page.locator("#missing").innerText(), /closed_on[\s\S]*age written as "\?"/);
  assert.equal(await page.locator("#columns .column").count(), 12);
  const fee = page.locator(".column", { hasText: "monthly fee" });
  assert.match(await fee.innerText(), /money[\s\S]*median/);
  const heights = await fee
    .locator(".histogram i")
    .evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().height));
  assert.ok(heights.length >= 20);
  assert.ok(Math.max(...heights) > 80, `bars are ${heights}`);
  assert.match(await page.locator(".column.target").innerText(), /churn[\s\S]*no[\s\S]*9\d\.\d%/);
  await close();
});

test("names and values of people are not on the page", async () => {
  const { page, close } = await open(browser, file("customers"));
  const html = await page.content();
  assert.ok(!html.includes("p17@example.org"));
  assert.ok(!html.includes("Anna Smith"));
  assert.ok(!html.includes("what customer"));
  await close();
});

test("a table with nothing to say says so", async () => {
  const { page, close } = await open(browser, file("clean"), { language: "en" });
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN", "the page names its own");
  await page.locator("[data-language=en]").click();
  assert.match(await page.locator(".summary").innerText(), /Nothing stands out/);
  assert.equal(await page.locator("#warnings").count(), 0);
  assert.match(await page.locator("#missing").innerText(), /No value is missing/);
  await close();
});

test("300 columns are folded where they would be a wall, and stay under 3 MB", async () => {
  assert.ok((await stat(file("wide"))).size <= 3_000_000);
  const { page, close } = await open(browser, file("wide"));
  assert.equal(await page.locator("#columns .column").count(), 300);
  assert.equal(await page.locator("#missing li").count(), 30);
  assert.ok((await page.locator("#warnings details").count()) > 0);
  await close();
});

test("hostile names are text, never a part of the page", async () => {
  const { page, close } = await open(browser, file("hostile-table"));
  assert.match(await page.locator("h1").textContent(), /^<b>table/);
  assert.equal(await page.locator("img[src=x]").count(), 0);
  assert.equal(await page.locator("main script").count(), 0);
  await close();
});
