import * as vscode from "vscode";
import type { CodeAction, Command, LanguageClient, Range, WorkspaceEdit } from "vscode-languageclient/node";
import { isOurs } from "./foreignDiagnostics";

/** The parts of the server's FixRecord (docs/wire.md) that are shown. */
export interface FixRecord {
    fixId: string;
    uri: string;
    title: string;
    problem: { source: string; code: string; message: string };
    origin: { kind: string; id: string; because: string };
    verdict: { state: string; durationMs: number; checks: CheckRecord[]; gates: { name: string; reason: string }[] };
    safety: string;
    ingredients: { kind: string; id: string }[];
    attempts: { strategy: string; tokens: number; cost: number }[];
}

export interface CheckRecord { name: string; state: string; durationMs: number; reason: string | null; count?: number }

/** A proof on the text as it is now. */
export interface Proof { fixId: string; verdict: FixRecord["verdict"] }

/** Where a fix is asked for: a problem, as the server names it. */
export interface Wanted { uri: string; range: Range; source?: string; code?: string }

/** A fix's id, or the sentence that says why there is none; both for a fix that could not be proved. */
export interface Proposal { fixId: string | null; sentence: string }

/** `CodeActionTriggerKind.Invoked`. Nothing here needs the client's code, which is loaded when the server starts. */
const INVOKED = 1;

export function run<T>(client: LanguageClient, command: string, argument: object): Promise<T> {
    return client.sendRequest<T>("workspace/executeCommand", { command, arguments: [argument] });
}

/** The problem at the cursor that shall be fixed; asks when there are several. Undefined when nobody chose. */
export async function wantedAtCursor(client: LanguageClient, editor: vscode.TextEditor): Promise<Wanted | undefined> {
    const { document, selection } = editor;
    const here = vscode.languages.getDiagnostics(document.uri).filter(one => one.range.intersection(selection));
    const problem = here.length > 1 ? await chooseProblem(here) : here[0];
    if (here.length > 1 && !problem) {
        return undefined;
    }
    return wanted(client, document.uri, problem ?? { range: selection });
}

function wanted(client: LanguageClient, uri: vscode.Uri, problem: Pick<vscode.Diagnostic, "range"> | vscode.Diagnostic): Wanted {
    const converter = client.code2ProtocolConverter;
    return { uri: converter.asUri(uri), range: converter.asRange(problem.range), ...("message" in problem ? nameOf(problem) : {}) };
}

/** The fix that waits in the lightbulb for a problem, best first. */
export async function readyFix(client: LanguageClient, problem: Wanted): Promise<string | undefined> {
    const uri = client.protocol2CodeConverter.asUri(problem.uri);
    const range = client.protocol2CodeConverter.asRange(problem.range);
    const found = vscode.languages.getDiagnostics(uri).filter(one => one.range.intersection(range));
    const diagnostics = await client.code2ProtocolConverter.asDiagnostics(found.filter(one => matches(one, problem)));
    const context = { diagnostics, triggerKind: INVOKED };
    const params = { textDocument: { uri: problem.uri }, range: problem.range, context };
    const actions = await client.sendRequest<(CodeAction | Command)[] | null>("textDocument/codeAction", params);
    return actions?.map(fixIdOf).find(id => id !== undefined);
}

/** The edit of a fix on the text as it is now; undefined when the fix is gone. */
export async function editOf(client: LanguageClient, fixId: string, uri: string): Promise<vscode.WorkspaceEdit | undefined> {
    const resolved = await client.sendRequest<{ edit?: WorkspaceEdit }>("codeAction/resolve", { title: "", data: { fixId, uri } });
    return client.protocol2CodeConverter.asWorkspaceEdit(resolved.edit);
}

/** Source and code as the server knows them: ours carry the tool behind a prefix. */
export function nameOf(problem: vscode.Diagnostic): { source?: string; code?: string } {
    const code = typeof problem.code === "object" ? problem.code.value : problem.code;
    const source = isOurs(problem) ? problem.source?.replace(/^amends\//, "") : problem.source;
    return { ...(source ? { source } : {}), ...(code === undefined ? {} : { code: String(code) }) };
}

function matches(problem: vscode.Diagnostic, { source, code }: Wanted): boolean {
    const name = nameOf(problem);
    return (source === undefined || name.source === source) && (code === undefined || name.code === code);
}

function fixIdOf(action: CodeAction | Command): string | undefined {
    const data = "data" in action ? (action.data as { fixId?: unknown } | undefined) : undefined;
    return typeof data?.fixId === "string" ? data.fixId : undefined;
}

async function chooseProblem(problems: readonly vscode.Diagnostic[]): Promise<vscode.Diagnostic | undefined> {
    const items = problems.map(problem => {
        const { source, code } = nameOf(problem);
        return { label: problem.message, description: [source, code].filter(Boolean).join(" "), problem };
    });
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which problem shall be fixed?") });
    return chosen?.problem;
}
