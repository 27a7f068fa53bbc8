// A linter of somebody else: it finds prints.
const vscode = require("vscode");

exports.activate = context => {
    const findings = vscode.languages.createDiagnosticCollection("house-style");
    const check = document => {
        if (document.languageId === "python") {
            findings.set(document.uri, [...document.getText().matchAll(/\bprint\(/g)].map(match => finding(document, match)));
        }
    };
    vscode.workspace.textDocuments.forEach(check);
    context.subscriptions.push(
        findings,
        vscode.workspace.onDidOpenTextDocument(check),
        vscode.workspace.onDidChangeTextDocument(event => check(event.document)),
    );
};

function finding(document, match) {
    const range = new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + 5));
    const found = new vscode.Diagnostic(range, "House style: log, do not print", vscode.DiagnosticSeverity.Warning);
    found.source = "house-style";
    found.code = { value: "HS1", target: vscode.Uri.parse("https://example.invalid/HS1") };
    return found;
}
