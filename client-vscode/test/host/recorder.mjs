// A language server that writes down what it is sent, one JSON line each, for tests of the extension alone.
// Usage: node recorder.mjs LOG. A file whose text holds "CRASH" ends it.
import { appendFileSync } from "node:fs";

const [, , log] = process.argv;
const CAPABILITIES = { textDocumentSync: { openClose: true, change: 2, save: true }, executeCommandProvider: { commands: ["amends.generateFix"] } };
const ANSWERS = {
    initialize: () => ({ capabilities: CAPABILITIES }),
    "workspace/executeCommand": () => ({ jobId: "j_1" }),
    "amends/profile": params => ({ schema: 1, folder: params.folder }),
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
    appendFileSync(log, `${JSON.stringify({ ...message, process: process.pid })}\n`);
    if (message.id !== undefined && message.method) {
        send({ id: message.id, result: ANSWERS[message.method]?.(message.params) ?? null });
    }
    if (message.method === "initialized") {
        send({ id: "settings", method: "workspace/configuration", params: { items: [{ section: "amends" }] } });
        send({ method: "amends/status", params: { folder: "file:///elsewhere", state: "idle", detail: "" } });
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
