import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { run } from "../fixes";
import { lineOfEvidence } from "./nodes";
import { Entry, ProfileTree } from "./tree";

type Change = "forget" | "pin" | "unpin" | "scope" | "mute" | "unmute" | "reset" | "undo";
type Register = (name: string, action: (client: LanguageClient, entry: Entry | undefined) => Promise<void>) => vscode.Disposable;

/** What a person can do with what was learned. Every change offers its undo. */
export function registerProfileActions(tree: ProfileTree, register: Register): vscode.Disposable {
    const change = async (client: LanguageClient, folder: vscode.WorkspaceFolder, action: Change, what: { id?: string; value?: string }) => {
        const uri = client.code2ProtocolConverter.asUri(folder.uri);
        const { undoId } = await run<{ undoId: string }>(client, "amends.changeProfile", { folder: uri, action, ...what });
        tree.refresh();
        return undoId;
    };
    const changing = (action: Change, done: string, ask?: (entry: Entry) => Thenable<{ id?: string; value?: string } | undefined>) =>
        async (client: LanguageClient, entry: Entry | undefined) => {
            const what = entry && (ask ? await ask(entry) : { id: entry.node.id ?? "" });
            if (!entry || !what) {
                return;
            }
            const undoId = await change(client, entry.folder, action, what);
            const undo = vscode.l10n.t("Undo");
            void vscode.window.showInformationMessage(done, undo).then(choice => {
                if (choice === undo) {
                    void change(client, entry.folder, "undo", { id: undoId });
                }
            });
        };
    return vscode.Disposable.from(
        register("amends.profile.forget", changing("forget", vscode.l10n.t("Forgotten: it is not used any more."))),
        register("amends.profile.pin", changing("pin", vscode.l10n.t("Pinned: it is not retired by itself."))),
        register("amends.profile.unpin", changing("unpin", vscode.l10n.t("No longer pinned."))),
        register("amends.profile.scope", changing("scope", vscode.l10n.t("Its scope is set."), askScope)),
        register("amends.profile.mute", changing("mute", vscode.l10n.t("Muted: nothing is offered for it here."), rule)),
        register("amends.profile.unmute", changing("unmute", vscode.l10n.t("No longer muted."), rule)),
        register("amends.profile.undo", async (client, entry) => {
            const folder = entry?.folder ?? (await chosenFolder());
            if (folder) {
                await change(client, folder, "undo", entry?.node.id === undefined ? {} : { id: entry.node.id });
            }
        }),
        register("amends.profile.reset", async client => {
            const folder = await chosenFolder();
            if (folder && (await agreesToReset(folder))) {
                await change(client, folder, "reset", {});
            }
        }),
        register("amends.profile.teach", async client => {
            const folder = await chosenFolder();
            const text = folder && (await vscode.window.showInputBox({ prompt: vscode.l10n.t("One sentence that fixes in this project shall follow"), placeHolder: vscode.l10n.t("Library code logs; it never prints.") }));
            if (folder && text?.trim()) {
                await run(client, "amends.teach", { folder: client.code2ProtocolConverter.asUri(folder.uri), text });
                tree.refresh();
            }
        }),
        register("amends.openEvidence", (_client, entry) => (entry ? openEvidence(entry) : Promise.resolve())),
        register("amends.profile.refresh", () => {
            tree.refresh();
            return Promise.resolve();
        }),
    );
}

/** The folder of the active editor, the only one, or the one that is picked. */
export async function chosenFolder(): Promise<vscode.WorkspaceFolder | undefined> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const uri = vscode.window.activeTextEditor?.document.uri;
    const own = (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? (folders.length === 1 ? folders[0] : undefined);
    if (folders.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t("Open a folder first: what is learned belongs to a project."));
    }
    return own ?? (folders.length > 0 ? vscode.window.showWorkspaceFolderPick() : undefined);
}

async function openEvidence({ node: { evidence }, folder }: Entry): Promise<void> {
    if (!evidence) {
        return;
    }
    const uri = evidence.uri === undefined ? vscode.Uri.joinPath(folder.uri, evidence.path) : vscode.Uri.parse(evidence.uri);
    const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    if (!document) {
        void vscode.window.showInformationMessage(vscode.l10n.t("{0} is gone; hover over the entry to see what was learned from it.", evidence.path));
        return;
    }
    const line = lineOfEvidence(document.getText().split(/\r\n|\r|\n/), evidence);
    await vscode.window.showTextDocument(document, { selection: document.lineAt(Math.min(line, document.lineCount - 1)).range });
}

async function askScope({ node }: Entry): Promise<{ id: string; value: string } | undefined> {
    const prompt = vscode.l10n.t("Glob of the files it may be used in; empty for all");
    const value = await vscode.window.showInputBox({ prompt, value: node.scope ?? "", placeHolder: "tests/**" });
    return value === undefined || node.id === undefined ? undefined : { id: node.id, value };
}

function rule({ node }: Entry): Promise<{ value: string } | undefined> {
    return Promise.resolve(node.rule === undefined ? undefined : { value: node.rule });
}

async function agreesToReset(folder: vscode.WorkspaceFolder): Promise<boolean> {
    const reset = vscode.l10n.t("Forget Everything");
    const detail = vscode.l10n.t("“Undo” in the Amends view takes it back.");
    return (await vscode.window.showWarningMessage(vscode.l10n.t("Forget everything that was learned in {0}?", folder.name), { modal: true, detail }, reset)) === reset;
}
