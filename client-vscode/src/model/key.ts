import * as vscode from "vscode";
import { Consents, modelUse } from "./consent";

const NAME = "amends.apiKey";

/** The environment that the server gets for its model: the stored key, only where a folder may use a remote model. */
export async function modelEnvironment(secrets: vscode.SecretStorage, consents: Consents): Promise<NodeJS.ProcessEnv> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const needed = vscode.workspace.isTrusted && folders.some(folder => modelUse(folder) === "remote" && consents.covers(folder.uri));
    const key = needed ? await secrets.get(NAME) : undefined;
    return key === undefined ? {} : { ANTHROPIC_API_KEY: key };
}

/** Asks for the key and keeps it in the operating system's store; an empty one removes it. */
export async function askForKey(secrets: vscode.SecretStorage): Promise<void> {
    const prompt = vscode.l10n.t("API key for the remote model. It is kept in the system's secret store, never in settings; empty removes it.");
    const key = await vscode.window.showInputBox({ prompt, password: true, ignoreFocusOut: true });
    if (key?.trim()) {
        await secrets.store(NAME, key.trim());
    } else if (key !== undefined) {
        await secrets.delete(NAME);
        void vscode.window.showInformationMessage(vscode.l10n.t("The stored key is removed."));
    }
}

export function onKeyChange(secrets: vscode.SecretStorage, changed: () => void): vscode.Disposable {
    return secrets.onDidChange(event => {
        if (event.key === NAME) {
            changed();
        }
    });
}
