import * as vscode from "vscode";
import { chooseModel } from "./choose";
import { Consents, waitingFolders } from "./consent";
import { askForKey, onKeyChange } from "./key";

/** The commands about models; `restart` starts the server again, because its environment holds the key. */
export function registerModelCommands(consents: Consents, secrets: vscode.SecretStorage, restart: () => void): vscode.Disposable {
    return vscode.Disposable.from(
        vscode.commands.registerCommand("amends.chooseModel", async () => {
            if (await chooseModel(consents, secrets)) {
                restart();
            }
        }),
        vscode.commands.registerCommand("amends.setApiKey", () => askForKey(secrets)),
        onKeyChange(secrets, restart),
        vscode.workspace.onDidChangeConfiguration(event => {
            if (event.affectsConfiguration("amends.model")) {
                void askWhereWanted(consents, restart);
            }
        }),
    );
}

/** Somebody has just set a remote model: that is the moment to ask, not the start of the editor. */
async function askWhereWanted(consents: Consents, restart: () => void): Promise<void> {
    for (const folder of vscode.workspace.isTrusted ? waitingFolders(consents) : []) {
        if (await consents.ask(folder)) {
            restart();
        }
    }
}
