import * as vscode from "vscode";

/** The one output channel of extension and server; its level is chosen in the editor's own UI. */
export function createLog(): vscode.LogOutputChannel {
    return vscode.window.createOutputChannel("Amends", { log: true });
}

/** What to say of anything that was thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
