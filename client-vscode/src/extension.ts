import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { lensesOnFailingTests } from "./failingTests";
import { Interpreters } from "./interpreters";
import { createLog } from "./log";
import { registerModelCommands } from "./model/commands";
import { Consents } from "./model/consent";
import { Previews } from "./preview/preview";
import { ProfileTree } from "./profile/tree";
import { Proofs } from "./proofs";
import { ServerSession } from "./session";
import { SettingsSource } from "./settings";
import { StatusItem } from "./status";
import { offerTestPlugin } from "./terminal";

let session: ServerSession | undefined;

/** Returns at once; the server starts in the background, because nobody should wait for it to edit text. */
export function activate(context: vscode.ExtensionContext): void {
    const log = createLog();
    const status = new StatusItem();
    const consents = new Consents(context.globalState);
    const interpreters = new Interpreters();
    const proofs = new Proofs(() => started.ready);
    const previews: Previews = new Previews(() => started.ready, proofs);
    const started: ServerSession = new ServerSession(context, log, status, new SettingsSource(consents, interpreters), (client, wanted) => previews.propose(client, wanted));
    const tree = new ProfileTree(() => started.ready, log);
    session = started;
    context.subscriptions.push(
        log, status, started, interpreters, proofs, previews, showTree(tree, started), lensesOnFailingTests(),
        registerCommands(started, previews, tree, log),
        registerModelCommands(consents, context.secrets, () => void started.restart()),
    );
    setImmediate(() => {
        void started.restart();
        offerTestPlugin(context, log);
    });
}

/** Nobody looks at a hidden tree, so it is read again when it is shown. */
function showTree(tree: ProfileTree, started: ServerSession): vscode.Disposable {
    const view = vscode.window.createTreeView("amends.profile", { treeDataProvider: tree, showCollapseAll: true });
    const refresh = () => { if (view.visible) { tree.refresh(); } };
    return vscode.Disposable.from(tree, view, started.onDidChange(refresh), view.onDidChangeVisibility(refresh));
}

/** Ends the server before the window goes. */
export async function deactivate(): Promise<void> {
    await session?.stop();
}
