import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents";

/** Says which changes were an undo or a redo; the protocol has no word for it. Sent after the change itself. */
export function bridgeReverts(client: LanguageClient): vscode.Disposable {
    return vscode.workspace.onDidChangeTextDocument(event => {
        const reason = reasonOf(event.reason);
        if (reason && vscode.languages.match(DOCUMENTS, event.document) > 0) {
            const uri = client.code2ProtocolConverter.asUri(event.document.uri);
            const { version } = event.document;
            void client.sendNotification("amends/documentReverted", { uri, version, reason });
        }
    });
}

function reasonOf(reason: vscode.TextDocumentChangeReason | undefined): "undo" | "redo" | undefined {
    switch (reason) {
        case vscode.TextDocumentChangeReason.Undo:
            return "undo";
        case vscode.TextDocumentChangeReason.Redo:
            return "redo";
        case undefined:
            return undefined;
    }
}
