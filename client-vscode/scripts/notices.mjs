// Writes the licences of every package that ended up in the bundle. `metafile` is esbuild's.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const LICENCE = /^(licen[cs]e|copying|thirdpartynotices)(\.|$)/i;

export async function writeNotices(metafile, file) {
    const folders = [...new Set(Object.keys(metafile.inputs).map(packageOf).filter(Boolean))].sort();
    const notices = await Promise.all(folders.map(noticeOf));
    await writeFile(file, `Amends contains the following software, each under its own licence.\n\n${notices.join("\n")}`);
}

/** `node_modules/@scope/name/lib/x.js` → `node_modules/@scope/name`, nested ones included. */
function packageOf(input) {
    return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

async function noticeOf(folder) {
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter(entry => LICENCE.test(entry)).sort();
    if (files.length === 0) {
        throw new Error(`${name} has no licence file.`);
    }
    const texts = await Promise.all(files.map(entry => readFile(path.join(folder, entry), "utf8")));
    return `${"=".repeat(79)}\n${name} ${version} (${license})\n${"=".repeat(79)}\n\n${texts.join("\n").trim().replace(/\r\n/g, "\n")}\n`;
}
