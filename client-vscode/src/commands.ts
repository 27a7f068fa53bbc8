import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient } from "vscode-languageclient/node";
import { isOurs } from "./foreignDiagnostics";
import { messageOf } from "./log";
import { showProfile } from "./profileView";
import { ServerSession } from "./session";

/** The palette's commands. None bears the name of a server command: the client registers those itself. */
export function registerCommands(session: ServerSession, log: vscode.LogOutputChannel): vscode.Disposable {
    const withServer = (action: (client: LanguageClient) => Promise<void>) => async () => {
        const client = session.ready;
        if (!client) {
            void vscode.window.showWarningMessage(vscode.l10n.t("Amends is not running. Use “Amends: Restart Server”, or see the log."));
            return;
        }
        await action(client).catch((error: unknown) => vscode.window.showErrorMessage(messageOf(error)));
    };
    return vscode.Disposable.from(
        vscode.commands.registerCommand("amends.fix", withServer(fixAtCursor)),
        vscode.commands.registerCommand("amends.runTestsOfFile", withServer(runTests)),
        vscode.commands.registerCommand("amends.openProfile", withServer(showProfile)),
        vscode.commands.registerCommand("amends.restartServer", () => session.restart()),
        vscode.commands.registerCommand("amends.showLog", () => { log.show(); }),
    );
}

async function fixAtCursor(client: LanguageClient): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
        return;
    }
    const here = vscode.languages.getDiagnostics(editor.document.uri).filter(one => one.range.intersection(editor.selection));
    const problem = here.length > 1 ? await chooseProblem(here) : here[0];
    if (here.length > 1 && !problem) {
        return;
    }
    await execute(client, "amends.generateFix", {
        uri: client.code2ProtocolConverter.asUri(editor.document.uri),
        range: client.code2ProtocolConverter.asRange(problem?.range ?? editor.selection),
        ...(problem ? nameOf(problem) : {}),
    });
}

async function chooseProblem(problems: readonly vscode.Diagnostic[]): Promise<vscode.Diagnostic | undefined> {
    const items = problems.map(problem => {
        const { source, code } = nameOf(problem);
        return { label: problem.message, description: [source, code].filter(Boolean).join(" "), problem };
    });
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which problem shall be fixed?") });
    return chosen?.problem;
}

/** Source and code as the server knows them: ours carry the tool behind a prefix. */
function nameOf(problem: vscode.Diagnostic): { source?: string; code?: string } {
    const code = typeof problem.code === "object" ? problem.code.value : problem.code;
    const source = isOurs(problem) ? problem.source?.replace(/^amends\//, "") : problem.source;
    return { ...(source ? { source } : {}), ...(code === undefined ? {} : { code: String(code) }) };
}

async function runTests(client: LanguageClient): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    await execute(client, "amends.runTests", uri?.scheme === "file" ? { uri: client.code2ProtocolConverter.asUri(uri) } : {});
}

async function execute(client: LanguageClient, command: string, argument: object): Promise<void> {
    await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] });
}
