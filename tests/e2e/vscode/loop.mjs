// The whole loop in VS Code, from the .vsix alone on a machine with nothing but Python.
import fs from "node:fs";
import path from "node:path";
import { startEditor } from "./editor.mjs";
import { tell } from "./story.mjs";
import { until } from "./waiting.mjs";
import * as window from "./workbench.mjs";

const { home, shop, traces, vsix, pictures } = JSON.parse(process.env.AMENDS_E2E);
const PROVED = /^Amends: .*\(proved/;

const run = path.join(home, "editor");
const editor = await startEditor({ run, folder: shop, vsix, env: { SHOP_TRACES: traces } });
const { page } = editor;

async function runTests(name) {
    const exit = path.join(home, `exit-${name}`);
    await window.typeInTerminal(page, `.venv/bin/python -m pytest -q; echo $? > ${exit}`);
    return Number(await until("pytest's end", () => fs.existsSync(exit) && fs.readFileSync(exit, "utf8").trim()));
}

async function takeFix(wanted, place, within) {
    await window.focusEditor(page);
    await window.goTo(page, place, within);
    const titles = await window.quickFixes(page, wanted);
    await page.screenshot({ path: path.join(pictures, `vscode-menu-${place.replace(/\W+/g, "-")}.png`) });
    const title = titles.find(one => wanted.test(one));
    await window.choose(page, title);
    return title;
}

const done = await tell([
    ["finding shown in restricted mode", async () => {
        await window.opened(page);
        await window.openFile(page, "orders.py");
        await window.showProblems(page);
        await window.problem(page, ["amends/ruff", "F401"]);
        await window.problem(page, ["amends/ruff", "B904"]);
    }],
    ["restricted mode runs nothing of the project", async () => {
        await window.focusEditor(page);
        await window.goTo(page, "os", "import os");
        const titles = await window.quickFixes(page, /^Amends: /);
        const ran = fs.readdirSync(traces);
        await page.screenshot({ path: path.join(pictures, "vscode-menu-restricted.png") });
        await page.keyboard.press("Escape");
        return { titles, ran, status: await window.languageStatus(page) };
    }],
    ["trusted", async () => {
        await window.grantTrust(page);
        await until("the project's own ruff", () => fs.readdirSync(traces).includes("ruff"));
    }],
    ["proved fix applied", async () => {
        const title = await takeFix(PROVED, "os", "import os");
        await window.textHas(page, "import os", { not: true });
        await window.problem(page, ["amends/ruff", "F401"], { gone: true });
        return title;
    }],
    ["undone", async () => {
        await page.keyboard.press("Control+z");
        await window.textHas(page, "import os");
        await window.problem(page, ["amends/ruff", "F401"]);
    }],
    ["repaired by hand", async () => {
        await window.goTo(page, "raise OrderError");
        await page.keyboard.press("End");
        await page.keyboard.type(" from error");
        await window.save(page);
        await window.problem(page, ["amends/ruff", "B904"], { gone: true });
    }],
    ["learned fix in another file", async () => {
        await window.openFile(page, "billing.py");
        await window.problem(page, ["amends/ruff", "B904"]);
        const title = await takeFix(PROVED, "raise InvoiceError");
        await window.textHas(page, "from problem");
        await window.save(page);
        return title;
    }],
    ["failing test shown", async () => {
        const code = await runTests("failing");
        await window.showProblems(page);
        await window.problem(page, ["amends/pytest"]);
        return code;
    }],
    ["repaired test cleared", async () => {
        await window.openFile(page, "pricing.py");
        await window.goTo(page, "- shipping");
        await page.keyboard.press("Shift+ArrowRight");
        await page.keyboard.type("+");
        await window.save(page);
        const code = await runTests("passing");
        await window.showProblems(page);
        await window.problem(page, ["amends/pytest"], { gone: true });
        return code;
    }],
    ["finding of another extension shown", async () => {
        await window.openFile(page, "till.py");
        await window.problem(page, ["house-style", "HS1"]);
    }],
    ["fix on demand answers", async () => {
        await window.goTo(page, "print");
        await window.runCommand(page, "Amends: Fix…");
        return window.notification(page, "fixes HS1");
    }],
    // Late, because only then has the server had every reason to offer it again.
    ["undone fix not offered again", async () => {
        await window.openFile(page, "orders.py");
        await window.goTo(page, "os", "import os");
        await window.problem(page, ["amends/ruff", "F401"]);
        return window.titles(page);
    }],
    ["status shown", async () => window.languageStatus(page)],
    ["profile shown", async () => {
        await window.runCommand(page, "Amends: Show Profile");
        await window.textHas(page, "\"schema\"");
    }],
], { page, pictures, prefix: "vscode" });
await editor.close();
process.exit(done ? 0 : 1);
