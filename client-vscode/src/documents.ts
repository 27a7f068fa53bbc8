import * as vscode from "vscode";

/** What the server looks at; other languages come with later versions. */
export const DOCUMENTS = [{ scheme: "file", language: "python" }];

const SUFFIXES = [".py", ".pyi"];

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
