// The Amends view: what was learned, and what a person does with it. Items stand at level 3, below their section and rule.
import { ROW } from "./workbench.mjs";

const TREE = ".pane-body .monaco-list[aria-label='Profile']";
const TITLE = ".sidebar .composite.title";

export const row = (page, text, level) => page.locator(`${TREE} ${ROW}${level ? `[aria-level='${level}']` : ""}`, { hasText: text }).first();

/** Opens a node. */
export async function expand(page, text) {
    const node = row(page, text);
    await node.waitFor();
    if ((await node.getAttribute("aria-expanded")) !== "true") {
        await node.click();
    }
    await page.locator(`${TREE} ${ROW}[aria-expanded='true']`, { hasText: text }).first().waitFor();
    // A node counts as open some time before its children are drawn.
    const level = Number(await node.getAttribute("aria-level")) + 1;
    await page.locator(`${TREE} ${ROW}[aria-level='${level}']`).first().waitFor();
}

export async function rows(page) {
    return (await page.locator(`${TREE} ${ROW}`).allInnerTexts()).map(text => text.replace(/\s+/g, " "));
}

/** Opens the code that the first learned item comes from, and says which file that is. */
export async function openFirstEvidence(page) {
    await page.locator(`${TREE} ${ROW}[aria-level='3']`).first().click();
    const evidence = page.locator(`${TREE} ${ROW}[aria-level='4']`).first();
    const [, file] = /([^/\s]+):\d+/.exec(await evidence.innerText());
    await evidence.click();
    await page.locator(".tab.active", { hasText: file }).waitFor();
    await page.locator(".statusbar-item", { hasText: "selected)" }).first().waitFor();
    return file;
}

/** Presses a button that a row shows under the pointer. */
export async function press(page, text, action, level) {
    const node = row(page, text, level);
    await node.hover();
    await node.locator(`a[aria-label='${action}']`).click();
}

/** Chooses an entry of a row's menu. */
export async function chooseFor(page, text, entry, level) {
    await row(page, text, level).click({ button: "right" });
    await chooseEntry(page, entry);
}

/** Presses a button of the view's title. */
export async function pressTitle(page, action) {
    await page.locator(TITLE).hover();
    await page.locator(`${TITLE} a[aria-label='${action}']`).click();
}

/** Chooses an entry of the menu behind the title's dots. */
export async function chooseFromTitle(page, entry) {
    await pressTitle(page, "Views and More Actions...");
    await chooseEntry(page, entry);
}

/** By the key: a menu that has just opened does not take clicks. */
async function chooseEntry(page, entry) {
    const menu = page.locator(".monaco-menu");
    await menu.locator(".action-label", { hasText: entry }).hover();
    await menu.locator(".action-item.focused", { hasText: entry }).waitFor();
    await page.keyboard.press("Enter");
    await menu.waitFor({ state: "hidden" });
}
