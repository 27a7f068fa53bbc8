import * as assert from "node:assert/strict";
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

    it("asks for a fix at the cursor, of the problem that is there", async () => {
        findings.set(document.uri, [finding("here")]);
        const editor = await vscode.window.showTextDocument(document);
        editor.selection = new vscode.Selection(0, 0, 0, 0);
        await vscode.commands.executeCommand("amends.fix");
        const message = await until("the command", () => last("workspace/executeCommand", params => params.command === "amends.generateFix"));
        const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
        assert.deepEqual(message.params.arguments, [{ uri: uri(), range, source: "house-style" }]);
    });

    it("shows the profile as a text that needs no saving", async () => {
        await vscode.commands.executeCommand("amends.openProfile");
        const shown = vscode.window.activeTextEditor?.document;
        assert.ok(shown && !shown.isDirty);
        assert.match(shown.getText(), /"schema": 1/);
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
        const commands = (await vscode.commands.getCommands(true)).filter(name => name.startsWith("amends."));
        assert.deepEqual([...commands].sort(), ["amends.fix", "amends.generateFix", "amends.openProfile", "amends.restartServer", "amends.runTestsOfFile", "amends.showLog"]);
    });
});
