import * as vscode from "vscode";

export const FIX_SCHEME = "amends-fix";
const WHY_SCHEME = "amends-why";

/** Texts that exist only in a preview: a file as it would be, or a page to read. Kept as long as they are open. */
export class PreviewDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly texts = new Map<string, string>();
    private readonly registered: vscode.Disposable;
    private count = 0;

    constructor() {
        this.registered = vscode.Disposable.from(
            ...[FIX_SCHEME, WHY_SCHEME].map(scheme => vscode.workspace.registerTextDocumentContentProvider(scheme, this)),
            vscode.workspace.onDidCloseTextDocument(document => this.texts.delete(document.uri.toString())),
        );
    }

    /** A file as a fix would leave it. Its name keeps the file's, so that it gets the file's colours. */
    file(like: vscode.Uri, text: string): vscode.Uri {
        return this.add(FIX_SCHEME, like.path, text);
    }

    /** A page of Markdown. */
    page(name: string, markdown: string): vscode.Uri {
        return this.add(WHY_SCHEME, `/${name}.md`, markdown);
    }

    provideTextDocumentContent(uri: vscode.Uri): string {
        return this.texts.get(uri.toString()) ?? "";
    }

    dispose(): void {
        this.registered.dispose();
    }

    private add(scheme: string, path: string, text: string): vscode.Uri {
        this.count += 1;
        const uri = vscode.Uri.from({ scheme, path, query: String(this.count) });
        this.texts.set(uri.toString(), text);
        return uri;
    }
}

/** A document's text after edits that speak of it and do not overlap. */
export function edited(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): string {
    const ordered = [...edits].sort((one, other) => other.range.start.compareTo(one.range.start) || other.range.end.compareTo(one.range.end));
    return ordered.reduce((text, { range, newText }) => {
        const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
        return text.slice(0, start) + newText + text.slice(end);
    }, document.getText());
}
