// Several roots in one window, two windows on one folder, and everything that the Amends view's buttons and menus do.
import path from "node:path";
import { startEditor } from "./editor.mjs";
import * as profile from "./profileView.mjs";
import { tell } from "./story.mjs";
import * as window from "./workbench.mjs";

const { home, shop, workspace, vsix, server, pictures } = JSON.parse(process.env.AMENDS_E2E);
const PROVED = /^Amends: .*\(proved/;
const RULE = "ruff B904";
const ITEM = "insert `from";

const editor = await startEditor({
    run: path.join(home, "editor"), workspace, vsix: [vsix],
    settings: { "security.workspace.trust.enabled": false },
    machineSettings: { "amends.server.command": server },
});
const { page } = editor;
let second;

async function titlesAt(where, text) {
    await window.goTo(where, text, text);
    return window.titles(where);
}

/** Waits until the message says so; with `undo`, presses that. */
async function said(text, { undo = false } = {}) {
    await (undo ? window.answer(second, text, "Undo") : window.notification(second, text));
    await window.runCommand(second, "Notifications: Clear All Notifications");
}

const done = await tell([
    ["findings in both roots", async () => {
        await window.opened(page);
        await window.openFile(page, "orders.py");
        await window.openFile(page, "crates.py");
        await window.showProblems(page);
        await window.problem(page, ["amends/ruff", "F401", "`os`"]);
        await window.problem(page, ["amends/ruff", "F401", "`sys`"]);
    }],
    ["each root has its own settings", async () => {
        await window.openFile(page, "orders.py");
        await window.goTo(page, "os", "import os");
        const offered = await window.quickFixes(page, PROVED);
        await page.keyboard.press("Escape");
        await window.openFile(page, "crates.py");
        return { offered, muted: await titlesAt(page, "import sys") };
    }],
    ["repaired by hand in one window", async () => {
        await window.openFile(page, "orders.py");
        await window.goTo(page, "raise OrderError");
        await page.keyboard.press("End");
        await page.keyboard.type(" from error");
        await window.save(page);
        await window.problem(page, ["amends/ruff", "B904", "raise OrderError"], { gone: true });
    }],
    ["the view lists what each root has learned", async () => {
        await window.runCommand(page, "Amends: Show Profile");
        await profile.expand(page, "shop");
        await profile.expand(page, "Patterns");
        await profile.row(page, RULE).waitFor();
        return profile.rows(page);
    }],
    ["learned in one window, offered in another", async () => {
        second = await editor.another(shop);
        await window.opened(second);
        await window.openFile(second, "billing.py");
        await window.goTo(second, "raise InvoiceError");
        const titles = await window.quickFixes(second, PROVED);
        await window.choose(second, titles.find(title => PROVED.test(title)));
        await window.textHas(second, "from problem");
        await window.save(second);
    }],
    ["pinned", async () => {
        await window.runCommand(second, "Amends: Show Profile");
        await profile.expand(second, "Patterns");
        await profile.expand(second, RULE);
        await profile.press(second, ITEM, "Pin", 3);
        await said("Pinned");
        await profile.row(second, ITEM, 3).hover();
        await profile.row(second, ITEM, 3).locator("a[aria-label='Unpin']").waitFor();
    }],
    ["limited to some files", async () => {
        await profile.chooseFor(second, ITEM, "Use Only In", 3);
        await window.enter(second, "Glob of the files", "src/**");
        await said("Its scope is set");
        await profile.row(second, "src/**", 3).waitFor();
    }],
    ["forgotten, and undone", async () => {
        await profile.press(second, "src/**", "Forget", 3);
        await profile.row(second, "src/**", 3).waitFor({ state: "detached" });
        await said("Forgotten", { undo: true });
        // With its relatives, so that the section was gone and comes back closed.
        await profile.expand(second, "Patterns");
        await profile.expand(second, RULE);
        await profile.row(second, "src/**", 3).waitFor();
    }],
    ["muted, and no longer", async () => {
        await profile.press(second, RULE, "Mute This Rule", 2);
        await profile.expand(second, "Muted");
        await said("Muted");
        await second.screenshot({ path: path.join(pictures, "folders-muted.png") });
        await profile.press(second, /^\s*B904/, "Unmute", 2);
        await profile.row(second, "Muted", 1).waitFor({ state: "detached" });
        await said("No longer muted");
    }],
    ["everything forgotten, and undone", async () => {
        await profile.chooseFromTitle(second, "Forget Everything");
        await window.agree(second, "Forget everything", "Forget Everything");
        await profile.row(second, "Patterns", 1).waitFor({ state: "detached" });
        await second.screenshot({ path: path.join(pictures, "folders-forgotten.png") });
        await profile.pressTitle(second, "Undo the Last Change of the Profile");
        await profile.row(second, "Patterns", 1).waitFor();
    }],
    ["both windows still answer", async () => {
        await window.openFile(second, "orders.py");
        return [await window.languageStatus(page), await window.languageStatus(second)];
    }],
], { page: () => second ?? page, pictures, prefix: "folders" });
await editor.close();
process.exit(done ? 0 : 1);
