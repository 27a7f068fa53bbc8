import * as vscode from "vscode";
import type { CodeAction, Command, LanguageClient } from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents";

const FIX_ALL = "source.fixAll.amends";
/** `CodeActionTriggerKind.Automatic`. */
const AUTOMATIC = 2;

/** With `amends.fix.onSave`, safe learned fixes that are proved already are part of the save. Nothing is made for it. */
export function fixOnSave(client: LanguageClient): vscode.Disposable {
    return vscode.workspace.onWillSaveTextDocument(event => {
        const wanted = vscode.workspace.getConfiguration("amends", event.document).get<boolean>("fix.onSave", false);
        const byHand = event.reason === vscode.TextDocumentSaveReason.Manual;
        if (wanted && byHand && vscode.languages.match(DOCUMENTS, event.document) > 0) {
            event.waitUntil(fixAllEdits(client, event.document).catch(() => []));
        }
    });
}

async function fixAllEdits(client: LanguageClient, document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const converter = client.code2ProtocolConverter;
    const actions = await client.sendRequest<(CodeAction | Command)[] | null>("textDocument/codeAction", {
        textDocument: { uri: converter.asUri(document.uri) },
        range: converter.asRange(whole),
        context: { diagnostics: [], only: [FIX_ALL], triggerKind: AUTOMATIC },
    });
    const action = actions?.find(one => "edit" in one && one.kind === FIX_ALL);
    const edit = action && "edit" in action ? await client.protocol2CodeConverter.asWorkspaceEdit(action.edit) : undefined;
    return edit?.get(document.uri) ?? [];
}
