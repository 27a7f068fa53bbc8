// What a person does in the window, and what they see. Every action waits for its effect; nothing sleeps.
const ROW = ".monaco-list-row";
const MENU = ".action-widget:not(.action-list-submenu-panel)";

export async function opened(page) {
    await page.waitForSelector(".monaco-workbench");
    await page.waitForSelector(`.explorer-folders-view ${ROW}`);
}

/** In the browser a new folder opens in Restricted Mode, with a banner; this is how it is left. */
export async function grantTrust(page) {
    await page.locator(".part.banner").getByText("Manage").click();
    await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    await page.locator(".part.banner", { hasText: "Restricted Mode" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Control+w");
}

export async function runCommand(page, title) {
    await page.keyboard.press("F1");
    const box = page.locator(".quick-input-widget:visible");
    await box.locator("input").fill(`>${title}`);
    await box.locator(ROW, { hasText: title }).first().waitFor();
    await page.keyboard.press("Enter");
}

export async function openFile(page, name) {
    await page.keyboard.press("Control+p");
    const box = page.locator(".quick-input-widget:visible");
    await box.locator("input").fill(name);
    await box.locator(`${ROW}.focused`, { hasText: name }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".tab.active", { hasText: name }).waitFor();
    await page.locator(".editor-instance .view-line").first().waitFor();
}

/** Puts the cursor before `text`, where the active file first has it `within` something longer. */
export async function goTo(page, text, within = text) {
    const lines = (await editorText(page)).split("\n");
    const line = lines.findIndex(one => one.includes(within));
    if (line < 0) {
        throw new Error(`${within} is not in the editor:\n${lines.join("\n")}`);
    }
    const column = lines[line].indexOf(within) + within.indexOf(text) + 1;
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget:visible input").fill(`:${line + 1}:${column}`);
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

export function editorText(page) {
    return page.evaluate(readEditor);
}

/** Waits until the active editor's text passes; the page function runs in the browser. */
export async function textHas(page, wanted, { not = false } = {}) {
    const script = `(${readEditor})().includes(${JSON.stringify(wanted)}) !== ${not}`;
    await page.waitForFunction(script).catch(async error => {
        throw new Error(`editor ${not ? "still has" : "never had"} ${wanted}:\n${await editorText(page)}`, { cause: error });
    });
}

function readEditor() {
    const lines = [...document.querySelectorAll(".editor-group-container.active .editor-instance .view-lines .view-line")];
    const top = line => Number.parseFloat(line.style.top);
    return lines.sort((one, other) => top(one) - top(other)).map(line => line.textContent.replace(/\u00a0/g, " ")).join("\n");
}

export async function showProblems(page) {
    if (!(await page.locator(".markers-panel").isVisible())) {
        await page.keyboard.press("Control+Shift+m");
    }
    await page.locator(".markers-panel").waitFor();
}

/** Waits for a row of the Problems panel that holds all the texts (or, with `gone`, for its end). */
export async function problem(page, texts, { gone = false } = {}) {
    let row = page.locator(`.markers-panel ${ROW}`);
    for (const text of texts) {
        row = row.filter({ hasText: text });
    }
    await row.first().waitFor({ state: gone ? "detached" : "visible" });
}

/** Opens the quick fixes at the cursor until one matches, and returns all titles; the menu stays open. */
export async function quickFixes(page, wanted, { patience = 60_000 } = {}) {
    const menu = page.locator(MENU);
    const deadline = Date.now() + patience;
    let titles = [];
    while (Date.now() < deadline) {
        await page.keyboard.press("Control+.");
        titles = await menuTitles(page, menu);
        if (titles.some(title => wanted.test(title))) {
            return titles;
        }
        await page.keyboard.press("Escape");
        await menu.waitFor({ state: "hidden" });
    }
    throw new Error(`no quick fix matches ${wanted}: ${JSON.stringify(titles)}`);
}

/** The menu's titles; without any action there is a message for a moment instead of a menu. */
async function menuTitles(page, menu) {
    const nothing = page.locator(".monaco-editor-overlaymessage");
    await menu.or(nothing).first().waitFor();
    const rows = menu.locator(`${ROW}.action`);
    return (await menu.isVisible()) ? (await rows.allInnerTexts()).map(text => text.trim()) : [];
}

export async function choose(page, wanted) {
    await page.locator(MENU).locator(`${ROW}.action`, { hasText: wanted }).first().click();
    await page.locator(MENU).waitFor({ state: "hidden" });
}

export async function save(page) {
    await page.keyboard.press("Control+s");
    await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
}

/** Focuses the text of the active editor. */
export async function focusEditor(page) {
    await page.keyboard.press("Control+1");
}

/** Types a command line into a new terminal. */
export async function typeInTerminal(page, commandLine) {
    await runCommand(page, "Terminal: Create New Terminal");
    const terminal = page.locator(".terminal-wrapper.active .xterm-helper-textarea");
    await terminal.waitFor({ state: "attached" });
    await terminal.focus();
    await page.keyboard.type(`${commandLine}\n`);
}

/** All quick fixes that are offered at the cursor. */
export async function titles(page) {
    const menu = page.locator(MENU);
    await page.keyboard.press("Control+.");
    const found = await menuTitles(page, menu);
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    return found;
}

/** What the language status (the braces in the status bar) says when one looks. */
export async function languageStatus(page) {
    await page.locator(".statusbar-item[id='status.languageStatus']").hover();
    const hover = page.locator(".hover-language-status", { hasText: "Amends" });
    await hover.first().waitFor();
    return (await hover.allInnerTexts()).join(" ").replace(/\s+/g, " ");
}
