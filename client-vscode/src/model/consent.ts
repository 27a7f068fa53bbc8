import * as vscode from "vscode";
import { Json } from "../nested";
import { endpointName, isLoopback } from "./endpoint";

/** Which folders may send code to which remote endpoint. Remembered for this machine and user, never in a workspace. */
export class Consents {
    constructor(private readonly memory: vscode.Memento) {}

    /** The settings as the server may have them: a remote model only where the person agreed. */
    guard(settings: Json, scope: vscode.Uri | undefined): Json {
        const model = settings.model as Json | undefined;
        if (model?.use !== "remote" || this.covers(scope)) {
            return settings;
        }
        return { ...settings, model: { ...model, use: "off" } };
    }

    /** Whether code of a folder (of all folders, without one) may go to the endpoint that is set now. */
    covers(scope: vscode.Uri | undefined): boolean {
        const folder = scope && vscode.workspace.getWorkspaceFolder(scope);
        const folders = folder ? [folder] : (vscode.workspace.workspaceFolders ?? []);
        return isLoopback(baseUrl()) || (folders.length > 0 && folders.every(one => this.memory.get(keyOf(one)) === endpoint()));
    }

    /** Asks once for a folder and endpoint; a dismissed question means no. */
    async ask(folder: vscode.WorkspaceFolder): Promise<boolean> {
        if (this.covers(folder.uri)) {
            return true;
        }
        const allow = vscode.l10n.t("Allow for This Folder");
        const question = vscode.l10n.t("May Amends send code of “{0}” to {1}?", folder.name, endpoint());
        const detail = vscode.l10n.t(
            "When no learned pattern fixes a problem, the problem, the code around it and the definitions it needs are sent. Secrets are taken out first, and files that “amends.privacy.ignore” names are never sent. “Amends: Choose Model…” takes this back.",
        );
        const agreed = (await vscode.window.showInformationMessage(question, { modal: true, detail }, allow)) === allow;
        await this.memory.update(keyOf(folder), agreed ? endpoint() : undefined);
        return agreed;
    }

    async takeBack(folder: vscode.WorkspaceFolder): Promise<void> {
        await this.memory.update(keyOf(folder), undefined);
    }
}

/** Folders that want a remote model and may not have it yet. */
export function waitingFolders(consents: Consents): vscode.WorkspaceFolder[] {
    return (vscode.workspace.workspaceFolders ?? []).filter(folder => modelUse(folder) === "remote" && !consents.covers(folder.uri));
}

export function modelUse(folder: vscode.WorkspaceFolder): string {
    return vscode.workspace.getConfiguration("amends", folder).get<string>("model.use", "off");
}

function keyOf(folder: vscode.WorkspaceFolder): string {
    return `amends.consent ${folder.uri.toString()}`;
}

function endpoint(): string {
    return endpointName(vscode.workspace.getConfiguration("amends").get<string>("model.provider", "anthropic"), baseUrl());
}

function baseUrl(): string {
    return vscode.workspace.getConfiguration("amends").get<string>("model.baseUrl", "");
}
