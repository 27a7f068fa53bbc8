import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { sealed } from "./sealed";

/** Shows the server's report of a folder; no script runs in it and nothing is loaded, whatever the page says. */
export async function showReport(client: LanguageClient, folder: vscode.WorkspaceFolder): Promise<void> {
    const { html } = await client.sendRequest<{ html: string }>("amends/report", { folder: client.code2ProtocolConverter.asUri(folder.uri) });
    const title = vscode.l10n.t("Amends report: {0}", folder.name);
    const options = { enableScripts: false, enableCommandUris: false, localResourceRoots: [], enableFindWidget: true };
    vscode.window.createWebviewPanel("amends.report", title, vscode.ViewColumn.Active, options).webview.html = sealed(html);
}
