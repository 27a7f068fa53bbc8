// Runs the extension's mocha tests inside a real extension host. Ends with 0 when all passed.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { startEditor } from "./editor.mjs";
import { until } from "./waiting.mjs";

const { run, client, vsix, pictures } = JSON.parse(process.env.AMENDS_E2E);
const folder = path.join(run, "folder");
fs.mkdirSync(folder);
fs.writeFileSync(path.join(folder, "a.py"), "print(1)\n");
fs.writeFileSync(path.join(folder, "b.py"), "print(2)\n");
for (const words of [["init", "--quiet"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "--quiet", "-m", "first"]]) {
    execFileSync("git", words, { cwd: folder });
}
const results = { log: `${run}/recorder.jsonl`, results: `${run}/mocha.json`, done: `${run}/done`, mocha: `${client}/package.json` };

const editor = await startEditor({
    run, folder, vsix, smokeTestDriver: true,
    settings: { "git.enabled": true, "security.workspace.trust.enabled": false, "amends.mute": ["E501"], ...Object.fromEntries(Object.entries(results).map(([key, value]) => [`amendsTests.${key}`, value])) },
    machineSettings: { "amends.server.command": [process.execPath, `${client}/test/host/recorder.mjs`, results.log] },
    prepare: async page => {
        await page.exposeFunction("codeAutomationLog", (type, args) => fs.appendFileSync(`${run}/window.log`, `${type} ${args.join(" ")}\n`));
        await page.exposeFunction("codeAutomationExit", () => undefined);
    },
    query: `&payload=${encodeURIComponent(JSON.stringify([
        ["extensionDevelopmentPath", `vscode-remote://remote${client}`],
        ["extensionTestsPath", `vscode-remote://remote${client}/out/host/index.js`],
        ["skipWelcome", "true"],
    ]))}`,
});
try {
    await until("the end of the tests", () => fs.existsSync(results.done), 120_000);
} finally {
    await editor.page.screenshot({ path: path.join(pictures, "host-tests.png") });
    await editor.close();
}
const { tests } = JSON.parse(fs.readFileSync(results.results, "utf8"));
for (const { title, err, duration } of tests) {
    console.log(JSON.stringify({ step: title, ok: !err.message, detail: err.stack ?? null, seconds: (duration ?? 0) / 1000 }));
}
