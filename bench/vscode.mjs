// What the VS Code extension costs the editor, in a real extension host (code-server), with the extension on and off in turn.
// Usage: AMENDS_EDITORS_HOME=… node bench/vscode.mjs [ROUNDS]    needs `make vsix` (for the built code) and tests/e2e/install_editors.sh
// Writes bench/results/vscode.md.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEditor } from "../tests/e2e/vscode/editor.mjs";
import { until } from "../tests/e2e/vscode/waiting.mjs";

const root = path.dirname(import.meta.dirname);
const client = path.join(root, "client-vscode");
const nothing = path.join(root, "tests/e2e/vscode/nothing");
const rounds = Number(process.argv[2] ?? 3);
const results = [];
for (let round = 0; round < rounds; round += 1) {
    for (const on of [true, false]) {
        results.push(await measure(on));
    }
}
fs.writeFileSync(path.join(root, "bench/results/vscode.md"), report(results));

async function measure(on) {
    const run = fs.mkdtempSync(path.join(os.tmpdir(), "amends-bench-"));
    const folder = path.join(run, "folder");
    fs.mkdirSync(path.join(folder, "src"), { recursive: true });
    // In a folder of its own: a Python file at the top would activate the extension before it is measured.
    fs.writeFileSync(path.join(folder, "src", "orders.py"), `import json\n\nimport os\n\n\n${"def f():\n    return json.dumps({})\n\n\n".repeat(250)}`);
    const file = path.join(run, "figures.json");
    const extension = on ? client : nothing;
    const editor = await startEditor({
        run, folder, smokeTestDriver: true, env: { AMENDS_DATA_HOME: path.join(run, "amends") },
        settings: { "security.workspace.trust.enabled": false, "amendsBench.results": file, "amendsBench.on": on },
        machineSettings: { "amends.server.command": [path.join(root, ".venv/bin/amends"), "serve"] },
        prepare: async page => {
            await page.exposeFunction("codeAutomationLog", () => undefined);
            await page.exposeFunction("codeAutomationExit", () => undefined);
        },
        query: `&payload=${encodeURIComponent(JSON.stringify([
            ["extensionDevelopmentPath", `vscode-remote://remote${extension}`],
            ["extensionTestsPath", `vscode-remote://remote${client}/out/bench/measure.js`],
            ["skipWelcome", "true"],
        ]))}`,
    });
    try {
        await until("the figures", () => fs.existsSync(file), 240_000);
        return JSON.parse(fs.readFileSync(file, "utf8"));
    } finally {
        await editor.close();
        fs.rmSync(run, { recursive: true, force: true });
    }
}

function report(all) {
    const of = (on, name) => all.filter(one => one.on === on).flatMap(one => one[name]).sort((one, other) => one - other);
    const at = (figures, share) => figures[Math.min(figures.length - 1, Math.floor(figures.length * share))];
    const row = (title, name) => {
        const [on, off] = [of(true, name), of(false, name)];
        const cells = [0.5, 0.95].flatMap(share => [at(off, share), at(on, share), at(on, share) - at(off, share)]);
        return `| ${title} | ${cells.map(cell => cell.toFixed(1)).join(" | ")} |`;
    };
    const each = (name, on) => of(on, name).map(one => one.toFixed(1)).join(" / ");
    const sizes = ["extension.js", "languageClient.js"].map(name => fs.statSync(path.join(client, "dist", name)).size / 1000);
    return `# What the VS Code extension costs the editor

\`node bench/vscode.mjs ${rounds}\` in code-server, on a 1,000-line Python file with findings, the real server running; ${rounds} windows with the
extension and ${rounds} without, in turn, 200 times each. Load of the machine at the end: ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores.

| | median, off (ms) | median, on | more | p95, off | p95, on | more |
|---|---|---|---|---|---|---|
${row("All quick fixes at the cursor (what the lightbulb waits for)", "lightbulbMs")}
${row("Typing one character, until the extension host knows", "typingMs")}

Work of the extension host itself (CPU time, which other programs on the machine change less): ${each("lightbulbCpuMs", false)} ms for one
round of quick fixes without the extension, ${each("lightbulbCpuMs", true)} ms with it; ${each("typingCpuMs", false)} ms for one typed character without it,
${each("typingCpuMs", true)} ms with it.

Activation as VS Code itself reports it (*Developer: Startup Performance*): ${each("loadMs", true)} ms to load the code and
${each("callMs", true)} ms to call \`activate\`; aim 50 ms. From the request to the end, with the host's own errands (what is stored for the extension,
other extensions' work): ${each("activationMs", true)} ms by the clock, ${each("activationCpuMs", true)} ms of CPU time.
Bundle: ${sizes[0].toFixed(0)} kB that are read when a window opens and ${sizes[1].toFixed(0)} kB when the server starts; aim 500 kB.
`;
}
