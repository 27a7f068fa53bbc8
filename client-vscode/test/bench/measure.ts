import { writeFileSync } from "node:fs";
import * as vscode from "vscode";

/**
 * Runs in a real extension host: what the extension costs the editor. The window's settings say where the figures go
 * (`amendsBench.results`) and whether the extension is on (`amendsBench.on`); the same is measured both ways.
 */
export async function run(): Promise<void> {
    const settings = vscode.workspace.getConfiguration("amendsBench");
    const on = settings.get<boolean>("on", false);
    const activated = on ? await activation() : {};
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
    const lightbulb = await repeat(200, () => vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, new vscode.Range(2, 7, 2, 9), vscode.CodeActionKind.QuickFix.value));
    const typing = await repeat(200, () => editor.edit(change => { change.insert(new vscode.Position(document.lineCount, 0), "x"); }));
    other.dispose();
    const reported = on ? await reportedActivation() : {};
    writeFileSync(settings.get("results", ""), JSON.stringify({ on, ...activated, ...reported, lightbulbMs: lightbulb.took, lightbulbCpuMs: lightbulb.cpu, typingMs: typing.took, typingCpuMs: typing.cpu }));
}

/** Loading the code and `activate`; nothing in the folder has activated it before. */
async function activation(): Promise<{ activationMs: number; activationCpuMs: number }> {
    const extension = vscode.extensions.getExtension("amends.amends");
    if (!extension || extension.isActive) {
        throw new Error("The extension is not there, or is active already.");
    }
    const cpu = process.cpuUsage();
    const began = performance.now();
    await extension.activate();
    return { activationMs: performance.now() - began, activationCpuMs: spent(cpu) };
}

/** What VS Code itself says that it took to load the code and to call `activate`. */
async function reportedActivation(): Promise<{ loadMs: number; callMs: number }> {
    await vscode.commands.executeCommand("perfview.show");
    const row = await until(() => {
        const page = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "perf");
        return /^\|\s*amends\.amends\s*\|.*$/m.exec(page?.getText() ?? "")?.[0];
    });
    const [loadMs = NaN, callMs = NaN] = (row.match(/(?<=\|\s*)\d+(?=\s*\|)/g) ?? []).map(Number);
    return { loadMs, callMs };
}

/** Times of each round, and the extension host's own work for one, which other programs on the machine change little. */
async function repeat(times: number, act: () => Thenable<unknown>): Promise<{ took: number[]; cpu: number[] }> {
    const took: number[] = [];
    const cpu = process.cpuUsage();
    for (let index = 0; index < times; index += 1) {
        const began = performance.now();
        await act();
        took.push(performance.now() - began);
    }
    return { took, cpu: [spent(cpu) / times] };
}

function spent(since: NodeJS.CpuUsage): number {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1000;
}

async function until<T>(look: () => T | undefined | false): Promise<T> {
    for (const deadline = Date.now() + 60_000; ; await new Promise(resolve => setTimeout(resolve, 50))) {
        const seen = look();
        if (seen) {
            return seen;
        }
        if (Date.now() > deadline) {
            throw new Error(`waited in vain: ${look.toString()}`);
        }
    }
}
