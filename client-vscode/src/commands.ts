import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { readyFix, run, Wanted, wantedAtCursor } from "./fixes";
import { fixAllLike } from "./lightbulb";
import { messageOf } from "./log";
import { Previews } from "./preview/preview";
import { chosenFolder, registerProfileActions } from "./profile/actions";
import { showReport } from "./profile/report";
import { ProfileTree } from "./profile/tree";
import { ServerSession } from "./session";

/** What an action of the lightbulb's menu hands on. */
type ActionArgument = Wanted & { fixId: string };

/** The palette's commands and the menus'. None bears the name of a server command: the client registers those itself. */
export function registerCommands(session: ServerSession, previews: Previews, tree: ProfileTree, log: vscode.LogOutputChannel): vscode.Disposable {
    const { registerCommand } = vscode.commands;
    const register = (name: string, action: (client: LanguageClient, argument: never) => Promise<void>) =>
        registerCommand(name, async (argument: never) => {
            const client = session.ready;
            if (!client) {
                void vscode.window.showWarningMessage(vscode.l10n.t("Amends is not running. Use “Amends: Restart Server”, or see the log."));
                return;
            }
            await action(client, argument).catch((error: unknown) => { tellError(error, log); });
        });
    return vscode.Disposable.from(
        register("amends.fix", client => fixAtCursor(client, previews)),
        register("amends.previewFix", (client, { fixId, ...problem }: ActionArgument) => previews.show(client, fixId, problem)),
        register("amends.acceptFix", (_client, from: unknown) => previews.accept(from)),
        register("amends.tryAgain", (_client, from: unknown) => previews.tryAgain(from)),
        register("amends.notLikeThis", (_client, from: unknown) => previews.notLikeThis(from)),
        register("amends.whyThisFix", (_client, from: unknown) => previews.why(from)),
        register("amends.fixAllLike", (client, argument: ActionArgument | vscode.Uri | undefined) => fixAll(client, previews, argument)),
        register("amends.runTestsOfFile", runTests),
        register("amends.runTestsAgain", (client, argument: { uri: string }) => run(client, "amends.runTests", argument)),
        register("amends.fixFailure", async (client, place: Place) => {
            await showPlace(place);
            await fixAtCursor(client, previews);
        }),
        register("amends.showFailure", async (_client, place: Place) => {
            await showPlace(place);
            await vscode.commands.executeCommand("editor.action.showHover");
        }),
        register("amends.openProfile", async () => vscode.commands.executeCommand("amends.profile.focus")),
        register("amends.openReport", async client => {
            const folder = await chosenFolder();
            await (folder ? showReport(client, folder) : Promise.resolve());
        }),
        registerProfileActions(tree, register),
        registerCommand("amends.restartServer", () => session.restart()),
        registerCommand("amends.showLog", () => { log.show(); }),
    );
}

/** Says what went wrong; what the person ended themselves is no news. */
function tellError(error: unknown, log: vscode.LogOutputChannel): void {
    const cancelled = error instanceof vscode.CancellationError || (error as { code?: unknown } | undefined)?.code === -32800;
    if (!cancelled) {
        log.error(messageOf(error));
        void vscode.window.showErrorMessage(messageOf(error));
    }
}

/** What waits in the lightbulb is shown at once; otherwise a fix is made. */
async function fixAtCursor(client: LanguageClient, previews: Previews): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const problem = editor && (await wantedAtCursor(client, editor));
    if (!problem) {
        return;
    }
    const ready = await readyFix(client, problem);
    await (ready === undefined ? previews.propose(client, problem) : previews.show(client, ready, problem));
}

/** Of the lightbulb's menu, of a preview, or of the palette: then the fix at the cursor says what is alike. */
async function fixAll(client: LanguageClient, previews: Previews, argument: ActionArgument | vscode.Uri | undefined): Promise<void> {
    if (argument && "fixId" in argument) {
        await fixAllLike(client, argument.fixId, argument.code ?? "");
        return;
    }
    const shown = previews.active(argument);
    const editor = vscode.window.activeTextEditor;
    const problem = shown?.wanted ?? (editor && (await wantedAtCursor(client, editor)));
    const fixId = shown?.fixId ?? (problem && (await readyFix(client, problem)));
    if (problem && fixId !== undefined) {
        await fixAllLike(client, fixId, problem.code ?? "");
    } else if (problem) {
        void vscode.window.showInformationMessage(vscode.l10n.t("No fix is ready here yet; use “Amends: Fix…” first."));
    }
}

/** Of a lens: lenses hand on plain values. */
interface Place { uri: string; line: number; character: number }

async function showPlace({ uri, line, character }: Place): Promise<void> {
    const position = new vscode.Position(line, character);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(position, position) });
}

async function runTests(client: LanguageClient): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    await run(client, "amends.runTests", uri?.scheme === "file" ? { uri: client.code2ProtocolConverter.asUri(uri) } : {});
}
