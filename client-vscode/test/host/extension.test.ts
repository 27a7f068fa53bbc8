import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs/promises";
import * as vscode from "vscode";

interface Message { method?: string; id?: unknown; params: Record<string, unknown>; result?: unknown; process: number }

const settings = vscode.workspace.getConfiguration("amendsTests");

/** Everything that the recorder was sent, oldest first. */
async function messages(method: string): Promise<Message[]> {
    const text = await fs.readFile(settings.get("log", ""), "utf8").catch(() => "");
    const all = text.split("\n").filter(line => line.endsWith("}")).map(line => JSON.parse(line) as Message);
    return all.filter(message => message.method === method);
}

async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
        const seen = await look();
        if (seen) {
            return seen;
        }
        await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`waited in vain for ${what}`);
}

const last = async (method: string, fits: (params: Record<string, unknown>) => boolean) =>
    (await messages(method)).findLast(message => fits(message.params));

describe("the extension in a real extension host", () => {
    let document: vscode.TextDocument;
    let findings: vscode.DiagnosticCollection;
    const uri = () => document.uri.toString();
    const finding = (message: string, source = "house-style") => {
        const made = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), message);
        made.source = source;
        return made;
    };
    const sent = (fits: (items: { message: string; source: string }[]) => boolean) =>
        last("amends/foreignDiagnostics", params => params.uri === uri() && fits(params.items as { message: string; source: string }[]));

    before(async () => {
        findings = vscode.languages.createDiagnosticCollection("house-style");
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
        assert.ok(folder);
        document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "a.py"));
        findings.set(document.uri, [finding("there before the server")]);
        await vscode.window.showTextDocument(document);
        await until("didOpen", async () => (await messages("textDocument/didOpen")).length);
    });
    after(() => { findings.dispose(); });

    it("starts the server with trust, explicit settings only, and its capabilities", async () => {
        const [initialize] = await messages("initialize");
        assert.deepEqual(initialize?.params.initializationOptions, { trusted: true, mute: ["E501"] });
        const { experimental } = initialize.params.capabilities as { experimental: unknown };
        assert.deepEqual(experimental, { amends: { status: true } });
    });

    it("answers the server's question with the same settings", async () => {
        const text = await fs.readFile(settings.get("log", ""), "utf8");
        const answer = text.split("\n").find(line => line.includes('"id":"settings"'));
        assert.deepEqual((JSON.parse(answer ?? "{}") as Message).result, [{ mute: ["E501"] }]);
    });

    it("sends what other extensions had found before", async () => {
        await until("the first sweep", () => sent(items => items[0]?.message === "there before the server"));
    });

    it("sends a file's findings together, ours left out, and an empty list when they go", async () => {
        findings.set(document.uri, [finding("one"), finding("echo", "amends/ruff"), finding("two")]);
        const message = await until("both", () => sent(items => items.length === 2));
        assert.deepEqual((message.params.items as { message: string }[]).map(item => item.message), ["one", "two"]);
        assert.equal(message.params.version, document.version);
        findings.delete(document.uri);
        await until("the empty list", () => sent(items => items.length === 0));
    });

    it("collects a burst into one message", async () => {
        const before = (await messages("amends/foreignDiagnostics")).length;
        for (let count = 1; count <= 20; count += 1) {
            findings.set(document.uri, Array.from({ length: count }, (_, index) => finding(`burst ${index}`)));
        }
        await until("the last of the burst", () => sent(items => items.length === 20));
        assert.equal((await messages("amends/foreignDiagnostics")).length, before + 1);
    });

    it("says what was an undo and what a redo, after the change itself", async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), "x = 1\n");
        await vscode.workspace.applyEdit(edit);
        for (const command of ["undo", "redo"]) {
            await vscode.commands.executeCommand(command);
            const { version } = document;
            await until(command, () => last("amends/documentReverted", params => params.reason === command && params.version === version));
            const all = (await fs.readFile(settings.get("log", ""), "utf8")).split("\n");
            const change = all.findIndex(line => line.includes("didChange\"") && line.includes(`"version":${version}`));
            const reverted = all.findIndex(line => line.includes("documentReverted") && line.includes(`"version":${version}`));
            assert.ok(change >= 0 && change < reverted, `${change} before ${reverted}`);
        }
    });

    const problemAtCursor = async (message: string) => {
        findings.set(document.uri, [finding(message)]);
        const editor = await vscode.window.showTextDocument(document);
        editor.selection = new vscode.Selection(0, 0, 0, 0);
    };
    const executed = (command: string) => last("workspace/executeCommand", params => params.command === command);
    const diff = () => until("the diff", () => {
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return input instanceof vscode.TabInputTextDiff ? input : undefined;
    });

    it("makes a fix for the problem at the cursor and shows it as a diff, without touching the file", async () => {
        await problemAtCursor("here");
        const before = document.getText();
        await vscode.commands.executeCommand("amends.fix");
        const message = await until("the request", () => last("amends/proposeFix", () => true));
        const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
        assert.deepEqual(message.params, { uri: uri(), range, source: "house-style", avoid: [] });
        const { original, modified } = await diff();
        assert.equal(original.toString(), uri());
        assert.equal((await vscode.workspace.openTextDocument(modified)).getText(), `# f_2\n${before}`);
        assert.equal(document.getText(), before);
    });

    it("tries again with what was seen left out", async () => {
        await vscode.commands.executeCommand("amends.tryAgain");
        await until("the request", () => last("amends/proposeFix", params => JSON.stringify(params.avoid) === "[\"f_2\"]"));
        await diff();
    });

    it("applies the shown fix when it is accepted, says so to the server, and closes the diff", async () => {
        await vscode.commands.executeCommand("amends.acceptFix");
        assert.match(document.getText(), /^# f_2\n/);
        assert.deepEqual((await until("the word", () => executed("amends.fixApplied"))).params.arguments, [{ fixId: "f_2" }]);
        assert.ok(!(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff));
        await vscode.commands.executeCommand("undo");
        assert.doesNotMatch(document.getText(), /^# f_2/);
    });

    it("previews a fix of several files in one tab, and applies all of it", async () => {
        const two = finding("in two files");
        two.code = "TWO";
        findings.set(document.uri, [two]);
        const editor = await vscode.window.showTextDocument(document);
        editor.selection = new vscode.Selection(0, 0, 0, 0);
        await vscode.commands.executeCommand("amends.fix");
        const tab = await until("the tab of both", () => {
            const { activeTab } = vscode.window.tabGroups.activeTabGroup;
            return activeTab?.label.startsWith("Amends: log it") ? activeTab : undefined;
        });
        const other = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(document.uri, "..", "b.py"));
        assert.ok(![document, other].some(one => one.getText().includes("# f_3")));
        await vscode.commands.executeCommand("amends.acceptFix");
        assert.deepEqual([document, other].map(one => one.getText().split("\n")[0]), ["# f_3", "# f_3"]);
        assert.deepEqual((await until("the word", () => last("workspace/executeCommand", params => JSON.stringify(params).includes("f_3") && params.command === "amends.fixApplied"))).params.arguments, [{ fixId: "f_3" }]);
        assert.ok(!vscode.window.tabGroups.all.flatMap(group => group.tabs).includes(tab), "the preview is closed");
        for (const one of [document, other]) {
            await vscode.window.showTextDocument(one);
            await vscode.commands.executeCommand("workbench.action.files.revert");
        }
        await vscode.window.showTextDocument(document);
    });

    it("shows at once what waits in the lightbulb", async () => {
        await problemAtCursor("fixable");
        await vscode.commands.executeCommand("amends.fix");
        const { modified } = await diff();
        assert.match((await vscode.workspace.openTextDocument(modified)).getText(), /^# f_1\n/);
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    });

    it("adds its preview to the menu that a person opens, and to no other", async () => {
        await problemAtCursor("fixable");
        const asked = async (kind?: string) => {
            const range = new vscode.Range(0, 0, 0, 1);
            const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range, kind);
            return actions.map(action => action.command?.command).filter(command => command?.startsWith("amends"));
        };
        assert.deepEqual(await asked("quickfix"), ["amends.fixApplied", "amends.previewFix"]);
        assert.deepEqual(await asked("source.fixAll"), []);
    });

    it("previews what the menu's action names", async () => {
        await problemAtCursor("fixable");
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, new vscode.Range(0, 0, 0, 1), "quickfix");
        const { command } = actions.find(action => action.command?.command === "amends.previewFix") ?? {};
        assert.ok(command);
        await vscode.commands.executeCommand(command.command, ...(command.arguments as unknown[]));
        await diff();
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    });

    it("shows the fix that took the place of the one that was asked for", async () => {
        await problemAtCursor("fixable");
        const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
        await vscode.commands.executeCommand("amends.previewFix", { fixId: "f_gone", uri: uri(), range, source: "house-style" });
        const { modified } = await diff();
        assert.match((await vscode.workspace.openTextDocument(modified)).getText(), /^# f_1\n/);
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    });

    it("fixes on save only where the setting wants it", async () => {
        const save = async () => {
            const edit = new vscode.WorkspaceEdit();
            edit.insert(document.uri, new vscode.Position(0, 0), "# changed\n");
            await vscode.workspace.applyEdit(edit);
            await vscode.window.showTextDocument(document);
            await vscode.commands.executeCommand("workbench.action.files.save");
            await until("the save", () => !document.isDirty);
        };
        await save();
        assert.doesNotMatch(document.getText(), /# saved/);
        const configuration = vscode.workspace.getConfiguration("amends");
        await configuration.update("fix.onSave", true, vscode.ConfigurationTarget.Global);
        await save();
        assert.match(document.getText(), /^# saved/);
        await configuration.update("fix.onSave", undefined, vscode.ConfigurationTarget.Global);
    });

    it("changes the profile as the tree's menus say", async () => {
        const folder = vscode.workspace.workspaceFolders?.[0];
        assert.ok(folder);
        await vscode.commands.executeCommand("amends.profile.pin", { folder, node: { label: "log it", id: "p_1" } });
        const message = await until("the change", () => executed("amends.changeProfile"));
        assert.deepEqual(message.params.arguments, [{ folder: folder.uri.toString(), action: "pin", id: "p_1" }]);
    });

    it("shows the profile and the report", async () => {
        const asked = (await messages("amends/profile")).length;
        await vscode.commands.executeCommand("amends.openProfile");
        await until("the profile", async () => (await messages("amends/profile")).length > asked);
        await vscode.commands.executeCommand("amends.openReport");
        await until("the report", () => vscode.window.tabGroups.all.flatMap(group => group.tabs).find(tab => tab.label.startsWith("Amends report")));
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    });

    it("lists previewed fixes as tests, where that is wanted, and proves them again", async () => {
        const configuration = vscode.workspace.getConfiguration("amends");
        await configuration.update("testing.proofs", true, vscode.ConfigurationTarget.Global);
        await problemAtCursor("fixable");
        await vscode.commands.executeCommand("amends.fix");
        await diff();
        const message = await until("the proof", async () => {
            await vscode.commands.executeCommand("testing.runAll"); // nothing runs before the window knows of the tests
            return last("amends/proveFix", () => true);
        });
        assert.deepEqual(message.params, { fixId: "f_1" });
        await configuration.update("testing.proofs", undefined, vscode.ConfigurationTarget.Global);
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    });

    it("hands on the environment that was chosen in the Python extension, and no Python of the system", async () => {
        const answers = async () => (await fs.readFile(settings.get("log", ""), "utf8")).split("\n").filter(line => line.includes('"id":"settings again"')).map(line => (JSON.parse(line) as Message).result);
        await vscode.commands.executeCommand("fakePython.choose", { path: "/chosen/bin/python", type: "VirtualEnvironment" });
        await until("the interpreter", async () => JSON.stringify((await answers()).at(-1) ?? null).includes("/chosen/bin/python"));
        await vscode.commands.executeCommand("fakePython.choose", { path: "/usr/bin/python3" });
        await until("no interpreter", async () => !JSON.stringify((await answers()).at(-1) ?? null).includes("interpreter"));
    });

    it("tells what git did from what a person did", async () => {
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
        assert.ok(folder);
        const other = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "b.py"));
        await vscode.window.showTextDocument(other);
        const edit = new vscode.WorkspaceEdit();
        edit.insert(other.uri, new vscode.Position(0, 0), "# mine\n");
        await vscode.workspace.applyEdit(edit);
        await other.save();
        const git = vscode.extensions.getExtension<{ getAPI(version: 1): { repositories: { state: { workingTreeChanges: unknown[] }; status(): Promise<void> }[] } }>("vscode.git");
        const [repository] = (await git?.activate())?.getAPI(1).repositories ?? [];
        assert.ok(repository);
        await repository.status();
        await until("the change in git's eyes", () => repository.state.workingTreeChanges.length > 0);
        execFileSync("git", ["checkout", "--", "b.py"], { cwd: folder.fsPath });
        await until("the reload", () => !other.getText().includes("# mine"));
        await repository.status();
        const message = await until("the word", () => last("amends/documentReverted", params => params.reason === "scm"));
        assert.equal(message.params.uri, other.uri.toString());
    });

    it("starts a crashed server again and tells it everything anew", async () => {
        const [first] = await messages("initialize");
        findings.set(document.uri, [finding("CRASH")]);
        await until("the end of the first server", async () => sent(items => items[0]?.message === "CRASH"));
        findings.set(document.uri, [finding("after the crash")]);
        const message = await until("the sweep", () => sent(items => items[0]?.message === "after the crash"));
        assert.notEqual(message.process, first?.process);
    });

    it("has no command that the server also registers", async () => {
        const registered = new Set(await vscode.commands.getCommands(true));
        const { contributes } = vscode.extensions.getExtension("amends.amends")?.packageJSON as { contributes: { commands: { command: string }[] } };
        const own = contributes.commands.map(({ command }) => command);
        assert.deepEqual(own.filter(command => !registered.has(command)), []);
        assert.ok(registered.has("amends.generateFix"), "the client registers the server's");
    });
});
