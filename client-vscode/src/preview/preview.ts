import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { editOf, FixRecord, Proposal, readyFix, run, Wanted } from "../fixes";
import { Proofs } from "../proofs";
import { edited, FIX_SCHEME, PreviewDocuments } from "./documents";
import { details, summary } from "./wording";

interface Shown { fixId: string; wanted: Wanted; record: FixRecord; markdown: string; files: vscode.Uri[]; seen: readonly string[] }

const BUTTONS = ["amends.acceptFix", "amends.tryAgain", "amends.notLikeThis", "amends.whyThisFix"];

/** Fixes that a person looks at before they decide: the editor's own diff, with the verdict beside the change. */
export class Previews implements vscode.Disposable {
    private readonly documents = new PreviewDocuments();
    private readonly shown = new Map<string, Shown>();
    private readonly verdict = vscode.window.createTextEditorDecorationType({
        after: { margin: "0 0 0 3em", color: new vscode.ThemeColor("editorCodeLens.foreground"), fontStyle: "italic" },
        isWholeLine: true,
    });
    private readonly watch: vscode.Disposable;

    constructor(private readonly client: () => LanguageClient | undefined, private readonly proofs: Proofs) {
        this.watch = vscode.Disposable.from(
            vscode.workspace.onDidCloseTextDocument(document => this.shown.delete(document.uri.toString())),
            vscode.window.onDidChangeVisibleTextEditors(editors => { editors.forEach(editor => { this.decorate(editor); }); }),
        );
    }

    dispose(): void {
        vscode.Disposable.from(this.watch, this.verdict, this.documents).dispose();
    }

    /** Searches a fix and shows it; what was `seen` is not proposed again. A sentence says why there is none. */
    async propose(client: LanguageClient, wanted: Wanted, seen: readonly string[] = []): Promise<void> {
        const proposal = await client.sendRequest<Proposal>("amends/proposeFix", { ...wanted, avoid: seen });
        if (proposal.fixId === null) {
            void vscode.window.showInformationMessage(proposal.sentence);
        } else {
            await this.show(client, proposal.fixId, wanted, seen);
        }
    }

    /** Opens the diff of a fix that waits in the lightbulb; of the one that took its place, where it was proved anew meanwhile. */
    async show(client: LanguageClient, wantedId: string, wanted: Wanted, seen: readonly string[] = []): Promise<void> {
        const found = (await this.look(client, wantedId, wanted)) ?? (await this.look(client, await readyFix(client, wanted), wanted));
        if (!found) {
            void vscode.window.showInformationMessage(vscode.l10n.t("That fix is gone, because the code has changed; ask for it again."));
            return;
        }
        const { fixId, fix, markdown, changes } = found;
        const files = changes.map(change => change.after);
        const shown = { fixId, wanted, record: fix, markdown, files, seen: [...seen, fixId] };
        files.forEach(file => this.shown.set(file.toString(), shown));
        this.proofs.add(fix);
        await openDiff(fix.title, changes);
        vscode.window.visibleTextEditors.forEach(editor => { this.decorate(editor); });
    }

    /** A fix and what it changes; undefined when it is gone. */
    private async look(client: LanguageClient, fixId: string | undefined, wanted: Wanted): Promise<Found | undefined> {
        const edit = fixId === undefined ? undefined : await editOf(client, fixId, wanted.uri).catch(() => undefined);
        if (fixId === undefined || !edit?.size) {
            return undefined;
        }
        const [explained, changes] = await Promise.all([
            run<{ fix: FixRecord; markdown: string }>(client, "amends.explainFix", { fixId }),
            Promise.all(edit.entries().map(entry => this.change(entry))),
        ]);
        return { fixId, changes, ...explained };
    }

    /** Applies the fix on the text as it is now. */
    async accept(from?: unknown): Promise<void> {
        const { client, shown } = this.decided(from);
        if (!client || !shown) {
            return;
        }
        const edit = await editOf(client, shown.fixId, shown.wanted.uri);
        if (!edit || !(await vscode.workspace.applyEdit(edit))) {
            void vscode.window.showWarningMessage(vscode.l10n.t("The fix was not applied, because the code has changed; ask for it again."));
            return;
        }
        await run(client, "amends.fixApplied", { fixId: shown.fixId });
        await this.close(shown);
        const [first] = edit.entries();
        if (first) {
            const [uri, [change]] = first;
            await vscode.window.showTextDocument(uri, change ? { selection: new vscode.Range(change.range.start, change.range.start) } : {});
        }
    }

    /** Another fix for the same problem, in this one's place. */
    async tryAgain(from?: unknown): Promise<void> {
        const { client, shown } = this.decided(from);
        if (client && shown) {
            await this.propose(client, shown.wanted, shown.seen);
            if (this.newest !== shown) {
                await this.close(shown);
            }
        }
    }

    /** Never this edit of this code again; the reason is kept with it. */
    async notLikeThis(from?: unknown): Promise<void> {
        const { client, shown } = this.decided(from);
        const reason = client && shown ? await chooseReason() : undefined;
        if (!client || !shown || reason === undefined) {
            return;
        }
        await run(client, "amends.rejectFix", { fixId: shown.fixId, reason });
        await this.close(shown);
        const again = vscode.l10n.t("Try Again");
        const choice = await vscode.window.showInformationMessage(vscode.l10n.t("This fix is not offered here again."), again);
        if (choice === again) {
            await this.propose(client, shown.wanted, shown.seen);
        }
    }

    /** How the fix came about, as a page. */
    async why(from?: unknown): Promise<void> {
        const { shown } = this.decided(from);
        if (shown) {
            await this.showPage(vscode.l10n.t("Why this fix"), shown.markdown);
        }
    }

    /** The fix that the active preview shows. */
    active(from?: unknown): { fixId: string; wanted: Wanted } | undefined {
        return this.decided(from).shown;
    }

    async showPage(name: string, markdown: string): Promise<void> {
        const page = this.documents.page(name, markdown);
        await vscode.commands.executeCommand("markdown.showPreview", page).then(undefined, () => vscode.window.showTextDocument(page));
    }

    private get newest(): Shown | undefined {
        return [...this.shown.values()].at(-1);
    }

    private decided(from: unknown): { client?: LanguageClient | undefined; shown?: Shown | undefined } {
        const key = from instanceof vscode.Uri ? from.toString() : typeof from === "string" ? from : activeFix()?.toString();
        return { client: this.client(), shown: (key === undefined ? undefined : this.shown.get(key)) ?? this.newest };
    }

    private async change([uri, edits]: [vscode.Uri, vscode.TextEdit[]]): Promise<Change> {
        const document = await vscode.workspace.openTextDocument(uri);
        return { before: uri, after: this.documents.file(uri, edited(document, edits)) };
    }

    private async close(shown: Shown): Promise<void> {
        const own = new Set(shown.files.map(String));
        own.forEach(file => this.shown.delete(file));
        const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => fixesOf(tab).some(uri => own.has(uri.toString())));
        await vscode.window.tabGroups.close(tabs);
    }

    /** The verdict stands at the end of the first changed line; its hover has the whole story and the buttons. */
    private decorate(editor: vscode.TextEditor): void {
        const { document } = editor;
        const shown = document.uri.scheme === FIX_SCHEME ? this.shown.get(document.uri.toString()) : undefined;
        if (shown) {
            const line = Math.min(shown.wanted.range.start.line, document.lineCount - 1);
            const hover = new vscode.MarkdownString(details(shown.record, linksFor(document.uri), t));
            hover.isTrusted = { enabledCommands: BUTTONS };
            const after = { contentText: `${shown.record.verdict.state === "proved" ? "✓" : "?"} ${summary(shown.record, t)}` };
            editor.setDecorations(this.verdict, [{ range: document.lineAt(line).range, hoverMessage: hover, renderOptions: { after } }]);
        }
    }
}

interface Change { before: vscode.Uri; after: vscode.Uri }
interface Found { fixId: string; fix: FixRecord; markdown: string; changes: Change[] }

const t = (text: string, ...values: (string | number)[]) => vscode.l10n.t(text, ...values);

async function openDiff(title: string, changes: readonly Change[]): Promise<void> {
    const [first] = changes;
    if (first && changes.length === 1) {
        await vscode.commands.executeCommand("vscode.diff", first.before, first.after, title, { preview: true });
    } else {
        await vscode.commands.executeCommand("vscode.changes", title, changes.map(({ before, after }) => [before, before, after]));
    }
}

function linksFor(uri: vscode.Uri): string {
    const argument = encodeURIComponent(JSON.stringify([uri.toString()]));
    const labels = [t("Accept"), t("Try Again"), t("Not Like This…"), t("Why")];
    return BUTTONS.map((command, index) => `[${labels[index] ?? command}](command:${command}?${argument})`).join(" · ");
}

function activeFix(): vscode.Uri | undefined {
    return fixesOf(vscode.window.tabGroups.activeTabGroup.activeTab)[0];
}

/** The previewed texts of a tab; several files stand in one tab of their own kind. */
function fixesOf(tab: vscode.Tab | undefined): vscode.Uri[] {
    const input = tab?.input as { modified?: unknown; textDiffs?: readonly { modified?: unknown }[] } | undefined;
    const all = [input?.modified, ...(input?.textDiffs ?? []).map(diff => diff.modified)];
    return all.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && uri.scheme === FIX_SCHEME);
}

async function chooseReason(): Promise<string | undefined> {
    const other = vscode.l10n.t("Something else…");
    const reasons = [
        vscode.l10n.t("It changes what the code does"),
        vscode.l10n.t("It is not how we write this here"),
        vscode.l10n.t("It changes too much"),
        vscode.l10n.t("It hides the problem instead of solving it"),
        other,
    ];
    const chosen = await vscode.window.showQuickPick(reasons, { placeHolder: vscode.l10n.t("What is wrong with it?") });
    return chosen === other ? vscode.window.showInputBox({ prompt: vscode.l10n.t("What is wrong with it?") }) : chosen;
}
