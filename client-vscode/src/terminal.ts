import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";

/**
 * Lets every pytest run in a terminal of the editor report its results.
 *
 * The plugin is a tiny wheel on `PYTHONPATH` with a pytest entry point, not a name in `PYTEST_PLUGINS`: with
 * `PYTHONPATH=src pytest`, which many people type, that name could not be imported and pytest would refuse to run.
 * And a wheel, unlike a folder, is not listed by `pip freeze`.
 */
export function offerTestPlugin(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): void {
    const update = async () => {
        const collection = context.environmentVariableCollection;
        collection.clear();
        collection.description = vscode.l10n.t("Shows failing pytest runs of this terminal as problems.");
        const wheel = await pluginWheel(context);
        if (wheel === undefined || !vscode.workspace.getConfiguration("amends").get<boolean>("tests.watch", true)) {
            return;
        }
        if (await pythonPathIsUsed()) {
            collection.prepend("PYTHONPATH", wheel + path.delimiter);
        } else {
            collection.replace("PYTHONPATH", wheel);
        }
    };
    const refresh = () => void update().catch((error: unknown) => { log.warn(`Terminals do not report test runs: ${String(error)}`); });
    refresh();
    context.subscriptions.push(
        vscode.workspace.onDidChangeConfiguration(event => {
            if (event.affectsConfiguration("amends.tests.watch") || event.affectsConfiguration("terminal.integrated.env")) {
                refresh();
            }
        }),
    );
}

/**
 * Whether something follows ours. If nothing does, a trailing separator would put the current folder on Python's
 * path; if something does, replacing it would lose it. The Python extensions read a `.env` file into terminals.
 */
async function pythonPathIsUsed(): Promise<boolean> {
    const platform = { win32: "windows", darwin: "osx" }[process.platform as string] ?? "linux";
    const configured = vscode.workspace.getConfiguration("terminal.integrated.env").get<Record<string, string>>(platform, {});
    const names = Object.keys({ ...process.env, ...configured });
    return names.includes("PYTHONPATH") || (await anyEnvFileSetsIt());
}

async function anyEnvFileSetsIt(): Promise<boolean> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const files = folders.map(folder => fs.readFile(path.join(folder.uri.fsPath, ".env"), "utf8").catch(() => ""));
    return (await Promise.all(files)).some(text => /^\s*(export\s+)?PYTHONPATH\s*=/m.test(text));
}

async function pluginWheel(context: vscode.ExtensionContext): Promise<string | undefined> {
    const folder = context.asAbsolutePath(path.join("bundled", "terminal"));
    const name = (await fs.readdir(folder).catch(() => [])).find(entry => entry.endsWith(".whl"));
    return name === undefined ? undefined : path.join(folder, name);
}
