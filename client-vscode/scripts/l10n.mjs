// Collects every text of `t("…")` and `l10n.t("…")` in the sources into l10n/bundle.l10n.json, which translators start from.
// Usage: node scripts/l10n.mjs [--check]    --check: fails where the file is out of date.
import { readdir, readFile, writeFile } from "node:fs/promises";

const BUNDLE = "l10n/bundle.l10n.json";
const CALL = /\bt\(\s*("(?:[^"\\]|\\.)*")/g;

const names = (await readdir("src", { recursive: true })).filter(name => name.endsWith(".ts")).sort();
const sources = await Promise.all(names.map(name => readFile(`src/${name}`, "utf8")));
const texts = sources.flatMap(source => [...source.matchAll(CALL)].map(([, literal]) => JSON.parse(literal)));
const bundle = `${JSON.stringify(Object.fromEntries([...new Set(texts)].map(text => [text, text])), undefined, 2)}\n`;
if (!process.argv.includes("--check")) {
    await writeFile(BUNDLE, bundle);
} else if (bundle !== (await readFile(BUNDLE, "utf8"))) {
    console.error("l10n/bundle.l10n.json is out of date; run `npm run l10n`.");
    process.exit(1);
}
