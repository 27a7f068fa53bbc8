import * as vscode from "vscode";
import { DOCUMENTS } from "./documents";

const TEST_SOURCE = /^amends\/(pytest|unittest|junit|go[ -]?test|cargo[ -]?test|vitest|jest|(go|cargo|node)$)/i;
const MOST_CHARACTERS = 80;

/** A line above the place where a test failed: what failed, fix it, run it again. Read from the problems that are shown anyway. */
export function lensesOnFailingTests(): vscode.Disposable {
    const changed = new vscode.EventEmitter<void>();
    /** Files that had a line when last looked at: where none was and none is, nothing is drawn again while somebody types. */
    const shown = new Set<string>();
    const concerns = (uri: vscode.Uri) => {
        const had = shown.delete(uri.toString());
        const has = failuresIn(uri).length > 0;
        if (has) {
            shown.add(uri.toString());
        }
        return had || has;
    };
    return vscode.Disposable.from(
        changed,
        vscode.languages.onDidChangeDiagnostics(({ uris }) => {
            if (uris.filter(concerns).length > 0) {
                changed.fire();
            }
        }),
        vscode.languages.registerCodeLensProvider(DOCUMENTS, { onDidChangeCodeLenses: changed.event, provideCodeLenses: lensesOf }),
    );
}

function lensesOf(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration("amends", document).get<boolean>("codeLens.tests", true)) {
        return [];
    }
    return failuresIn(document.uri).flatMap(failure => lensesFor(document, failure));
}

function failuresIn(uri: vscode.Uri): vscode.Diagnostic[] {
    return vscode.languages.getDiagnostics(uri).filter(one => TEST_SOURCE.test(one.source ?? ""));
}

function lensesFor(document: vscode.TextDocument, failure: vscode.Diagnostic): vscode.CodeLens[] {
    const { start } = failure.range;
    const place = { uri: document.uri.toString(), line: start.line, character: start.character };
    const said = (failure.message.split("\n")[0] ?? "").slice(0, MOST_CHARACTERS);
    const commands: vscode.Command[] = [
        { command: "amends.showFailure", title: `$(error) ${said}`, arguments: [place] },
        { command: "amends.fixFailure", title: vscode.l10n.t("Fix…"), arguments: [place] },
        { command: "amends.runTestsAgain", title: vscode.l10n.t("Run Again"), arguments: [{ uri: testFile(document, failure) }] },
    ];
    return commands.map(command => new vscode.CodeLens(new vscode.Range(start, start), command));
}

/** The code that failed need not be the test's; the places the failure went through name it. */
function testFile(document: vscode.TextDocument, failure: vscode.Diagnostic): string {
    const places = [document.uri, ...(failure.relatedInformation ?? []).map(related => related.location.uri)];
    const isTest = (uri: vscode.Uri) => /(^test_.*|.*_test|.*\.(test|spec)|^conftest)\.\w+$/.test(uri.path.split("/").at(-1) ?? "");
    return (places.find(isTest) ?? document.uri).toString();
}
