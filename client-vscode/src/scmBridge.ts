import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { concerns } from "./documents";

/** The parts of VS Code's own git extension that are read here. */
interface Repository { rootUri: vscode.Uri; state: { HEAD?: { name?: string; commit?: string }; workingTreeChanges: readonly { uri: vscode.Uri }[]; onDidChange: vscode.Event<void> } }
interface Git { repositories: readonly Repository[]; onDidOpenRepository: vscode.Event<Repository> }
interface GitExtension { enabled: boolean; getAPI(version: 1): Git }

const RECENT_MS = 10_000;

/**
 * Says that a text changed because source control changed it: a branch was switched, or changes were discarded. Then
 * nobody judged the fix that was in it. A reload from disk counts when git speaks of a new HEAD, or no longer lists the file.
 */
export async function bridgeSourceControl(client: LanguageClient): Promise<vscode.Disposable> {
    const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
    const git = extension && (await extension.activate());
    if (!git?.enabled) {
        return vscode.Disposable.from();
    }
    const reloads = new Map<string, number>();
    const api = git.getAPI(1);
    const watches: vscode.Disposable[] = [
        vscode.workspace.onDidChangeTextDocument(({ document, reason, contentChanges }) => {
            if (!document.isDirty && reason === undefined && contentChanges.length > 0 && concerns(document.uri, document)) {
                reloads.set(document.uri.toString(), Date.now());
            }
        }),
    ];
    const tell = (uri: vscode.Uri) => {
        reloads.delete(uri.toString());
        const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
        if (document) {
            void client.sendNotification("amends/documentReverted", { uri: client.code2ProtocolConverter.asUri(uri), version: document.version, reason: "scm" });
        }
    };
    const watch = (repository: Repository) => {
        let before = seen(repository);
        watches.push(repository.state.onDidChange(() => {
            const now = seen(repository);
            const moved = now.head !== before.head;
            for (const [key, time] of reloads) {
                const uri = vscode.Uri.parse(key);
                if (Date.now() - time > RECENT_MS) {
                    reloads.delete(key);
                } else if (uri.path.startsWith(`${repository.rootUri.path}/`) && (moved || (before.changed.has(key) && !now.changed.has(key)))) {
                    tell(uri);
                }
            }
            before = now;
        }));
    };
    api.repositories.forEach(watch);
    watches.push(api.onDidOpenRepository(watch));
    return new vscode.Disposable(() => { watches.forEach(one => { one.dispose(); }); });
}

function seen({ state }: Repository): { head: string; changed: Set<string> } {
    return { head: `${state.HEAD?.name ?? ""} ${state.HEAD?.commit ?? ""}`, changed: new Set(state.workingTreeChanges.map(({ uri }) => uri.toString())) };
}
