import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** Hands the editor's trust on: when it is granted, and for folders that are added later. The start is in the init options. */
export function bridgeTrust(client: LanguageClient): vscode.Disposable {
    const tell = (folders: readonly vscode.WorkspaceFolder[]) => {
        for (const folder of folders) {
            const uri = client.code2ProtocolConverter.asUri(folder.uri);
            void client.sendNotification("amends/trust", { folder: uri, trusted: vscode.workspace.isTrusted });
        }
    };
    return vscode.Disposable.from(
        vscode.workspace.onDidGrantWorkspaceTrust(() => { tell(vscode.workspace.workspaceFolders ?? []); }),
        vscode.workspace.onDidChangeWorkspaceFolders(event => { tell(event.added); }),
    );
}
