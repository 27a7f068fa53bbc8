"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// test/host/extension.test.ts
var assert = __toESM(require("node:assert/strict"));
var fs = __toESM(require("node:fs/promises"));
var vscode = __toESM(require("vscode"));
var settings = vscode.workspace.getConfiguration("amendsTests");
async function messages(method) {
  const text = await fs.readFile(settings.get("log", ""), "utf8").catch(() => "");
  const all = text.split("\n").filter((line) => line.endsWith("}")).map((line) => JSON.parse(line));
  return all.filter((message) => message.method === method);
}
async function until(what, look) {
  const deadline = Date.now() + 2e4;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for ${what}`);
}
var last = async (method, fits) => (await messages(method)).findLast((message) => fits(message.params));
describe("the extension in a real extension host", () => {
  let document;
  let findings;
  const uri = () => document.uri.toString();
  const finding = (message, source = "house-style") => {
    const made = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), message);
    made.source = source;
    return made;
  };
  const sent = (fits) => last("amends/foreignDiagnostics", (params) => params.uri === uri() && fits(params.items));
  before(async () => {
    findings = vscode.languages.createDiagnosticCollection("house-style");
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "a.py"));
    findings.set(document.uri, [finding("there before the server")]);
    await vscode.window.showTextDocument(document);
    await until("didOpen", async () => (await messages("textDocument/didOpen")).length);
  });
  after(() => {
    findings.dispose();
  });
  it("starts the server with trust, explicit settings only, and its capabilities", async () => {
    const [initialize] = await messages("initialize");
    assert.deepEqual(initialize?.params.initializationOptions, { trusted: true, mute: ["E501"] });
    const { experimental } = initialize.params.capabilities;
    assert.deepEqual(experimental, { amends: { status: true } });
  });
  it("answers the server's question with the same settings", async () => {
    const text = await fs.readFile(settings.get("log", ""), "utf8");
    const answer = text.split("\n").find((line) => line.includes('"id":"settings"'));
    assert.deepEqual(JSON.parse(answer ?? "{}").result, [{ mute: ["E501"] }]);
  });
  it("sends what other extensions had found before", async () => {
    await until("the first sweep", () => sent((items) => items[0]?.message === "there before the server"));
  });
  it("sends a file's findings together, ours left out, and an empty list when they go", async () => {
    findings.set(document.uri, [finding("one"), finding("echo", "amends/ruff"), finding("two")]);
    const message = await until("both", () => sent((items) => items.length === 2));
    assert.deepEqual(message.params.items.map((item) => item.message), ["one", "two"]);
    assert.equal(message.params.version, document.version);
    findings.delete(document.uri);
    await until("the empty list", () => sent((items) => items.length === 0));
  });
  it("collects a burst into one message", async () => {
    const before2 = (await messages("amends/foreignDiagnostics")).length;
    for (let count = 1; count <= 20; count += 1) {
      findings.set(document.uri, Array.from({ length: count }, (_, index) => finding(`burst ${index}`)));
    }
    await until("the last of the burst", () => sent((items) => items.length === 20));
    assert.equal((await messages("amends/foreignDiagnostics")).length, before2 + 1);
  });
  it("says what was an undo and what a redo, after the change itself", async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "x = 1\n");
    await vscode.workspace.applyEdit(edit);
    for (const command of ["undo", "redo"]) {
      await vscode.commands.executeCommand(command);
      const { version } = document;
      await until(command, () => last("amends/documentReverted", (params) => params.reason === command && params.version === version));
      const all = (await fs.readFile(settings.get("log", ""), "utf8")).split("\n");
      const change = all.findIndex((line) => line.includes('didChange"') && line.includes(`"version":${version}`));
      const reverted = all.findIndex((line) => line.includes("documentReverted") && line.includes(`"version":${version}`));
      assert.ok(change >= 0 && change < reverted, `${change} before ${reverted}`);
    }
  });
  it("asks for a fix at the cursor, of the problem that is there", async () => {
    findings.set(document.uri, [finding("here")]);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand("amends.fix");
    const message = await until("the command", () => last("workspace/executeCommand", (params) => params.command === "amends.generateFix"));
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
    await until("the end of the first server", async () => sent((items) => items[0]?.message === "CRASH"));
    findings.set(document.uri, [finding("after the crash")]);
    const message = await until("the sweep", () => sent((items) => items[0]?.message === "after the crash"));
    assert.notEqual(message.process, first?.process);
  });
  it("has no command that the server also registers", async () => {
    const commands2 = (await vscode.commands.getCommands(true)).filter((name) => name.startsWith("amends."));
    assert.deepEqual([...commands2].sort(), ["amends.fix", "amends.generateFix", "amends.openProfile", "amends.restartServer", "amends.runTestsOfFile", "amends.showLog"]);
  });
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC9ob3N0L2V4dGVuc2lvbi50ZXN0LnRzIl0sCiAgInNvdXJjZXNDb250ZW50IjogWyJpbXBvcnQgKiBhcyBhc3NlcnQgZnJvbSBcIm5vZGU6YXNzZXJ0L3N0cmljdFwiO1xuaW1wb3J0ICogYXMgZnMgZnJvbSBcIm5vZGU6ZnMvcHJvbWlzZXNcIjtcbmltcG9ydCAqIGFzIHZzY29kZSBmcm9tIFwidnNjb2RlXCI7XG5cbmludGVyZmFjZSBNZXNzYWdlIHsgbWV0aG9kPzogc3RyaW5nOyBpZD86IHVua25vd247IHBhcmFtczogUmVjb3JkPHN0cmluZywgdW5rbm93bj47IHJlc3VsdD86IHVua25vd247IHByb2Nlc3M6IG51bWJlciB9XG5cbmNvbnN0IHNldHRpbmdzID0gdnNjb2RlLndvcmtzcGFjZS5nZXRDb25maWd1cmF0aW9uKFwiYW1lbmRzVGVzdHNcIik7XG5cbi8qKiBFdmVyeXRoaW5nIHRoYXQgdGhlIHJlY29yZGVyIHdhcyBzZW50LCBvbGRlc3QgZmlyc3QuICovXG5hc3luYyBmdW5jdGlvbiBtZXNzYWdlcyhtZXRob2Q6IHN0cmluZyk6IFByb21pc2U8TWVzc2FnZVtdPiB7XG4gICAgY29uc3QgdGV4dCA9IGF3YWl0IGZzLnJlYWRGaWxlKHNldHRpbmdzLmdldChcImxvZ1wiLCBcIlwiKSwgXCJ1dGY4XCIpLmNhdGNoKCgpID0+IFwiXCIpO1xuICAgIGNvbnN0IGFsbCA9IHRleHQuc3BsaXQoXCJcXG5cIikuZmlsdGVyKGxpbmUgPT4gbGluZS5lbmRzV2l0aChcIn1cIikpLm1hcChsaW5lID0+IEpTT04ucGFyc2UobGluZSkgYXMgTWVzc2FnZSk7XG4gICAgcmV0dXJuIGFsbC5maWx0ZXIobWVzc2FnZSA9PiBtZXNzYWdlLm1ldGhvZCA9PT0gbWV0aG9kKTtcbn1cblxuYXN5bmMgZnVuY3Rpb24gdW50aWw8VD4od2hhdDogc3RyaW5nLCBsb29rOiAoKSA9PiBQcm9taXNlPFQgfCB1bmRlZmluZWQ+IHwgVCB8IHVuZGVmaW5lZCk6IFByb21pc2U8VD4ge1xuICAgIGNvbnN0IGRlYWRsaW5lID0gRGF0ZS5ub3coKSArIDIwXzAwMDtcbiAgICB3aGlsZSAoRGF0ZS5ub3coKSA8IGRlYWRsaW5lKSB7XG4gICAgICAgIGNvbnN0IHNlZW4gPSBhd2FpdCBsb29rKCk7XG4gICAgICAgIGlmIChzZWVuKSB7XG4gICAgICAgICAgICByZXR1cm4gc2VlbjtcbiAgICAgICAgfVxuICAgICAgICBhd2FpdCBuZXcgUHJvbWlzZShyZXNvbHZlID0+IHNldFRpbWVvdXQocmVzb2x2ZSwgMjApKTtcbiAgICB9XG4gICAgdGhyb3cgbmV3IEVycm9yKGB3YWl0ZWQgaW4gdmFpbiBmb3IgJHt3aGF0fWApO1xufVxuXG5jb25zdCBsYXN0ID0gYXN5bmMgKG1ldGhvZDogc3RyaW5nLCBmaXRzOiAocGFyYW1zOiBSZWNvcmQ8c3RyaW5nLCB1bmtub3duPikgPT4gYm9vbGVhbikgPT5cbiAgICAoYXdhaXQgbWVzc2FnZXMobWV0aG9kKSkuZmluZExhc3QobWVzc2FnZSA9PiBmaXRzKG1lc3NhZ2UucGFyYW1zKSk7XG5cbmRlc2NyaWJlKFwidGhlIGV4dGVuc2lvbiBpbiBhIHJlYWwgZXh0ZW5zaW9uIGhvc3RcIiwgKCkgPT4ge1xuICAgIGxldCBkb2N1bWVudDogdnNjb2RlLlRleHREb2N1bWVudDtcbiAgICBsZXQgZmluZGluZ3M6IHZzY29kZS5EaWFnbm9zdGljQ29sbGVjdGlvbjtcbiAgICBjb25zdCB1cmkgPSAoKSA9PiBkb2N1bWVudC51cmkudG9TdHJpbmcoKTtcbiAgICBjb25zdCBmaW5kaW5nID0gKG1lc3NhZ2U6IHN0cmluZywgc291cmNlID0gXCJob3VzZS1zdHlsZVwiKSA9PiB7XG4gICAgICAgIGNvbnN0IG1hZGUgPSBuZXcgdnNjb2RlLkRpYWdub3N0aWMobmV3IHZzY29kZS5SYW5nZSgwLCAwLCAwLCAxKSwgbWVzc2FnZSk7XG4gICAgICAgIG1hZGUuc291cmNlID0gc291cmNlO1xuICAgICAgICByZXR1cm4gbWFkZTtcbiAgICB9O1xuICAgIGNvbnN0IHNlbnQgPSAoZml0czogKGl0ZW1zOiB7IG1lc3NhZ2U6IHN0cmluZzsgc291cmNlOiBzdHJpbmcgfVtdKSA9PiBib29sZWFuKSA9PlxuICAgICAgICBsYXN0KFwiYW1lbmRzL2ZvcmVpZ25EaWFnbm9zdGljc1wiLCBwYXJhbXMgPT4gcGFyYW1zLnVyaSA9PT0gdXJpKCkgJiYgZml0cyhwYXJhbXMuaXRlbXMgYXMgeyBtZXNzYWdlOiBzdHJpbmc7IHNvdXJjZTogc3RyaW5nIH1bXSkpO1xuXG4gICAgYmVmb3JlKGFzeW5jICgpID0+IHtcbiAgICAgICAgZmluZGluZ3MgPSB2c2NvZGUubGFuZ3VhZ2VzLmNyZWF0ZURpYWdub3N0aWNDb2xsZWN0aW9uKFwiaG91c2Utc3R5bGVcIik7XG4gICAgICAgIGNvbnN0IGZvbGRlciA9IHZzY29kZS53b3Jrc3BhY2Uud29ya3NwYWNlRm9sZGVycz8uWzBdPy51cmk7XG4gICAgICAgIGFzc2VydC5vayhmb2xkZXIpO1xuICAgICAgICBkb2N1bWVudCA9IGF3YWl0IHZzY29kZS53b3Jrc3BhY2Uub3BlblRleHREb2N1bWVudCh2c2NvZGUuVXJpLmpvaW5QYXRoKGZvbGRlciwgXCJhLnB5XCIpKTtcbiAgICAgICAgZmluZGluZ3Muc2V0KGRvY3VtZW50LnVyaSwgW2ZpbmRpbmcoXCJ0aGVyZSBiZWZvcmUgdGhlIHNlcnZlclwiKV0pO1xuICAgICAgICBhd2FpdCB2c2NvZGUud2luZG93LnNob3dUZXh0RG9jdW1lbnQoZG9jdW1lbnQpO1xuICAgICAgICBhd2FpdCB1bnRpbChcImRpZE9wZW5cIiwgYXN5bmMgKCkgPT4gKGF3YWl0IG1lc3NhZ2VzKFwidGV4dERvY3VtZW50L2RpZE9wZW5cIikpLmxlbmd0aCk7XG4gICAgfSk7XG4gICAgYWZ0ZXIoKCkgPT4geyBmaW5kaW5ncy5kaXNwb3NlKCk7IH0pO1xuXG4gICAgaXQoXCJzdGFydHMgdGhlIHNlcnZlciB3aXRoIHRydXN0LCBleHBsaWNpdCBzZXR0aW5ncyBvbmx5LCBhbmQgaXRzIGNhcGFiaWxpdGllc1wiLCBhc3luYyAoKSA9PiB7XG4gICAgICAgIGNvbnN0IFtpbml0aWFsaXplXSA9IGF3YWl0IG1lc3NhZ2VzKFwiaW5pdGlhbGl6ZVwiKTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChpbml0aWFsaXplPy5wYXJhbXMuaW5pdGlhbGl6YXRpb25PcHRpb25zLCB7IHRydXN0ZWQ6IHRydWUsIG11dGU6IFtcIkU1MDFcIl0gfSk7XG4gICAgICAgIGNvbnN0IHsgZXhwZXJpbWVudGFsIH0gPSBpbml0aWFsaXplLnBhcmFtcy5jYXBhYmlsaXRpZXMgYXMgeyBleHBlcmltZW50YWw6IHVua25vd24gfTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChleHBlcmltZW50YWwsIHsgYW1lbmRzOiB7IHN0YXR1czogdHJ1ZSB9IH0pO1xuICAgIH0pO1xuXG4gICAgaXQoXCJhbnN3ZXJzIHRoZSBzZXJ2ZXIncyBxdWVzdGlvbiB3aXRoIHRoZSBzYW1lIHNldHRpbmdzXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgY29uc3QgdGV4dCA9IGF3YWl0IGZzLnJlYWRGaWxlKHNldHRpbmdzLmdldChcImxvZ1wiLCBcIlwiKSwgXCJ1dGY4XCIpO1xuICAgICAgICBjb25zdCBhbnN3ZXIgPSB0ZXh0LnNwbGl0KFwiXFxuXCIpLmZpbmQobGluZSA9PiBsaW5lLmluY2x1ZGVzKCdcImlkXCI6XCJzZXR0aW5nc1wiJykpO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKChKU09OLnBhcnNlKGFuc3dlciA/PyBcInt9XCIpIGFzIE1lc3NhZ2UpLnJlc3VsdCwgW3sgbXV0ZTogW1wiRTUwMVwiXSB9XSk7XG4gICAgfSk7XG5cbiAgICBpdChcInNlbmRzIHdoYXQgb3RoZXIgZXh0ZW5zaW9ucyBoYWQgZm91bmQgYmVmb3JlXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgYXdhaXQgdW50aWwoXCJ0aGUgZmlyc3Qgc3dlZXBcIiwgKCkgPT4gc2VudChpdGVtcyA9PiBpdGVtc1swXT8ubWVzc2FnZSA9PT0gXCJ0aGVyZSBiZWZvcmUgdGhlIHNlcnZlclwiKSk7XG4gICAgfSk7XG5cbiAgICBpdChcInNlbmRzIGEgZmlsZSdzIGZpbmRpbmdzIHRvZ2V0aGVyLCBvdXJzIGxlZnQgb3V0LCBhbmQgYW4gZW1wdHkgbGlzdCB3aGVuIHRoZXkgZ29cIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBmaW5kaW5ncy5zZXQoZG9jdW1lbnQudXJpLCBbZmluZGluZyhcIm9uZVwiKSwgZmluZGluZyhcImVjaG9cIiwgXCJhbWVuZHMvcnVmZlwiKSwgZmluZGluZyhcInR3b1wiKV0pO1xuICAgICAgICBjb25zdCBtZXNzYWdlID0gYXdhaXQgdW50aWwoXCJib3RoXCIsICgpID0+IHNlbnQoaXRlbXMgPT4gaXRlbXMubGVuZ3RoID09PSAyKSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoKG1lc3NhZ2UucGFyYW1zLml0ZW1zIGFzIHsgbWVzc2FnZTogc3RyaW5nIH1bXSkubWFwKGl0ZW0gPT4gaXRlbS5tZXNzYWdlKSwgW1wib25lXCIsIFwidHdvXCJdKTtcbiAgICAgICAgYXNzZXJ0LmVxdWFsKG1lc3NhZ2UucGFyYW1zLnZlcnNpb24sIGRvY3VtZW50LnZlcnNpb24pO1xuICAgICAgICBmaW5kaW5ncy5kZWxldGUoZG9jdW1lbnQudXJpKTtcbiAgICAgICAgYXdhaXQgdW50aWwoXCJ0aGUgZW1wdHkgbGlzdFwiLCAoKSA9PiBzZW50KGl0ZW1zID0+IGl0ZW1zLmxlbmd0aCA9PT0gMCkpO1xuICAgIH0pO1xuXG4gICAgaXQoXCJjb2xsZWN0cyBhIGJ1cnN0IGludG8gb25lIG1lc3NhZ2VcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBjb25zdCBiZWZvcmUgPSAoYXdhaXQgbWVzc2FnZXMoXCJhbWVuZHMvZm9yZWlnbkRpYWdub3N0aWNzXCIpKS5sZW5ndGg7XG4gICAgICAgIGZvciAobGV0IGNvdW50ID0gMTsgY291bnQgPD0gMjA7IGNvdW50ICs9IDEpIHtcbiAgICAgICAgICAgIGZpbmRpbmdzLnNldChkb2N1bWVudC51cmksIEFycmF5LmZyb20oeyBsZW5ndGg6IGNvdW50IH0sIChfLCBpbmRleCkgPT4gZmluZGluZyhgYnVyc3QgJHtpbmRleH1gKSkpO1xuICAgICAgICB9XG4gICAgICAgIGF3YWl0IHVudGlsKFwidGhlIGxhc3Qgb2YgdGhlIGJ1cnN0XCIsICgpID0+IHNlbnQoaXRlbXMgPT4gaXRlbXMubGVuZ3RoID09PSAyMCkpO1xuICAgICAgICBhc3NlcnQuZXF1YWwoKGF3YWl0IG1lc3NhZ2VzKFwiYW1lbmRzL2ZvcmVpZ25EaWFnbm9zdGljc1wiKSkubGVuZ3RoLCBiZWZvcmUgKyAxKTtcbiAgICB9KTtcblxuICAgIGl0KFwic2F5cyB3aGF0IHdhcyBhbiB1bmRvIGFuZCB3aGF0IGEgcmVkbywgYWZ0ZXIgdGhlIGNoYW5nZSBpdHNlbGZcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBjb25zdCBlZGl0ID0gbmV3IHZzY29kZS5Xb3Jrc3BhY2VFZGl0KCk7XG4gICAgICAgIGVkaXQuaW5zZXJ0KGRvY3VtZW50LnVyaSwgbmV3IHZzY29kZS5Qb3NpdGlvbigwLCAwKSwgXCJ4ID0gMVxcblwiKTtcbiAgICAgICAgYXdhaXQgdnNjb2RlLndvcmtzcGFjZS5hcHBseUVkaXQoZWRpdCk7XG4gICAgICAgIGZvciAoY29uc3QgY29tbWFuZCBvZiBbXCJ1bmRvXCIsIFwicmVkb1wiXSkge1xuICAgICAgICAgICAgYXdhaXQgdnNjb2RlLmNvbW1hbmRzLmV4ZWN1dGVDb21tYW5kKGNvbW1hbmQpO1xuICAgICAgICAgICAgY29uc3QgeyB2ZXJzaW9uIH0gPSBkb2N1bWVudDtcbiAgICAgICAgICAgIGF3YWl0IHVudGlsKGNvbW1hbmQsICgpID0+IGxhc3QoXCJhbWVuZHMvZG9jdW1lbnRSZXZlcnRlZFwiLCBwYXJhbXMgPT4gcGFyYW1zLnJlYXNvbiA9PT0gY29tbWFuZCAmJiBwYXJhbXMudmVyc2lvbiA9PT0gdmVyc2lvbikpO1xuICAgICAgICAgICAgY29uc3QgYWxsID0gKGF3YWl0IGZzLnJlYWRGaWxlKHNldHRpbmdzLmdldChcImxvZ1wiLCBcIlwiKSwgXCJ1dGY4XCIpKS5zcGxpdChcIlxcblwiKTtcbiAgICAgICAgICAgIGNvbnN0IGNoYW5nZSA9IGFsbC5maW5kSW5kZXgobGluZSA9PiBsaW5lLmluY2x1ZGVzKFwiZGlkQ2hhbmdlXFxcIlwiKSAmJiBsaW5lLmluY2x1ZGVzKGBcInZlcnNpb25cIjoke3ZlcnNpb259YCkpO1xuICAgICAgICAgICAgY29uc3QgcmV2ZXJ0ZWQgPSBhbGwuZmluZEluZGV4KGxpbmUgPT4gbGluZS5pbmNsdWRlcyhcImRvY3VtZW50UmV2ZXJ0ZWRcIikgJiYgbGluZS5pbmNsdWRlcyhgXCJ2ZXJzaW9uXCI6JHt2ZXJzaW9ufWApKTtcbiAgICAgICAgICAgIGFzc2VydC5vayhjaGFuZ2UgPj0gMCAmJiBjaGFuZ2UgPCByZXZlcnRlZCwgYCR7Y2hhbmdlfSBiZWZvcmUgJHtyZXZlcnRlZH1gKTtcbiAgICAgICAgfVxuICAgIH0pO1xuXG4gICAgaXQoXCJhc2tzIGZvciBhIGZpeCBhdCB0aGUgY3Vyc29yLCBvZiB0aGUgcHJvYmxlbSB0aGF0IGlzIHRoZXJlXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgZmluZGluZ3Muc2V0KGRvY3VtZW50LnVyaSwgW2ZpbmRpbmcoXCJoZXJlXCIpXSk7XG4gICAgICAgIGNvbnN0IGVkaXRvciA9IGF3YWl0IHZzY29kZS53aW5kb3cuc2hvd1RleHREb2N1bWVudChkb2N1bWVudCk7XG4gICAgICAgIGVkaXRvci5zZWxlY3Rpb24gPSBuZXcgdnNjb2RlLlNlbGVjdGlvbigwLCAwLCAwLCAwKTtcbiAgICAgICAgYXdhaXQgdnNjb2RlLmNvbW1hbmRzLmV4ZWN1dGVDb21tYW5kKFwiYW1lbmRzLmZpeFwiKTtcbiAgICAgICAgY29uc3QgbWVzc2FnZSA9IGF3YWl0IHVudGlsKFwidGhlIGNvbW1hbmRcIiwgKCkgPT4gbGFzdChcIndvcmtzcGFjZS9leGVjdXRlQ29tbWFuZFwiLCBwYXJhbXMgPT4gcGFyYW1zLmNvbW1hbmQgPT09IFwiYW1lbmRzLmdlbmVyYXRlRml4XCIpKTtcbiAgICAgICAgY29uc3QgcmFuZ2UgPSB7IHN0YXJ0OiB7IGxpbmU6IDAsIGNoYXJhY3RlcjogMCB9LCBlbmQ6IHsgbGluZTogMCwgY2hhcmFjdGVyOiAxIH0gfTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChtZXNzYWdlLnBhcmFtcy5hcmd1bWVudHMsIFt7IHVyaTogdXJpKCksIHJhbmdlLCBzb3VyY2U6IFwiaG91c2Utc3R5bGVcIiB9XSk7XG4gICAgfSk7XG5cbiAgICBpdChcInNob3dzIHRoZSBwcm9maWxlIGFzIGEgdGV4dCB0aGF0IG5lZWRzIG5vIHNhdmluZ1wiLCBhc3luYyAoKSA9PiB7XG4gICAgICAgIGF3YWl0IHZzY29kZS5jb21tYW5kcy5leGVjdXRlQ29tbWFuZChcImFtZW5kcy5vcGVuUHJvZmlsZVwiKTtcbiAgICAgICAgY29uc3Qgc2hvd24gPSB2c2NvZGUud2luZG93LmFjdGl2ZVRleHRFZGl0b3I/LmRvY3VtZW50O1xuICAgICAgICBhc3NlcnQub2soc2hvd24gJiYgIXNob3duLmlzRGlydHkpO1xuICAgICAgICBhc3NlcnQubWF0Y2goc2hvd24uZ2V0VGV4dCgpLCAvXCJzY2hlbWFcIjogMS8pO1xuICAgIH0pO1xuXG4gICAgaXQoXCJzdGFydHMgYSBjcmFzaGVkIHNlcnZlciBhZ2FpbiBhbmQgdGVsbHMgaXQgZXZlcnl0aGluZyBhbmV3XCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgY29uc3QgW2ZpcnN0XSA9IGF3YWl0IG1lc3NhZ2VzKFwiaW5pdGlhbGl6ZVwiKTtcbiAgICAgICAgZmluZGluZ3Muc2V0KGRvY3VtZW50LnVyaSwgW2ZpbmRpbmcoXCJDUkFTSFwiKV0pO1xuICAgICAgICBhd2FpdCB1bnRpbChcInRoZSBlbmQgb2YgdGhlIGZpcnN0IHNlcnZlclwiLCBhc3luYyAoKSA9PiBzZW50KGl0ZW1zID0+IGl0ZW1zWzBdPy5tZXNzYWdlID09PSBcIkNSQVNIXCIpKTtcbiAgICAgICAgZmluZGluZ3Muc2V0KGRvY3VtZW50LnVyaSwgW2ZpbmRpbmcoXCJhZnRlciB0aGUgY3Jhc2hcIildKTtcbiAgICAgICAgY29uc3QgbWVzc2FnZSA9IGF3YWl0IHVudGlsKFwidGhlIHN3ZWVwXCIsICgpID0+IHNlbnQoaXRlbXMgPT4gaXRlbXNbMF0/Lm1lc3NhZ2UgPT09IFwiYWZ0ZXIgdGhlIGNyYXNoXCIpKTtcbiAgICAgICAgYXNzZXJ0Lm5vdEVxdWFsKG1lc3NhZ2UucHJvY2VzcywgZmlyc3Q/LnByb2Nlc3MpO1xuICAgIH0pO1xuXG4gICAgaXQoXCJoYXMgbm8gY29tbWFuZCB0aGF0IHRoZSBzZXJ2ZXIgYWxzbyByZWdpc3RlcnNcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBjb25zdCBjb21tYW5kcyA9IChhd2FpdCB2c2NvZGUuY29tbWFuZHMuZ2V0Q29tbWFuZHModHJ1ZSkpLmZpbHRlcihuYW1lID0+IG5hbWUuc3RhcnRzV2l0aChcImFtZW5kcy5cIikpO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKFsuLi5jb21tYW5kc10uc29ydCgpLCBbXCJhbWVuZHMuZml4XCIsIFwiYW1lbmRzLmdlbmVyYXRlRml4XCIsIFwiYW1lbmRzLm9wZW5Qcm9maWxlXCIsIFwiYW1lbmRzLnJlc3RhcnRTZXJ2ZXJcIiwgXCJhbWVuZHMucnVuVGVzdHNPZkZpbGVcIiwgXCJhbWVuZHMuc2hvd0xvZ1wiXSk7XG4gICAgfSk7XG59KTtcbiJdLAogICJtYXBwaW5ncyI6ICI7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7QUFBQSxhQUF3QjtBQUN4QixTQUFvQjtBQUNwQixhQUF3QjtBQUl4QixJQUFNLFdBQWtCLGlCQUFVLGlCQUFpQixhQUFhO0FBR2hFLGVBQWUsU0FBUyxRQUFvQztBQUN4RCxRQUFNLE9BQU8sTUFBUyxZQUFTLFNBQVMsSUFBSSxPQUFPLEVBQUUsR0FBRyxNQUFNLEVBQUUsTUFBTSxNQUFNLEVBQUU7QUFDOUUsUUFBTSxNQUFNLEtBQUssTUFBTSxJQUFJLEVBQUUsT0FBTyxVQUFRLEtBQUssU0FBUyxHQUFHLENBQUMsRUFBRSxJQUFJLFVBQVEsS0FBSyxNQUFNLElBQUksQ0FBWTtBQUN2RyxTQUFPLElBQUksT0FBTyxhQUFXLFFBQVEsV0FBVyxNQUFNO0FBQzFEO0FBRUEsZUFBZSxNQUFTLE1BQWMsTUFBZ0U7QUFDbEcsUUFBTSxXQUFXLEtBQUssSUFBSSxJQUFJO0FBQzlCLFNBQU8sS0FBSyxJQUFJLElBQUksVUFBVTtBQUMxQixVQUFNLE9BQU8sTUFBTSxLQUFLO0FBQ3hCLFFBQUksTUFBTTtBQUNOLGFBQU87QUFBQSxJQUNYO0FBQ0EsVUFBTSxJQUFJLFFBQVEsYUFBVyxXQUFXLFNBQVMsRUFBRSxDQUFDO0FBQUEsRUFDeEQ7QUFDQSxRQUFNLElBQUksTUFBTSxzQkFBc0IsSUFBSSxFQUFFO0FBQ2hEO0FBRUEsSUFBTSxPQUFPLE9BQU8sUUFBZ0IsVUFDL0IsTUFBTSxTQUFTLE1BQU0sR0FBRyxTQUFTLGFBQVcsS0FBSyxRQUFRLE1BQU0sQ0FBQztBQUVyRSxTQUFTLDBDQUEwQyxNQUFNO0FBQ3JELE1BQUk7QUFDSixNQUFJO0FBQ0osUUFBTSxNQUFNLE1BQU0sU0FBUyxJQUFJLFNBQVM7QUFDeEMsUUFBTSxVQUFVLENBQUMsU0FBaUIsU0FBUyxrQkFBa0I7QUFDekQsVUFBTSxPQUFPLElBQVcsa0JBQVcsSUFBVyxhQUFNLEdBQUcsR0FBRyxHQUFHLENBQUMsR0FBRyxPQUFPO0FBQ3hFLFNBQUssU0FBUztBQUNkLFdBQU87QUFBQSxFQUNYO0FBQ0EsUUFBTSxPQUFPLENBQUMsU0FDVixLQUFLLDZCQUE2QixZQUFVLE9BQU8sUUFBUSxJQUFJLEtBQUssS0FBSyxPQUFPLEtBQThDLENBQUM7QUFFbkksU0FBTyxZQUFZO0FBQ2YsZUFBa0IsaUJBQVUsMkJBQTJCLGFBQWE7QUFDcEUsVUFBTSxTQUFnQixpQkFBVSxtQkFBbUIsQ0FBQyxHQUFHO0FBQ3ZELElBQU8sVUFBRyxNQUFNO0FBQ2hCLGVBQVcsTUFBYSxpQkFBVSxpQkFBd0IsV0FBSSxTQUFTLFFBQVEsTUFBTSxDQUFDO0FBQ3RGLGFBQVMsSUFBSSxTQUFTLEtBQUssQ0FBQyxRQUFRLHlCQUF5QixDQUFDLENBQUM7QUFDL0QsVUFBYSxjQUFPLGlCQUFpQixRQUFRO0FBQzdDLFVBQU0sTUFBTSxXQUFXLGFBQWEsTUFBTSxTQUFTLHNCQUFzQixHQUFHLE1BQU07QUFBQSxFQUN0RixDQUFDO0FBQ0QsUUFBTSxNQUFNO0FBQUUsYUFBUyxRQUFRO0FBQUEsRUFBRyxDQUFDO0FBRW5DLEtBQUcsOEVBQThFLFlBQVk7QUFDekYsVUFBTSxDQUFDLFVBQVUsSUFBSSxNQUFNLFNBQVMsWUFBWTtBQUNoRCxJQUFPLGlCQUFVLFlBQVksT0FBTyx1QkFBdUIsRUFBRSxTQUFTLE1BQU0sTUFBTSxDQUFDLE1BQU0sRUFBRSxDQUFDO0FBQzVGLFVBQU0sRUFBRSxhQUFhLElBQUksV0FBVyxPQUFPO0FBQzNDLElBQU8saUJBQVUsY0FBYyxFQUFFLFFBQVEsRUFBRSxRQUFRLEtBQUssRUFBRSxDQUFDO0FBQUEsRUFDL0QsQ0FBQztBQUVELEtBQUcsd0RBQXdELFlBQVk7QUFDbkUsVUFBTSxPQUFPLE1BQVMsWUFBUyxTQUFTLElBQUksT0FBTyxFQUFFLEdBQUcsTUFBTTtBQUM5RCxVQUFNLFNBQVMsS0FBSyxNQUFNLElBQUksRUFBRSxLQUFLLFVBQVEsS0FBSyxTQUFTLGlCQUFpQixDQUFDO0FBQzdFLElBQU8saUJBQVcsS0FBSyxNQUFNLFVBQVUsSUFBSSxFQUFjLFFBQVEsQ0FBQyxFQUFFLE1BQU0sQ0FBQyxNQUFNLEVBQUUsQ0FBQyxDQUFDO0FBQUEsRUFDekYsQ0FBQztBQUVELEtBQUcsZ0RBQWdELFlBQVk7QUFDM0QsVUFBTSxNQUFNLG1CQUFtQixNQUFNLEtBQUssV0FBUyxNQUFNLENBQUMsR0FBRyxZQUFZLHlCQUF5QixDQUFDO0FBQUEsRUFDdkcsQ0FBQztBQUVELEtBQUcsbUZBQW1GLFlBQVk7QUFDOUYsYUFBUyxJQUFJLFNBQVMsS0FBSyxDQUFDLFFBQVEsS0FBSyxHQUFHLFFBQVEsUUFBUSxhQUFhLEdBQUcsUUFBUSxLQUFLLENBQUMsQ0FBQztBQUMzRixVQUFNLFVBQVUsTUFBTSxNQUFNLFFBQVEsTUFBTSxLQUFLLFdBQVMsTUFBTSxXQUFXLENBQUMsQ0FBQztBQUMzRSxJQUFPLGlCQUFXLFFBQVEsT0FBTyxNQUFnQyxJQUFJLFVBQVEsS0FBSyxPQUFPLEdBQUcsQ0FBQyxPQUFPLEtBQUssQ0FBQztBQUMxRyxJQUFPLGFBQU0sUUFBUSxPQUFPLFNBQVMsU0FBUyxPQUFPO0FBQ3JELGFBQVMsT0FBTyxTQUFTLEdBQUc7QUFDNUIsVUFBTSxNQUFNLGtCQUFrQixNQUFNLEtBQUssV0FBUyxNQUFNLFdBQVcsQ0FBQyxDQUFDO0FBQUEsRUFDekUsQ0FBQztBQUVELEtBQUcscUNBQXFDLFlBQVk7QUFDaEQsVUFBTUEsV0FBVSxNQUFNLFNBQVMsMkJBQTJCLEdBQUc7QUFDN0QsYUFBUyxRQUFRLEdBQUcsU0FBUyxJQUFJLFNBQVMsR0FBRztBQUN6QyxlQUFTLElBQUksU0FBUyxLQUFLLE1BQU0sS0FBSyxFQUFFLFFBQVEsTUFBTSxHQUFHLENBQUMsR0FBRyxVQUFVLFFBQVEsU0FBUyxLQUFLLEVBQUUsQ0FBQyxDQUFDO0FBQUEsSUFDckc7QUFDQSxVQUFNLE1BQU0seUJBQXlCLE1BQU0sS0FBSyxXQUFTLE1BQU0sV0FBVyxFQUFFLENBQUM7QUFDN0UsSUFBTyxjQUFPLE1BQU0sU0FBUywyQkFBMkIsR0FBRyxRQUFRQSxVQUFTLENBQUM7QUFBQSxFQUNqRixDQUFDO0FBRUQsS0FBRyxrRUFBa0UsWUFBWTtBQUM3RSxVQUFNLE9BQU8sSUFBVyxxQkFBYztBQUN0QyxTQUFLLE9BQU8sU0FBUyxLQUFLLElBQVcsZ0JBQVMsR0FBRyxDQUFDLEdBQUcsU0FBUztBQUM5RCxVQUFhLGlCQUFVLFVBQVUsSUFBSTtBQUNyQyxlQUFXLFdBQVcsQ0FBQyxRQUFRLE1BQU0sR0FBRztBQUNwQyxZQUFhLGdCQUFTLGVBQWUsT0FBTztBQUM1QyxZQUFNLEVBQUUsUUFBUSxJQUFJO0FBQ3BCLFlBQU0sTUFBTSxTQUFTLE1BQU0sS0FBSywyQkFBMkIsWUFBVSxPQUFPLFdBQVcsV0FBVyxPQUFPLFlBQVksT0FBTyxDQUFDO0FBQzdILFlBQU0sT0FBTyxNQUFTLFlBQVMsU0FBUyxJQUFJLE9BQU8sRUFBRSxHQUFHLE1BQU0sR0FBRyxNQUFNLElBQUk7QUFDM0UsWUFBTSxTQUFTLElBQUksVUFBVSxVQUFRLEtBQUssU0FBUyxZQUFhLEtBQUssS0FBSyxTQUFTLGFBQWEsT0FBTyxFQUFFLENBQUM7QUFDMUcsWUFBTSxXQUFXLElBQUksVUFBVSxVQUFRLEtBQUssU0FBUyxrQkFBa0IsS0FBSyxLQUFLLFNBQVMsYUFBYSxPQUFPLEVBQUUsQ0FBQztBQUNqSCxNQUFPLFVBQUcsVUFBVSxLQUFLLFNBQVMsVUFBVSxHQUFHLE1BQU0sV0FBVyxRQUFRLEVBQUU7QUFBQSxJQUM5RTtBQUFBLEVBQ0osQ0FBQztBQUVELEtBQUcsOERBQThELFlBQVk7QUFDekUsYUFBUyxJQUFJLFNBQVMsS0FBSyxDQUFDLFFBQVEsTUFBTSxDQUFDLENBQUM7QUFDNUMsVUFBTSxTQUFTLE1BQWEsY0FBTyxpQkFBaUIsUUFBUTtBQUM1RCxXQUFPLFlBQVksSUFBVyxpQkFBVSxHQUFHLEdBQUcsR0FBRyxDQUFDO0FBQ2xELFVBQWEsZ0JBQVMsZUFBZSxZQUFZO0FBQ2pELFVBQU0sVUFBVSxNQUFNLE1BQU0sZUFBZSxNQUFNLEtBQUssNEJBQTRCLFlBQVUsT0FBTyxZQUFZLG9CQUFvQixDQUFDO0FBQ3BJLFVBQU0sUUFBUSxFQUFFLE9BQU8sRUFBRSxNQUFNLEdBQUcsV0FBVyxFQUFFLEdBQUcsS0FBSyxFQUFFLE1BQU0sR0FBRyxXQUFXLEVBQUUsRUFBRTtBQUNqRixJQUFPLGlCQUFVLFFBQVEsT0FBTyxXQUFXLENBQUMsRUFBRSxLQUFLLElBQUksR0FBRyxPQUFPLFFBQVEsY0FBYyxDQUFDLENBQUM7QUFBQSxFQUM3RixDQUFDO0FBRUQsS0FBRyxvREFBb0QsWUFBWTtBQUMvRCxVQUFhLGdCQUFTLGVBQWUsb0JBQW9CO0FBQ3pELFVBQU0sUUFBZSxjQUFPLGtCQUFrQjtBQUM5QyxJQUFPLFVBQUcsU0FBUyxDQUFDLE1BQU0sT0FBTztBQUNqQyxJQUFPLGFBQU0sTUFBTSxRQUFRLEdBQUcsYUFBYTtBQUFBLEVBQy9DLENBQUM7QUFFRCxLQUFHLDhEQUE4RCxZQUFZO0FBQ3pFLFVBQU0sQ0FBQyxLQUFLLElBQUksTUFBTSxTQUFTLFlBQVk7QUFDM0MsYUFBUyxJQUFJLFNBQVMsS0FBSyxDQUFDLFFBQVEsT0FBTyxDQUFDLENBQUM7QUFDN0MsVUFBTSxNQUFNLCtCQUErQixZQUFZLEtBQUssV0FBUyxNQUFNLENBQUMsR0FBRyxZQUFZLE9BQU8sQ0FBQztBQUNuRyxhQUFTLElBQUksU0FBUyxLQUFLLENBQUMsUUFBUSxpQkFBaUIsQ0FBQyxDQUFDO0FBQ3ZELFVBQU0sVUFBVSxNQUFNLE1BQU0sYUFBYSxNQUFNLEtBQUssV0FBUyxNQUFNLENBQUMsR0FBRyxZQUFZLGlCQUFpQixDQUFDO0FBQ3JHLElBQU8sZ0JBQVMsUUFBUSxTQUFTLE9BQU8sT0FBTztBQUFBLEVBQ25ELENBQUM7QUFFRCxLQUFHLGlEQUFpRCxZQUFZO0FBQzVELFVBQU1DLGFBQVksTUFBYSxnQkFBUyxZQUFZLElBQUksR0FBRyxPQUFPLFVBQVEsS0FBSyxXQUFXLFNBQVMsQ0FBQztBQUNwRyxJQUFPLGlCQUFVLENBQUMsR0FBR0EsU0FBUSxFQUFFLEtBQUssR0FBRyxDQUFDLGNBQWMsc0JBQXNCLHNCQUFzQix3QkFBd0IseUJBQXlCLGdCQUFnQixDQUFDO0FBQUEsRUFDeEssQ0FBQztBQUNMLENBQUM7IiwKICAibmFtZXMiOiBbImJlZm9yZSIsICJjb21tYW5kcyJdCn0K
