import * as vscode from "vscode";
import { chosenFolder } from "../profile/actions";
import { Consents } from "./consent";
import { askForKey } from "./key";

/** Off, a model on this machine, or a remote one after consent for the folder. Says whether something was chosen. */
export async function chooseModel(consents: Consents, secrets: vscode.SecretStorage): Promise<boolean> {
    const folder = await chosenFolder();
    const chosen = folder && (await vscode.window.showQuickPick(choices(), { placeHolder: vscode.l10n.t("Which model may write fixes in “{0}”?", folder.name) }));
    if (!folder || !chosen || (chosen.use === "remote" && !(await consents.ask(folder)))) {
        return false;
    }
    if (chosen.use !== "remote") {
        await consents.takeBack(folder);
    }
    await vscode.workspace.getConfiguration("amends", folder).update("model.use", chosen.use, vscode.ConfigurationTarget.Global);
    if (chosen.use === "remote" && process.env.ANTHROPIC_API_KEY === undefined) {
        await askForKey(secrets);
    }
    return true;
}

function choices(): (vscode.QuickPickItem & { use: string })[] {
    return [
        { use: "off", label: vscode.l10n.t("No model"), detail: vscode.l10n.t("Learned patterns and the tools' own fixes only.") },
        { use: "local", label: vscode.l10n.t("A model on this machine"), detail: vscode.l10n.t("At “amends.model.baseUrl”, which must be a loopback address.") },
        { use: "remote", label: vscode.l10n.t("A remote model"), detail: vscode.l10n.t("Code is sent, after you agreed for the folder, within the budget.") },
    ];
}
