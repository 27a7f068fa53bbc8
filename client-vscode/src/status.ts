import * as vscode from "vscode";
import { DOCUMENTS } from "./documents";

/** `amends/status`, and the states that only the extension knows: starting, stopped. */
export interface FolderStatus { folder?: string; state: string; detail: string }

/** One language status item, no toast, no status bar item of its own. */
export class StatusItem implements vscode.Disposable {
    private readonly item = vscode.languages.createLanguageStatusItem("amends.status", DOCUMENTS);
    private log: vscode.LanguageStatusItem | undefined;
    private readonly byFolder = new Map<string, FolderStatus>();
    private readonly subscription = vscode.window.onDidChangeActiveTextEditor(() => { this.showActiveFolder(); });

    constructor() {
        this.item.name = "Amends";
        this.show({ state: "starting", detail: "" });
    }

    show(status: FolderStatus): void {
        if (status.folder === undefined) {
            this.byFolder.clear();
            this.render(status);
            return;
        }
        this.byFolder.set(status.folder, status);
        this.showActiveFolder();
    }

    dispose(): void {
        this.subscription.dispose();
        vscode.Disposable.from(this.item, ...(this.log ? [this.log] : [])).dispose();
    }

    private showActiveFolder(): void {
        const uri = vscode.window.activeTextEditor?.document.uri;
        const folder = uri ? vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() : undefined;
        const status = folder === undefined ? undefined : this.byFolder.get(folder);
        const shown = status ?? (this.byFolder.size === 1 ? [...this.byFolder.values()][0] : undefined);
        if (shown) {
            this.render(shown);
        }
    }

    private render({ state, detail }: FolderStatus): void {
        this.item.text = textOf(state);
        this.item.detail = detail;
        this.item.busy = ["starting", "learning", "proving"].includes(state);
        this.item.severity = severityOf(state);
        this.item.command = commandOf(state);
        this.offerLog(state === "stopped");
    }

    /** A status has one command; when the server is gone both starting it and its log are wanted. */
    private offerLog(wanted: boolean): void {
        if (!wanted) {
            this.log?.dispose();
            this.log = undefined;
            return;
        }
        this.log ??= vscode.languages.createLanguageStatusItem("amends.log", DOCUMENTS);
        this.log.name = "Amends";
        this.log.text = vscode.l10n.t("Why Amends stopped");
        this.log.command = { command: "amends.showLog", title: vscode.l10n.t("Open Log") };
    }
}

function textOf(state: string): string {
    const known: Record<string, string> = {
        starting: vscode.l10n.t("Amends: starting"),
        stopped: vscode.l10n.t("Amends: stopped"),
        idle: vscode.l10n.t("Amends: ready"),
        learning: vscode.l10n.t("Amends: learning"),
        proving: vscode.l10n.t("Amends: proving a fix"),
        offline: vscode.l10n.t("Amends: ready, model not reachable"),
        untrusted: vscode.l10n.t("Amends: restricted, nothing is run or sent"),
        budget: vscode.l10n.t("Amends: ready, today's model budget is used up"),
    };
    return known[state] ?? `Amends: ${state}`;
}

function severityOf(state: string): vscode.LanguageStatusSeverity {
    if (state === "stopped") {
        return vscode.LanguageStatusSeverity.Error;
    }
    return ["offline", "untrusted", "budget"].includes(state) ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
}

function commandOf(state: string): vscode.Command {
    if (state === "stopped") {
        return { command: "amends.restartServer", title: vscode.l10n.t("Restart Server") };
    }
    if (state === "untrusted") {
        return { command: "workbench.trust.manage", title: vscode.l10n.t("Manage Trust") };
    }
    return { command: "amends.showLog", title: vscode.l10n.t("Show Log") };
}
