// How the extension gets its server, with every package index out of reach: from the .vsix that carries everything.
import fs from "node:fs";
import path from "node:path";
import { startEditor } from "./editor.mjs";
import { tell } from "./story.mjs";
import { until } from "./waiting.mjs";
import * as window from "./workbench.mjs";

const { home, vsix, updated, python, bare, uv, pictures } = JSON.parse(process.env.AMENDS_E2E);
const NOWHERE = "http://127.0.0.1:9/";
const INSTALL_MS = 240_000;

const run = path.join(home, "editor");
const folder = path.join(home, "folder");
const bin = path.join(home, "bin");
for (const made of [run, folder, bin]) {
    fs.mkdirSync(made, { recursive: true });
}
fs.writeFileSync(path.join(folder, "a.py"), "import os\n");
// What a login shell says counts in the editor, so this says it.
const own = { PATH: bin, PIP_INDEX_URL: NOWHERE, PIP_RETRIES: "0", PIP_FIND_LINKS: "", UV_DEFAULT_INDEX: NOWHERE, UV_HTTP_RETRIES: "0" };
fs.writeFileSync(path.join(run, ".profile"), Object.entries(own).map(([name, value]) => `export ${name}=${value}\n`).join(""));
put("python3", bare);

const editor = await startEditor({ run, folder, vsix: [vsix], env: own, settings: { "security.workspace.trust.enabled": false } });
const { page } = editor;

/** Puts a program where the editor finds it, in place of an older one. */
function put(name, program) {
    fs.rmSync(path.join(bin, name), { force: true });
    fs.symlinkSync(program, path.join(bin, name));
}

function ready() {
    return until("the server's word", async () => (await window.languageStatus(page)).includes("Amends: ready"), INSTALL_MS);
}

/** The environment that counts, and what made it. */
function environment() {
    const storage = path.join(run, "data/User/globalStorage/amends.amends/server");
    const { folder: name } = JSON.parse(fs.readFileSync(path.join(storage, "current.json"), "utf8"));
    const at = path.join(storage, name);
    return { name, at, uv: fs.readFileSync(path.join(at, "pyvenv.cfg"), "utf8").includes("\nuv = ") };
}

const done = await tell([
    ["Python that cannot make environments", async () => {
        await window.opened(page);
        await window.openFile(page, "a.py");
        return window.notification(page, "cannot make environments");
    }],
    ["set up without an index", async () => {
        put("python3", python);
        await window.answer(page, "cannot make environments", "Try Again");
        await ready();
        return environment();
    }],
    ["broken environment repaired", async () => {
        put("uv", uv);
        const { name, at } = environment();
        const [library] = fs.readdirSync(path.join(at, "lib"));
        fs.rmSync(path.join(at, "lib", library, "site-packages", "pygls"), { recursive: true });
        await window.runCommand(page, "Amends: Restart Server");
        await until("another environment", () => environment().name !== name, INSTALL_MS);
        await ready();
        return environment();
    }],
    ["environment updated with the extension", async () => {
        const { name } = environment();
        editor.install(updated);
        await page.reload();
        await window.opened(page);
        await until("another environment", () => environment().name !== name, INSTALL_MS);
        await ready();
        return environment();
    }],
    ["walkthrough", async () => {
        await window.runCommand(page, "View: Toggle Primary Side Bar Visibility"); // only a wide page shows the pictures
        await window.runCommand(page, "Welcome: Open Walkthrough...");
        await window.pick(page, "Get started with Amends");
        const steps = page.locator(".step-list-container .getting-started-step");
        await steps.nth(3).waitFor();
        const seen = [];
        for (const step of await steps.all()) {
            await step.click();
            const title = await step.locator(".step-title").innerText();
            const media = await until("the step's own page", async () => {
                const shown = await window.walkthroughMedia(page).catch(() => undefined); // the page of the last step may just go
                return shown && seen.every(({ text }) => text !== shown.text) && shown;
            });
            seen.push({ title, ...media });
            await page.screenshot({ path: path.join(pictures, `walkthrough-${seen.length}.png`) });
        }
        return seen;
    }],
], { page, pictures, prefix: "install" });
await editor.close();
process.exit(done ? 0 : 1);
