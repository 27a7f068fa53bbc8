import * as vscode from "vscode";

/** The parts of the Python extension's API (`ms-python.python`) that are read here. */
interface Environment { executable: { uri?: vscode.Uri }; environment?: object }
interface Environments {
    known: readonly Environment[];
    resolveEnvironment(environment: { path: string }): Promise<Environment | undefined>;
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
}

/** What the Python extension knows, where somebody installed it; it is never required. */
export async function pythonEnvironments(): Promise<Environments | undefined> {
    const extension = vscode.extensions.getExtension<{ environments?: Environments }>("ms-python.python");
    return extension ? (await extension.activate()).environments : undefined;
}

/** Interpreters that the Python extension has found. None of an untrusted workspace is ever asked what it is. */
export async function knownInterpreters(): Promise<string[]> {
    const environments = await pythonEnvironments().then(undefined, () => undefined);
    const paths = (environments?.known ?? []).map(one => one.executable.uri?.fsPath).filter(path => path !== undefined);
    const folders = (vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri.fsPath);
    return paths.filter(path => vscode.workspace.isTrusted || !folders.some(folder => path.startsWith(folder)));
}
