import { writeFileSync } from "node:fs";
import * as vscode from "vscode";

/**
 * Runs in a real extension host: what the extension costs the editor. The window's settings say where the figures go
 * (`amendsBench.results`) and whether the extension is on (`amendsBench.on`); the same is measured both ways.
 */
export async function run(): Promise<void> {
    const settings = vscode.workspace.getConfiguration("amendsBench");
    const on = settings.get<boolean>("on", false);
    const activationMs = on ? await activation() : undefined;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!folder) {
        throw new Error("The bench needs a folder.");
    }
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "src", "orders.py"));
    const editor = await vscode.window.showTextDocument(document);
    const other = vscode.languages.registerCodeActionsProvider("python", { provideCodeActions: () => [new vscode.CodeAction("other", vscode.CodeActionKind.QuickFix)] });
    if (on) {
        await until(() => vscode.languages.getDiagnostics(document.uri).length > 0);
    }
    const lightbulbMs = await repeat(200, () => vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, new vscode.Range(2, 7, 2, 9), vscode.CodeActionKind.QuickFix.value));
    const typingMs = await repeat(200, () => editor.edit(change => { change.insert(new vscode.Position(document.lineCount, 0), "x"); }));
    other.dispose();
    writeFileSync(settings.get("results", ""), JSON.stringify({ on, activationMs, lightbulbMs, typingMs }));
}

/** Loading the code and `activate`; nothing in the folder has activated it before. */
async function activation(): Promise<number> {
    const extension = vscode.extensions.getExtension("amends.amends");
    if (!extension || extension.isActive) {
        throw new Error("The extension is not there, or is active already.");
    }
    const began = performance.now();
    await extension.activate();
    return performance.now() - began;
}

async function repeat(times: number, act: () => Thenable<unknown>): Promise<number[]> {
    const took: number[] = [];
    for (let index = 0; index < times; index += 1) {
        const began = performance.now();
        await act();
        took.push(performance.now() - began);
    }
    return took;
}

async function until(holds: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 60_000; !holds(); await new Promise(resolve => setTimeout(resolve, 50))) {
        if (Date.now() > deadline) {
            throw new Error("waited in vain for findings");
        }
    }
}
