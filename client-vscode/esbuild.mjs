// Bundles the extension into two files; with --tests also every test file, each into one of its own.
import { readdir, readFile, rm } from "node:fs/promises";
import * as esbuild from "esbuild";
import { writeNotices } from "./scripts/notices.mjs";

const production = process.argv.includes("--production");
const manifest = JSON.parse(await readFile("package.json", "utf8"));
const define = { SETTING_NAMES: JSON.stringify(Object.keys(manifest.contributes.configuration.properties)) };
const common = { define, bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode", "mocha"], logLevel: "warning" };
// The language client is most of the code and a file of its own, read when the server starts and not when a window opens.
const extension = { ...common, entryPoints: ["src/extension.ts", "src/languageClient.ts"], external: [...common.external, "./languageClient"], supported: { "dynamic-import": false }, outdir: "dist", minify: production, sourcemap: !production };

if (process.argv.includes("--watch")) {
    await (await esbuild.context(extension)).watch();
} else if (process.argv.includes("--tests")) {
    await rm("out", { recursive: true, force: true });
    const files = (await readdir("test", { recursive: true })).filter(name => name.endsWith(".ts"));
    await esbuild.build({ ...common, entryPoints: files.map(name => `test/${name}`), outdir: "out", outbase: "test", sourcemap: "inline" });
} else {
    await rm("dist", { recursive: true, force: true });
    const { metafile } = await esbuild.build({ ...extension, metafile: true });
    await writeNotices(metafile, "THIRD-PARTY-NOTICES.txt");
}
