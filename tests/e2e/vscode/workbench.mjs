// What a person does in the window, and what they see. Every action waits for its effect; nothing sleeps.
import { PATIENCE_MS } from "./waiting.mjs";

export const ROW = ".monaco-list-row";
const BOX_PATIENCE_MS = 15_000;
const BOX_ATTEMPTS = 4;
const MENU = ".action-widget:not(.action-list-submenu-panel)";
const ACTIVE = ".editor-group-container.active .editor-instance";

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
    await page.locator(".workspace-trust-editor").waitFor({ state: "hidden" });
}

export async function runCommand(page, title) {
    await patiently(page, async box => {
        await page.keyboard.press("F1");
        await box.locator("input").fill(`>${title}`);
        await box.locator(`${ROW}[aria-label^="${title}"]`).first().click();
    });
}

/** Runs a command that asks to choose from a list, and chooses. */
export async function runCommandAndPick(page, title, text) {
    await patiently(page, async box => {
        await page.keyboard.press("F1");
        await box.locator("input").fill(`>${title}`);
        await box.locator(`${ROW}[aria-label^="${title}"]`).first().click();
        await box.locator(ROW, { hasText: text }).first().click();
        await box.waitFor({ state: "hidden" });
    });
}

/** Asks in the box at the top until that answers: what loads late takes the focus from it, and then it closes. */
async function patiently(page, ask) {
    page.setDefaultTimeout(BOX_PATIENCE_MS);
    try {
        for (let attempt = 1; attempt < BOX_ATTEMPTS; attempt += 1) {
            try {
                return await ask(page.locator(".quick-input-widget:visible"));
            } catch {
                await page.keyboard.press("Escape");
            }
        }
        return await ask(page.locator(".quick-input-widget:visible"));
    } finally {
        page.setDefaultTimeout(PATIENCE_MS);
    }
}

/** `query` where the name alone would find another file first. */
export async function openFile(page, name, query = name) {
    await patiently(page, async box => {
        await page.keyboard.press("Control+p");
        await box.locator("input").fill(query);
        await box.locator(`${ROW}.focused[aria-label^="${name}"]`).waitFor();
        await page.keyboard.press("Enter");
    });
    await page.locator(".tab.active", { hasText: name }).waitFor();
    await page.locator(`${ACTIVE} .monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
}

/** Puts the cursor before `text`, where the active file first has it `within` something longer. */
export async function goTo(page, text, within = text) {
    await goToPosition(page, 1, 1); // only what is scrolled into view can be read
    const found = await page.waitForFunction(`(${placeOf})(${JSON.stringify([text, within])})`).catch(async error => {
        throw new Error(`the editor never had ${within}:\n${await editorText(page)}`, { cause: error });
    });
    const { line, column } = await found.jsonValue();
    await goToPosition(page, line, column);
}

/** A line's number is the one that is drawn beside it: what is read need not be the top of the file. */
function placeOf([text, within]) {
    const editor = document.querySelector(".editor-group-container.active .editor-instance");
    const numbers = new Map([...editor.querySelectorAll(".margin-view-overlays > div")].map(one => [one.style.top, Number(one.textContent)]));
    const found = [...editor.querySelectorAll(".view-lines .view-line")]
        .map(one => ({ line: numbers.get(one.style.top), has: one.textContent.replace(/\u00a0/g, " ") }))
        .filter(one => one.line && one.has.includes(within))
        .sort((one, other) => one.line - other.line)[0];
    return found && { line: found.line, column: found.has.indexOf(within) + within.indexOf(text) + 1 };
}

async function goToPosition(page, line, column) {
    await patiently(page, async box => {
        await page.keyboard.press("Control+g");
        await box.locator("input").fill(`:${line}:${column}`);
        await page.keyboard.press("Enter");
        await box.waitFor({ state: "hidden" });
    });
    await page.locator(".statusbar-item", { hasText: new RegExp(`Ln ${line}, Col ${column}(?!\\d)`) }).first().waitFor();
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
export async function problem(page, texts, { gone = false, patience = 60_000 } = {}) {
    let row = page.locator(`.markers-panel ${ROW}`);
    for (const text of texts) {
        row = row.filter({ hasText: text });
    }
    await row.first().waitFor({ state: gone ? "detached" : "visible", timeout: patience });
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
        if (answered && await menu.isVisible()) {
            await menu.locator(`${ROW}.action`).first().waitFor();
            return (await menu.locator(`${ROW}.action`).allInnerTexts()).map(text => text.trim());
        }
        if (answered) {
            return [];
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
    await page.locator(`${ACTIVE} .monaco-editor.focused`).first().waitFor();
}

/** Types a command line into the terminal, which is opened when there is none. */
export async function typeInTerminal(page, commandLine) {
    const there = await page.locator(".terminal-wrapper").count() > 0;
    await runCommand(page, there ? "Terminal: Focus Terminal" : "Terminal: Create New Terminal");
    await page.locator(".terminal-wrapper.active .xterm.focus").waitFor();
    await page.keyboard.type(`${commandLine}\n`);
}

/** What the language status (the braces in the status bar) says when one looks. */
export async function languageStatus(page) {
    await page.mouse.move(5, 5); // a pointer that rests there already shows nothing new
    await page.locator(".statusbar-item[id='status.languageStatus']").hover();
    const hover = page.locator(".hover-language-status", { hasText: "Amends" });
    await hover.first().waitFor();
    return (await hover.allInnerTexts()).join(" ").replace(/\s+/g, " ");
}

/** The text of a message in the corner. */
export async function notification(page, text) {
    const toast = page.locator(".notification-toast", { hasText: text }).first();
    await toast.waitFor();
    return (await toast.innerText()).replace(/\s+/g, " ");
}

/** The messages that wait in the corner, also those that went by. */
export async function messages(page) {
    await runCommand(page, "Notifications: Show Notifications");
    const center = page.locator(".notifications-center.visible");
    await center.waitFor();
    const found = await center.locator(".notification-list-item-message").allInnerTexts();
    await page.keyboard.press("Escape");
    await center.waitFor({ state: "hidden" });
    return found;
}

/** The texts of the buttons over a previewed fix. */
export async function previewButtons(page) {
    await page.locator(".monaco-diff-editor").first().waitFor();
    await page.locator(".editor-actions a", { hasText: "Accept" }).first().waitFor();
    return (await page.locator(".editor-group-container.active .editor-actions a").allInnerTexts()).filter(text => text !== "");
}

export async function pressPreviewButton(page, name) {
    await page.locator(".editor-group-container.active .editor-actions a", { hasText: name }).first().click();
    await page.locator(".tab.active", { hasText: "(proved" }).waitFor({ state: "detached" });
}

/** What stands beside the change in a preview; it is drawn, not typed. */
export async function previewVerdict(page) {
    const read = () => {
        for (const line of document.querySelectorAll(".monaco-diff-editor .modified .view-line span")) {
            const drawn = getComputedStyle(line, "::after").content;
            if (drawn.includes("proved")) {
                return drawn;
            }
        }
        return "";
    };
    const found = await page.waitForFunction(read);
    return found.jsonValue();
}

/** Chooses an entry of the list that a command shows. */
export async function pick(page, text) {
    const box = page.locator(".quick-input-widget:visible");
    await box.locator(ROW, { hasText: text }).first().click();
    await box.waitFor({ state: "hidden" });
}

/** Presses a button of a message in the corner, and returns the message. */
export async function answer(page, text, button) {
    const toast = page.locator(".notification-toast", { hasText: text }).first();
    await toast.waitFor();
    const said = (await toast.innerText()).replace(/\s+/g, " ");
    await toast.getByRole("button", { name: button }).click();
    return said;
}

/** Ticks every file in the refactor preview; there are `count`. */
export async function tickAllEdits(page, count) {
    const panel = page.locator(".bulk-edit-panel");
    const boxes = panel.locator(`${ROW}[aria-level="1"] .edit-checkbox, ${ROW}[aria-level="1"] input[type=checkbox]`);
    await boxes.nth(count - 1).waitFor();
    for (let index = 0; index < count; index += 1) {
        await boxes.nth(index).click();
    }
}

/** The lines above the code, once one of them has the text. */
export async function lenses(page, text) {
    await page.locator(".codelens-decoration", { hasText: text }).first().waitFor();
    return page.locator(".codelens-decoration").allInnerTexts();
}

/** The text of the page in the active tab. */
export async function webviewText(page) {
    const inner = page.frameLocator("iframe.webview.ready").first().frameLocator("iframe#active-frame");
    await inner.locator("body h1, body h2").first().waitFor();
    return (await inner.locator("body").innerText()).replace(/\s+/g, " ").slice(0, 2000);
}

/** What stands beside the open step of a walkthrough: its text, and how many pictures there are and could not be shown. */
export async function walkthroughMedia(page) {
    const inner = page.frameLocator(".getting-started-media iframe.webview.ready").first().frameLocator("iframe#active-frame");
    await inner.locator("body h1, body h2, body p").first().waitFor();
    return inner.locator("body").evaluate(async body => {
        const images = [...body.querySelectorAll("img")];
        await Promise.all(images.map(image => image.decode().catch(() => undefined)));
        return { text: body.innerText, images: images.length, broken: images.filter(image => image.naturalWidth === 0).length };
    });
}

/** Closes a question in the middle of the window, which means no; returns what it said. */
export async function refuse(page, text) {
    const dialog = page.locator(".monaco-dialog-box", { hasText: text });
    await dialog.waitFor();
    const said = (await dialog.innerText()).replace(/\s+/g, " ");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    return said;
}

/** Presses a button of a question in the middle of the window. */
export async function agree(page, text, button) {
    const dialog = page.locator(".monaco-dialog-box", { hasText: text });
    await dialog.getByRole("button", { name: button }).click();
    await dialog.waitFor({ state: "hidden" });
}

/** Types into the box that a command shows. */
export async function enter(page, prompt, text) {
    const box = page.locator(".quick-input-widget:visible", { hasText: prompt });
    await box.locator("input").fill(text);
    await page.keyboard.press("Enter");
    await box.waitFor({ state: "hidden" });
}
