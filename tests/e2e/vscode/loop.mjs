// The whole loop in VS Code, from the .vsix alone on a machine with nothing but Python.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { startEditor } from "./editor.mjs";
import * as profile from "./profileView.mjs";
import { tell } from "./story.mjs";
import { until } from "./waiting.mjs";
import * as window from "./workbench.mjs";

const { home, shop, traces, vsix, pictures } = JSON.parse(process.env.AMENDS_E2E);
/** The first start makes the environment of the server; pip takes its time on a busy machine. */
const INSTALL_MS = 240_000;
const KEY = "sk-e2e-not-a-real-key";
const PROVED = /^Amends: .*\(proved/;

fs.writeFileSync(path.join(shop, "src/shop/refunds.py"), alike("refund", "RefundError"));
fs.writeFileSync(path.join(shop, "src/shop/stock.py"), alike("stock", "StockError"));
const run = path.join(home, "editor");
const editor = await startEditor({ run, folder: shop, vsix, env: { SHOP_TRACES: traces } });
const { page } = editor;

async function runTests(name) {
    const exit = path.join(home, `exit-${name}`);
    await window.typeInTerminal(page, `.venv/bin/python -m pytest -q; echo $? > ${exit}`);
    return Number(await until("pytest's end", () => fs.existsSync(exit) && fs.readFileSync(exit, "utf8").trim()));
}

/** Waits until the status says that the server answers. */
function ready() {
    return until("the server's word", async () => {
        const status = await window.languageStatus(page);
        return status.includes("Amends: ready") && status;
    });
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

/** A module with the mistake that was repaired by hand in another one. */
function alike(name, error) {
    return `"""One ${name}."""\n\n\nclass ${error}(Exception):\n    """No ${name}."""\n\n\ndef read_${name}(text: str) -> int:\n    try:\n        return int(text)\n    except ValueError as error:\n        raise ${error}(f"no ${name}: {error}")\n`;
}

/** The keys that running servers find in their environment. */
function keysOf(folder) {
    const environments = serverProcesses(folder).map(pid => fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0"));
    return environments.flatMap(variables => variables.filter(one => one.startsWith("ANTHROPIC_API_KEY=")).map(one => one.split("=")[1]));
}

/** The servers that run from this story's own folder. */
function serverProcesses(folder) {
    return fs.readdirSync("/proc").filter(name => /^\d+$/.test(name)).map(Number).filter(pid => {
        try {
            const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
            return command.startsWith(folder) && command.includes("amends\0serve");
        } catch {
            return false;
        }
    });
}

const done = await tell([
    ["finding shown in restricted mode", async () => {
        await window.opened(page);
        await window.openFile(page, "orders.py");
        await window.showProblems(page);
        await window.problem(page, ["amends/ruff", "F401"], { patience: INSTALL_MS });
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
    ["fix shown with its proof before anything changes", async () => {
        await window.focusEditor(page);
        await window.goTo(page, "os", "import os");
        const [title] = (await window.quickFixes(page, PROVED)).filter(one => PROVED.test(one));
        await page.screenshot({ path: path.join(pictures, "vscode-menu-os.png") });
        await window.choose(page, "preview the fix and its proof");
        const buttons = await window.previewButtons(page);
        const verdict = await window.previewVerdict(page);
        return { title, buttons, verdict, unchanged: fs.readFileSync(path.join(shop, "src/shop/orders.py"), "utf8").includes("import os") };
    }],
    ["proved fix accepted", async () => {
        await window.pressPreviewButton(page, "Accept");
        await window.textHas(page, "import os", { not: true });
        await window.problem(page, ["amends/ruff", "F401"], { gone: true });
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
    ["fix all like this", async () => {
        await window.openFile(page, "refunds.py");
        await window.openFile(page, "stock.py");
        await window.problem(page, ["amends/ruff", "B904", "Ln 12"]);
        await window.goTo(page, "raise StockError");
        await window.quickFixes(page, /fix all B904 like this/);
        await window.choose(page, "fix all B904 like this");
        await window.pick(page, "The whole workspace");
        const question = await window.answer(page, "2 problems like this in 2 files (each proved)", "Look Through");
        await window.tickAllEdits(page, 2);
        await page.screenshot({ path: path.join(pictures, "vscode-refactor-preview.png") });
        await page.getByRole("button", { name: "Apply" }).click();
        await window.textHas(page, "from error");
        await window.save(page);
        await window.openFile(page, "refunds.py");
        await window.textHas(page, "from error");
        await window.save(page);
        return question;
    }],
    ["failing test shown", async () => {
        const code = await runTests("failing");
        await window.showProblems(page);
        await window.problem(page, ["amends/pytest"]);
        return code;
    }],
    ["failing test has its lens", async () => {
        await window.openFile(page, "test_pricing.py");
        return window.lenses(page, "Run Again");
    }],
    ["repaired test cleared", async () => {
        await window.openFile(page, "pricing.py", "shop/pricing.py");
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
    ["messages so far", async () => window.messages(page)],
    ["profile shown", async () => {
        await window.runCommand(page, "Amends: Show Profile");
        await profile.expand(page, "Patterns");
        await profile.expand(page, "ruff B904");
        const rows = await profile.rows(page);
        return { rows, evidence: await profile.openFirstEvidence(page) };
    }],
    ["profile edited", async () => {
        await profile.press(page, "insert `from", "Pin", 3);
        return window.answer(page, "Pinned", "Undo");
    }],
    ["report opened", async () => {
        await window.runCommand(page, "Amends: Open Report");
        return window.webviewText(page);
    }],
    ["remote model only after consent", async () => {
        await window.runCommandAndPick(page, "Amends: Choose Model…", "A remote model");
        const question = await window.refuse(page, "May Amends send code of");
        return { question, keys: keysOf(home) };
    }],
    ["key reaches the server through its environment only", async () => {
        await window.runCommandAndPick(page, "Amends: Choose Model…", "A remote model");
        await window.agree(page, "May Amends send code of", "Allow for This Folder");
        await window.enter(page, "API key for the remote model", KEY);
        await until("the key", () => keysOf(home).includes(KEY));
        const { stdout } = spawnSync("grep", ["-rlF", KEY, path.join(run, "data"), path.join(home, "amends-data"), shop], { encoding: "utf8" });
        await window.runCommandAndPick(page, "Amends: Choose Model…", "No model");
        await until("no key", () => serverProcesses(home).length > 0 && keysOf(home).length === 0);
        return { written: stdout.split("\n").filter(Boolean) };
    }],
    ["server that crashed is started again", async () => {
        await window.openFile(page, "till.py");
        await ready();
        const [before] = serverProcesses(home);
        process.kill(before, "SIGKILL");
        await until("another server", () => serverProcesses(home).some(pid => pid !== before));
        return ready();
    }],
    ["server that keeps crashing stops, and says so", async () => {
        for (let stopped = ""; !stopped.includes("stopped");) {
            const pids = serverProcesses(home);
            pids.forEach(pid => process.kill(pid, "SIGKILL"));
            await until("another server, or none", async () => serverProcesses(home).some(pid => !pids.includes(pid)) || (await window.languageStatus(page)).includes("stopped"));
            stopped = await window.languageStatus(page);
        }
        return window.languageStatus(page);
    }],
    ["restarted by hand", async () => {
        await window.runCommand(page, "Amends: Restart Server");
        return ready();
    }],
], { page, pictures, prefix: "vscode" });
await editor.close();
process.exit(done ? 0 : 1);
