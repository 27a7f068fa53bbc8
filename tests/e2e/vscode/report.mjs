// The report page in a browser: what an accessibility checker says, and whether it fits; light, dark, high contrast, narrow.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { startBrowser } from "./editor.mjs";

const { page: file, client, home, pictures } = JSON.parse(process.env.AMENDS_E2E);
const axe = fs.readFileSync(createRequire(`${client}/`).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = {
    light: { colorScheme: "light", forcedColors: "none" },
    dark: { colorScheme: "dark" },
    "high contrast": { forcedColors: "active" },
    narrow: { colorScheme: "light", forcedColors: "none", width: 320 },
};

const browser = await startBrowser(path.join(home, "browser"), { bypassCSP: true });
const [page] = browser.pages();
await page.goto(pathToFileURL(file).href);
await page.locator("details").evaluateAll(all => all.forEach(one => { one.open = true; }));
await page.evaluate(axe);
for (const [name, { width = 1000, ...media }] of Object.entries(LOOKS)) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia(media);
    await page.screenshot({ path: path.join(pictures, `report-${name.replace(" ", "-")}.png`), fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const { violations } = await page.evaluate("axe.run()");
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    console.log(JSON.stringify({ step: name, ok: true, detail: { overflow, found }, seconds: 0 }));
}
await browser.close();
