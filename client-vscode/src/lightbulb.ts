import * as vscode from "vscode";
import type { LanguageClient, Middleware, ProvideCodeActionsSignature, Range } from "vscode-languageclient/node";
import { nameOf, run } from "./fixes";

const APPLIED = "amends.fixApplied";

/** What VS Code's menu has beyond the server's fixes: the way to their preview, and to all problems of the kind. */
export const withPreviews: Pick<Middleware, "provideCodeActions"> = {
    async provideCodeActions(document, range, context, token, next: ProvideCodeActionsSignature) {
        const actions = await next(document, range, context, token);
        const first = actions?.find((action): action is vscode.CodeAction => fixIdOf(action) !== undefined);
        // On save and at cursor moves nobody looks at a menu.
        if (!actions || !first || context.triggerKind !== vscode.CodeActionTriggerKind.Invoke) {
            return actions;
        }
        return [...actions, ...more(document, first)];
    },
};

/** Asks how far, and lets the server fix and prove every problem of the kind; the edits are looked through first. */
export async function fixAllLike(client: LanguageClient, fixId: string, code: string): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const scopes = [
        { label: vscode.l10n.t("This file"), scope: "file" },
        { label: vscode.l10n.t("This folder"), scope: "folder" },
        ...(folders.length > 1 ? [] : [{ label: vscode.l10n.t("The whole workspace"), scope: "workspace" }]),
    ];
    const placeHolder = vscode.l10n.t("Where shall all {0} be fixed like this? Each fix is proved, and you look through them first.", code);
    const chosen = await vscode.window.showQuickPick(scopes, { placeHolder });
    if (chosen) {
        await run(client, "amends.fixAllLikeThis", { fixId, scope: chosen.scope, review: true });
    }
}

function more(document: vscode.TextDocument, fix: vscode.CodeAction): vscode.CodeAction[] {
    const [problem] = fix.diagnostics ?? [];
    const argument = { fixId: fixIdOf(fix), uri: document.uri.toString(), range: plain((problem ?? { range: new vscode.Range(0, 0, 0, 0) }).range), ...(problem ? nameOf(problem) : {}) };
    const added = [command(vscode.l10n.t("Amends: preview the fix and its proof"), "amends.previewFix", argument)];
    if (problem && hasMoreLike(problem)) {
        const title = vscode.l10n.t("Amends: fix all {0} like this…", nameOf(problem).code ?? "");
        added.push(command(title, "amends.fixAllLike", argument));
    }
    return added.map(action => Object.assign(action, { diagnostics: fix.diagnostics }));
}

/** VS Code hands its own ranges on as something else. */
function plain({ start, end }: vscode.Range): Range {
    return { start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } };
}

function hasMoreLike(problem: vscode.Diagnostic): boolean {
    const { source, code } = nameOf(problem);
    let count = 0;
    for (const [, findings] of vscode.languages.getDiagnostics()) {
        count += findings.filter(one => nameOf(one).code === code && nameOf(one).source === source).length;
    }
    return code !== undefined && count > 1;
}

function command(title: string, name: string, argument: object): vscode.CodeAction {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix.append("amends"));
    action.command = { title, command: name, arguments: [argument] };
    return action;
}

function fixIdOf(action: vscode.CodeAction | vscode.Command): string | undefined {
    const inner = typeof action.command === "object" ? action.command : undefined;
    const argument: unknown = inner?.command === APPLIED ? inner.arguments?.[0] : undefined;
    return (argument as { fixId?: string } | undefined)?.fixId;
}
