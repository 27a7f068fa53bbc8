// A language server that writes down what it is sent, one JSON line each, for tests of the extension alone.
// Usage: node recorder.mjs LOG. A file whose text holds "CRASH" ends it.
import { appendFileSync } from "node:fs";

const [, , log] = process.argv;
const COMMANDS = ["amends.generateFix", "amends.fixApplied", "amends.explainFix", "amends.rejectFix", "amends.fixAllLikeThis", "amends.changeProfile"];
const CAPABILITIES = {
    textDocumentSync: { openClose: true, change: 2, save: true },
    executeCommandProvider: { commands: COMMANDS },
    codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll.amends"], resolveProvider: true },
};
const START = { line: 0, character: 0 };
const RECORD = {
    fixId: "f_1", uri: "", title: "Amends: log it (proved: ruff)", safety: "safe", ingredients: [], attempts: [],
    problem: { source: "house-style", code: "", message: "here" },
    origin: { kind: "pattern", id: "p_1", because: "your repair in b.py" },
    verdict: { state: "proved", durationMs: 9, gates: [], checks: [{ name: "ruff", state: "passed", durationMs: 9, reason: null }] },
};
const EXECUTED = { "amends.explainFix": { markdown: "# because", fix: RECORD }, "amends.changeProfile": { undoId: "v_2" }, "amends.generateFix": { jobId: "j_1" } };
const PATTERN = {
    id: "p_1", type: "pattern", stage: "trial", evidence: [], evidenceCount: 0, effect: null, lastUsed: null, pinned: false, scope: "",
    title: "log it", kind: { source: "house-style", code: "HS1" }, language: "python", level: 0, kept: 0, edited: 0, reverted: 0, suspended: false,
};
const PROFILE = { schema: 1, patterns: [PATTERN], lessons: [], style: [], strategies: [], muted: [], errors: [], hotSpots: [], changes: [], counts: {} };

function codeActions({ context, textDocument }) {
    if (context.only?.includes("source.fixAll.amends")) {
        return [{ title: "all", kind: "source.fixAll.amends", edit: editOf(textDocument.uri, "saved") }];
    }
    const fix = { title: RECORD.title, kind: "quickfix.amends", diagnostics: context.diagnostics, data: { fixId: "f_1" } };
    return context.diagnostics.some(one => one.message === "fixable") ? [{ ...fix, command: { title: "", command: "amends.fixApplied", arguments: [{ fixId: "f_1" }] } }] : [];
}

let opened = "";
function editOf(file, text) {
    const files = text === "f_3" ? [file, file.replace("a.py", "b.py")] : [file];
    return { changes: Object.fromEntries(files.map(file => [file, [{ range: { start: START, end: START }, newText: `# ${text}\n` }]])) };
}

const ANSWERS = {
    initialize: () => ({ capabilities: CAPABILITIES }),
    "workspace/executeCommand": params => EXECUTED[params.command] ?? null,
    "textDocument/codeAction": codeActions,
    "codeAction/resolve": params => ({ ...params, ...(params.data.fixId === "f_gone" ? {} : { edit: editOf(params.data.uri ?? opened, params.data.fixId) }) }),
    "amends/proposeFix": params => (params.avoid?.length ? { fixId: null, sentence: "nothing else" } : { fixId: params.code === "TWO" ? "f_3" : "f_2", sentence: "" }),
    "amends/proveFix": params => ({ fixId: params.fixId, verdict: RECORD.verdict }),
    "amends/profile": () => PROFILE,
    "amends/report": () => ({ html: "<html><head></head><body>kept rate</body></html>" }),
};

let buffer = Buffer.alloc(0);
process.stdin.on("data", chunk => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let message = next(); message; message = next()) {
        receive(message);
    }
});
process.stdin.on("end", () => process.exit(0));

function next() {
    const end = buffer.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(end, 0)).toString())?.[1]);
    if (end < 0 || buffer.length < end + 4 + length) {
        return undefined;
    }
    const body = buffer.subarray(end + 4, end + 4 + length).toString();
    buffer = buffer.subarray(end + 4 + length);
    return JSON.parse(body);
}

function receive(message) {
    opened = message.method === "textDocument/didOpen" ? message.params.textDocument.uri : opened;
    appendFileSync(log, `${JSON.stringify({ ...message, process: process.pid })}\n`);
    if (message.id !== undefined && message.method) {
        send({ id: message.id, result: ANSWERS[message.method]?.(message.params) ?? null });
    }
    if (message.method === "initialized") {
        send({ id: "settings", method: "workspace/configuration", params: { items: [{ section: "amends" }] } });
        send({ method: "amends/status", params: { folder: "file:///elsewhere", state: "idle", detail: "" } });
    }
    if (message.method === "workspace/didChangeConfiguration") {
        send({ id: "settings again", method: "workspace/configuration", params: { items: [{ section: "amends", scopeUri: opened }] } });
    }
    if (message.method === "exit" || JSON.stringify(message.params ?? null).includes("CRASH")) {
        process.exit(message.method === "exit" ? 0 : 1);
    }
}

function send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    process.stdout.write(`Content-Length: ${body.length}\r\n\r\n`);
    process.stdout.write(body);
}
