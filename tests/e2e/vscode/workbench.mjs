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
    await goToPosition(page, 1, 1); // only what is scrolled into view can be read
    await textHas(page, within);
    const lines = (await editorText(page)).split("\n");
    const line = lines.findIndex(one => one.includes(within));
    const column = lines[line].indexOf(within) + within.indexOf(text) + 1;
    await goToPosition(page, line + 1, column);
}

async function goToPosition(page, line, column) {
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget:visible input").fill(`:${line}:${column}`);
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
    let found = [];
    for (const deadline = Date.now() + patience; Date.now() < deadline;) {
        found = await openMenu(page);
        if (found.some(title => wanted.test(title))) {
            return found;
        }
        await closeMenu(page);
    }
    throw new Error(`no quick fix matches ${wanted}: ${JSON.stringify(found)}`);
}

/** All quick fixes that are offered at the cursor. */
export async function titles(page) {
    const found = await openMenu(page);
    await closeMenu(page);
    return found;
}

/** Presses the key until there is a menu, or the message that there is nothing; a press while the window is busy is lost. */
async function openMenu(page) {
    const menu = page.locator(MENU);
    const answer = menu.or(page.locator(".monaco-editor-overlaymessage", { hasText: "No code actions available" })).first();
    for (let presses = 0; presses < 10; presses += 1) {
        await page.keyboard.press("Control+.");
        const answered = await answer.waitFor({ timeout: 5_000 }).then(() => true, () => false);
        if (answered) {
            return (await menu.isVisible()) ? (await menu.locator(`${ROW}.action`).allInnerTexts()).map(text => text.trim()) : [];
        }
    }
    throw new Error("the editor does not answer to the quick fix key");
}

async function closeMenu(page) {
    await page.keyboard.press("Escape");
    await page.locator(MENU).waitFor({ state: "hidden" });
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

/** What the language status (the braces in the status bar) says when one looks. */
export async function languageStatus(page) {
    await page.locator(".statusbar-item[id='status.languageStatus']").hover();
    const hover = page.locator(".hover-language-status", { hasText: "Amends" });
    await hover.first().waitFor();
    return (await hover.allInnerTexts()).join(" ").replace(/\s+/g, " ");
}

/** The text of a message in the corner, which is closed then. */
export async function notification(page, text) {
    const toast = page.locator(".notification-toast", { hasText: text }).first();
    await toast.waitFor();
    return (await toast.innerText()).replace(/\s+/g, " ");
}
