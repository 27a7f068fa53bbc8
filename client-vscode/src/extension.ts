import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { createLog } from "./log";
import { ServerSession } from "./session";
import { StatusItem } from "./status";
import { offerTestPlugin } from "./terminal";

let session: ServerSession | undefined;

/** Returns at once; the server starts in the background, because nobody should wait for it to edit text. */
export function activate(context: vscode.ExtensionContext): void {
    const log = createLog();
    const status = new StatusItem();
    const started = new ServerSession(context, log, status);
    session = started;
    context.subscriptions.push(log, status, started, registerCommands(started, log));
    setImmediate(() => {
        void started.restart();
        offerTestPlugin(context, log);
    });
}

/** Ends the server before the window goes. */
export async function deactivate(): Promise<void> {
    await session?.stop();
}
