// usage: node report.test.mjs FOLDER CHROMIUM      FOLDER: what make_reports wrote
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { stat } from "node:fs/promises";
import path from "node:path";
import { contrastOf, launch, open } from "./browser.mjs";

const [folder, chromium] = process.argv.slice(2);
const reports = ["pictures", "photos", "table", "numbers", "hostile"];
const file = (name) => path.resolve(folder, `${name}.html`);
const luminance = (colour) =>
  colour
    .match(/\d+/g)
    .slice(0, 3)
    .reduce((sum, part) => sum + Number(part), 0) / 3;

let browser;
before(async () => void (browser = await launch(chromium)));
after(() => browser?.close());

describe("every page", { concurrency: 4 }, () => {
  for (const name of reports) {
    for (const language of ["en", "zh"]) {
      for (const theme of ["light", "dark"]) {
        for (const width of [1100, 360]) {
          // Its sections are those of "pictures"; only its size is its own.
          if (name === "photos" && (theme === "dark" || width === 1100)) continue;
          test(`${name} in ${language}, ${theme}, ${width} px wide: no complaint, no request, no overflow`, async () => {
            const { page, complaints, requests, close } = await open(browser, file(name), {
              language,
              theme,
              width,
            });
            // Turning both switches draws everything anew.
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
        }
      }
    }
  }
});

describe("language", () => {
  test("is the reader's, and a switch turns all of it", async () => {
    const { page, close } = await open(browser, file("pictures"), { language: "zh" });
    const title = page.locator("#metrics h2");
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    assert.equal(await title.textContent(), "效果如何");
    assert.match(await page.locator(".summary").textContent(), /从未见过/);
    await page.locator("[data-language=en]").click();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal(await title.textContent(), "How good it is");
    assert.match(await page.locator(".summary").textContent(), /never saw/);
    assert.equal(await page.title(), "clothing · Report");
    const rest = await page.locator("main").evaluate((main) => {
      main.querySelector(".switches").remove();
      return main.innerText.match(/\p{Script=Han}+/gu);
    });
    assert.equal(rest, null, "Chinese is left in the English page");
    await close();
  });

  test("is the report's own where it names one", async () => {
    const { page, close } = await open(browser, file("table"), { language: "en" });
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    await close();
  });
});

describe("theme", () => {
  const background = (page) =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  test("follows the system until the switch is pressed", async () => {
    const { page, close } = await open(browser, file("pictures"), { theme: "dark" });
    assert.ok(luminance(await background(page)) < 60);
    await page.emulateMedia({ colorScheme: "light" });
    await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
    assert.ok(luminance(await background(page)) > 200);
    await page.locator("[data-theme-switch]").click();
    assert.ok(luminance(await background(page)) < 60);
    await close();
  });

  test("redraws the charts in its own colours", async () => {
    const { page, close } = await open(browser, file("pictures"));
    const ink = () =>
      page
        .locator(".chart canvas")
        .first()
        .evaluate((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 0; i < data.length; i += 4)
            sum = (sum * 31 + data[i] * data[i + 3]) % 1_000_003;
          return sum;
        });
    const light = await ink();
    await page.locator("[data-theme-switch]").click();
    await page.waitForTimeout(100);
    assert.notEqual(await ink(), light);
    await close();
  });

  test("of paper is light", async () => {
    const { page, complaints, close } = await open(browser, file("pictures"), { theme: "dark" });
    await page.emulateMedia({ media: "print" });
    assert.ok(luminance(await background(page)) > 200);
    assert.equal(await page.locator(".switches").isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 4).toString(), "%PDF");
    assert.deepEqual(complaints, []);
    await close();
  });
});

for (const theme of ["light", "dark"])
  test(`text can be read on the ${theme} page`, async () => {
    const { page, close } = await open(browser, file("pictures"), { theme });
    for (const selector of [
      ".summary",
      ".note",
      ".metrics .what p",
      "th",
      ".card .wrong",
      ".finding",
      ".decisions p",
      ".figures dt",
      ".skipped small",
      ".rest summary",
      ".switches button",
    ]) {
      const contrast = await contrastOf(page, selector);
      assert.ok(contrast >= 4.5, `${selector} has a contrast of ${contrast.toFixed(2)}`);
    }
    await close();
  });

describe("content", () => {
  test("of pictures: every section with its figures", async () => {
    const { page, close } = await open(browser, file("pictures"));
    const sections = await page
      .locator("section")
      .evaluateAll((all) => all.map((section) => section.id));
    assert.deepEqual(sections, [
      "metrics",
      "baselines",
      "folds",
      "curves",
      "confusion",
      "classes",
      "calibration",
      "tags",
      "mistakes",
      "groups",
      "slices",
      "labels",
      "doubtful",
      "duplicates",
      "learning",
      "augmentation",
      "words",
      "generated",
      "decisions",
      "skipped",
      "reconstructions",
      "model",
      "provenance",
    ]);
    const accuracy = page.locator("[data-metric=accuracy]");
    assert.match(
      await accuracy.innerText(),
      /Accuracy[\s\S]*\d\d\.\d%[\s\S]*\d\d\.\d% – \d\d\.\d%[\s\S]*1\d\.\d%/,
    );
    assert.equal(await page.locator("#confusion td").count(), 100);
    assert.equal(await page.locator("#classes tbody tr").count(), 10);
    assert.equal(await page.locator(".chart canvas").count(), 5);
    const pictures = await page
      .locator("#mistakes .card img")
      .evaluateAll((all) => all.map((img) => img.naturalWidth));
    assert.equal(pictures.length, 24);
    assert.ok(
      pictures.every((width) => width === 28),
      "a picture was not decoded",
    );
    const provenance = await page.locator("#provenance").innerText();
    for (const part of [
      "a".repeat(64),
      "54,000",
      "March 2, 2026",
      "2 min 11 s",
      "273 MiB",
      "278 MiB",
      "x86-64 AVX2",
    ])
      assert.ok(provenance.includes(part), `${part} is missing in ${provenance}`);
    await close();
  });

  test("of findings: each in words and figures", async () => {
    const { page, close } = await open(browser, file("pictures"));
    const text = (selector) => page.locator(selector).innerText();
    assert.equal(await page.locator(".summary p").count(), 2);
    const found = await page.locator(".summary p").last().textContent();
    for (const part of [
      /37 of the 4,000 rows .* look almost like a row of the training data/,
      /At most about \d+ of 4,000 labels \(\d\.\d%\) are wrong/,
      /wrong most where brightness up to 0\.\d+: in \d+\.\d% of the cases/,
      /temperature of 0\.\d\d makes its confidence more honest/,
      /Accuracy: 91\.5% on average over 5 trainings/,
      /2 times the data would bring about 0\.\d points/,
      /left out: 4\./,
    ])
      assert.match(found, part);
    assert.match(await text("#baselines"), /This model[\s\S]*linear on pixels[\s\S]*more than chance/);
    assert.equal(await page.locator("#folds .dot").count(), 5);
    assert.match(await text("#calibration .finding"), /pays/);
    assert.match(await text("#slices"), /brightness up to 0\.\d+[\s\S]*Wrong/i);
    assert.match(await text("#groups"), /By steps[\s\S]*Accuracy[\s\S]*\(\d+ rows\)[\s\S]*\d\d\.\d%/);
    assert.equal(await page.locator("#groups .spans li").count(), 4);
    assert.equal(await page.locator("#labels > .cards .card").count(), 12);
    assert.equal(await page.locator("#labels .card").count(), 24);
    assert.equal(await page.locator("#doubtful .card").count(), 12);
    assert.equal(await page.locator("#duplicates .pair").count(), 6);
    assert.equal(await page.locator("#learning .forecasts tbody tr").count(), 3);
    assert.equal(await page.locator("#augmentation img").count(), 24);
    assert.match(await text("#words"), /called[\s\S]*93\.0%[\s\S]*truly[\s\S]*a splendid bore, truly/);
    assert.equal(await page.locator("#words .for").count(), 1);
    assert.equal(await page.locator("#words .against").count(), 1);
    assert.match(await text("#generated"), /come:\n {2}let all[\s\S]*Prompt: Once\n upon a time/);
    assert.match(
      await text("#tags"),
      /31 of 250 sentences[\s\S]*Vienna[\s\S]*86\.4%[\s\S]*41 and more[\s\S]*in Vienna B-PER B-LOC \./,
    );
    assert.match(await text("#decisions"), /Loss weights[\s\S]*none[\s\S]*rarest class/);
    await page.locator("#skipped summary").first().click();
    assert.match(await text("#skipped"), /cut off[\s\S]*train\/bag\/0007\.jpg[\s\S]*and 1 more/);
    const decoded = await page
      .locator("img")
      .evaluateAll((all) => Promise.all(all.map((img) => img.decode().then(() => true))));
    assert.ok(decoded.length > 100);
    await close();
  });

  test("of nothing found says so", async () => {
    const { page, close } = await open(browser, file("table"));
    await page.locator("[data-language=en]").click();
    assert.match(await page.locator("#slices").innerText(), /No kind of rows stands out/);
    assert.match(await page.locator("#labels").innerText(), /No label is suspected/);
    assert.match(await page.locator("#duplicates").innerText(), /None of 700 held-out rows/);
    assert.match(await page.locator("#calibration .finding").innerText(), /does not pay/);
    await close();
  });

  test("of large pictures stays under 3 MB and keeps the first of every list", async () => {
    for (const name of reports) assert.ok((await stat(file(name))).size <= 3_000_000, name);
    const { page, close } = await open(browser, file("photos"));
    for (const part of ["mistakes", "labels", "doubtful", "duplicates"])
      assert.ok((await page.locator(`#${part} img`).count()) > 0, `${part} has no picture`);
    assert.ok((await page.locator("#mistakes img").count()) < 24);
    const sides = await page
      .locator("#labels img")
      .evaluateAll((all) => Promise.all(all.map((img) => img.decode().then(() => img.naturalWidth))));
    assert.ok(sides.every((side) => side === 160), `${sides}`);
    await close();
  });

  test("of a table: two baselines, the positive class, fields of each mistake", async () => {
    const { page, close } = await open(browser, file("table"));
    await page.locator("[data-language=en]").click();
    assert.equal(await page.locator(".metrics thead th").count(), 5);
    assert.match(
      await page.locator(".metrics thead").innerText(),
      /most frequent class[\s\S]*boosted trees/,
    );
    assert.match(
      await page.locator(".summary").textContent(),
      /It finds .* of the rows that are "Yes"/,
    );
    assert.match(await page.locator(".card").first().innerText(), /Month-to-month/);
    await close();
  });

  test("of a table: what it looks at comes first, then how answers move, gains and costs", async () => {
    const { page, close } = await open(browser, file("table"));
    await page.locator("[data-language=en]").click();
    const sections = await page
      .locator("section")
      .evaluateAll((all) => all.map((section) => section.id));
    assert.deepEqual(sections.slice(0, 3), ["metrics", "importance", "dependence"]);
    for (const id of ["gains", "costs"]) assert.ok(sections.includes(id), id);
    const text = (selector) => page.locator(selector).innerText();
    assert.equal(await page.locator("#importance > .spans li").count(), 12);
    assert.match(await text("#importance summary"), /3 more columns/);
    assert.match(await text("#importance .spans li >> nth=0"), /tenure\s+20\.0%/);
    const ticks = await page
      .locator("#importance > .spans .tick")
      .evaluateAll((all) => all.map((tick) => Number.parseFloat(tick.style.left)));
    assert.deepEqual(
      ticks,
      [...ticks].sort((a, b) => b - a),
    );
    assert.equal(await page.locator("#dependence canvas").count(), 2);
    assert.match(await text("#dependence .moving"), /Contract[\s\S]*“Yes”[\s\S]*Month-to-month/);
    assert.match(await text("#gains .finding"), /times their share/);
    assert.match(await text("#costs .finding"), /\d+ rows missed at 5 each and \d+ false alarms at 1/);
    assert.equal(await page.locator("#costs canvas").count(), 1);
    await close();
  });

  test("of numbers: residuals, intervals, large errors and not wrong rows", async () => {
    const { page, close } = await open(browser, file("numbers"));
    const text = (selector) => page.locator(selector).innerText();
    const findings = await page.locator("#residuals .finding").allInnerTexts();
    assert.match(findings[0], /are off most/);
    assert.match(findings[1], /stated to hold the truth in 90\.0% .* it did in \d\d\.\d%/);
    assert.equal(await page.locator("#residuals canvas").count(), 1);
    const heights = await page
      .locator(".histogram i")
      .evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().height));
    assert.equal(heights.length, 24);
    assert.ok(Math.max(...heights) > 150, `${heights}`);
    assert.match(await text("#slices"), /among the 10\.0% with the largest errors[\s\S]*harbour/);
    assert.match(await text("#slices dl"), /Large errors/i);
    assert.doesNotMatch(await text("#slices"), /Wrong/i);
    assert.match(await text("#baselines"), /Beside XGBoost with its defaults, this model is off by [\d.,]+ (less|more) on average .*: more than chance/);
    assert.match(await page.locator(".summary p").last().textContent(), /looks most at tenure/);
    await close();
  });

  test("of numbers: the scatter in place of the confusion", async () => {
    const { page, close } = await open(browser, file("numbers"));
    assert.equal(await page.locator("#confusion").count(), 0);
    assert.equal(await page.locator("#scatter canvas").count(), 1);
    assert.match(await page.locator("[data-metric=mae]").innerText(), /Mean absolute error/);
    await close();
  });

  test("of hostile names is text, never a part of the page", async () => {
    const { page, close } = await open(browser, file("hostile"));
    assert.match(await page.locator("h1").textContent(), /^<b>very-long/);
    assert.equal(await page.locator("img[src=x]").count(), 0);
    assert.equal(await page.locator("main script").count(), 0);
    assert.match(await page.title(), /Report$/);
    await close();
  });

  test("of many classes shows the weakest, and all when they are asked for", async () => {
    const { page, close } = await open(browser, file("hostile"));
    const rows = page.locator("#classes tbody tr");
    assert.equal(await rows.count(), 20);
    const f1 = await rows.locator("td:last-child").allInnerTexts();
    const values = f1.map((text) => Number.parseFloat(text));
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    );
    await page.locator("#classes button.all").click();
    assert.equal(await rows.count(), 40);
    await close();
  });

  test("of the class table is sorted by the heading that is pressed", async () => {
    const { page, close } = await open(browser, file("pictures"));
    await page.locator("#classes th button", { hasText: "F1" }).click();
    const f1 = await page.locator("#classes tbody tr td:last-child").allInnerTexts();
    const values = f1.map((text) => Number.parseFloat(text));
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    );
    assert.ok(values[0] < values[9]);
    await close();
  });
});
