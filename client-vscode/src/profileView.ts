import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

const SCHEME = "amends-profile";

/** Opens what was learned in the active editor's folder as a text to read. The tree and the report come later. */
export async function showProfile(client: LanguageClient): Promise<void> {
    const folder = activeFolder() ?? (await vscode.window.showWorkspaceFolderPick());
    if (!folder) {
        void vscode.window.showInformationMessage(vscode.l10n.t("Open a folder first: what is learned belongs to a project."));
        return;
    }
    const profile: unknown = await client.sendRequest("amends/profile", { folder: client.code2ProtocolConverter.asUri(folder.uri) });
    await showReadOnly(`${folder.name}.json`, JSON.stringify(profile, undefined, 2));
}

/** The provider lives only until the text is loaded; the text itself stays with its tab. */
async function showReadOnly(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: String(Date.now()) });
    const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: () => text });
    try {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    } finally {
        provider.dispose();
    }
}

function activeFolder(): vscode.WorkspaceFolder | undefined {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const uri = vscode.window.activeTextEditor?.document.uri;
    return (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? (folders.length === 1 ? folders[0] : undefined);
}
