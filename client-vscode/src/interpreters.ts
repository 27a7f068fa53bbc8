import * as vscode from "vscode";
import { pythonEnvironments } from "./msPython";

/**
 * The environment that somebody chose for a folder in the Python extension. It runs the project's tools and tests where
 * `amends.interpreter` is not set; a Python of the system is no choice, and then the server looks itself.
 */
export class Interpreters implements vscode.Disposable {
    private readonly byFolder = new Map<string, string>();
    private subscription: vscode.Disposable | undefined;

    /** Calls `changed` whenever an environment turns out to be another one; the first time soon after the start. */
    async watch(changed: () => void): Promise<void> {
        const environments = await pythonEnvironments();
        if (!environments || this.subscription) {
            return;
        }
        const look = async () => {
            for (const folder of vscode.workspace.workspaceFolders ?? []) {
                const chosen = environments.getActiveEnvironmentPath(folder.uri);
                const resolved = await environments.resolveEnvironment(chosen);
                const executable = resolved?.environment ? resolved.executable.uri?.fsPath : undefined;
                const key = folder.uri.toString();
                if (executable !== this.byFolder.get(key)) {
                    this.set(key, executable);
                    changed();
                }
            }
        };
        this.subscription = environments.onDidChangeActiveEnvironmentPath(() => void look().catch(() => undefined));
        await look();
    }

    of(scope: vscode.Uri | undefined): string | undefined {
        const folder = scope && vscode.workspace.getWorkspaceFolder(scope);
        return folder && this.byFolder.get(folder.uri.toString());
    }

    dispose(): void {
        this.subscription?.dispose();
    }

    private set(key: string, executable: string | undefined): void {
        if (executable === undefined) {
            this.byFolder.delete(key);
        } else {
            this.byFolder.set(key, executable);
        }
    }
}
