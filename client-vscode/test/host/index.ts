import { readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as vscode from "vscode";

/** Called by VS Code in its extension host. The settings of the window say where mocha is and where the results go. */
export function run(): Promise<void> {
    const settings = vscode.workspace.getConfiguration("amendsTests");
    const Mocha = createRequire(settings.get("mocha", ""))("mocha") as typeof import("mocha");
    const mocha = new Mocha({ ui: "bdd", timeout: 30_000, reporter: "json", reporterOptions: { output: settings.get("results", "") } });
    readdirSync(__dirname).filter(name => name.endsWith(".test.js")).forEach(name => mocha.addFile(path.join(__dirname, name)));
    return new Promise((resolve, reject) => {
        mocha.run(failures => {
            writeFileSync(settings.get("done", ""), String(failures));
            if (failures > 0) {
                reject(new Error(`${failures} tests failed`));
            } else {
                resolve();
            }
        });
    });
}
