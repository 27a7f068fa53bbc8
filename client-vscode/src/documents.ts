import * as vscode from "vscode";

/** Languages the server parses, learns in and proves; every other file costs nothing. */
const LANGUAGES = ["python", "javascript", "javascriptreact", "typescript", "typescriptreact", "go", "rust", "java"];
const SUFFIXES = [".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".go", ".rs", ".java"];

/** What the server looks at. */
export const DOCUMENTS = LANGUAGES.map(language => ({ scheme: "file", language }));

/** Whether findings for a file concern the server. A file that is not open is judged by its name. */
export function concerns(uri: vscode.Uri, document: vscode.TextDocument | undefined): boolean {
    if (uri.scheme !== "file") {
        return false;
    }
    return document ? vscode.languages.match(DOCUMENTS, document) > 0 : SUFFIXES.some(suffix => uri.path.endsWith(suffix));
}

/** The open document of a URI. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
    const key = uri.toString();
    return vscode.workspace.textDocuments.find(document => document.uri.toString() === key);
}
