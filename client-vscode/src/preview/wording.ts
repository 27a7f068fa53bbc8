/** What a person reads of a fix, made from its record. Nothing here knows the editor; `t` translates. */
import { CheckRecord, FixRecord } from "../fixes";

/** Always run and never slow; in one line they say nothing. */
const QUIET = ["parse", "gates"];

export type Translate = (text: string, ...values: (string | number)[]) => string;

/** One line: what was proved, with what, how long it took, and where the fix comes from. */
export function summary(record: FixRecord, t: Translate): string {
    const { verdict, origin } = record;
    const ran = verdict.checks.filter(check => check.state !== "skipped" && !QUIET.includes(check.name)).map(check => checkWords(check, t));
    const proof = verdict.state === "proved" ? t("proved") : t("not proved");
    return [`${proof}: ${ran.join(", ")}`, origin.because || originWords(record, t)].filter(Boolean).join(" · ");
}

/** The whole story as Markdown, for a hover; `links` are the buttons. */
export function details(record: FixRecord, links: string, t: Translate): string {
    const { problem, origin, verdict } = record;
    const lines = [
        `**${escaped(record.title)}**`,
        `${escaped([problem.source, problem.code].filter(Boolean).join(" "))}: ${escaped(problem.message)}`,
        escaped(origin.because ? `${originWords(record, t)}: ${origin.because}` : originWords(record, t)),
        [...verdict.checks.map(check => `- ${mark(check.state)} ${checkLine(check, t)}`), ...verdict.gates.map(gate => `- ✗ ${escaped(`${gate.name}: ${gate.reason}`)}`)].join("\n"),
        verdict.durationMs > 0 ? t("{0} in all", duration(verdict.durationMs)) : "",
        costWords(record, t),
        links,
    ];
    return lines.filter(line => line !== "").join("\n\n");
}

function originWords({ origin }: FixRecord, t: Translate): string {
    const known: Record<string, string> = { pattern: t("a learned pattern"), tool: t("{0}'s own fix", origin.id), model: t("written by {0}", origin.id) };
    return known[origin.kind] ?? origin.kind;
}

function checkWords(check: CheckRecord, t: Translate): string {
    const name = check.count ? t("{0} tests", check.count) : check.name;
    const states: Record<string, string> = { passed: "", unknown: ` ${t("unknown")}`, failed: ` ${t("failed")}`, skipped: ` ${t("not run")}` };
    const took = check.durationMs > 0 && check.state !== "skipped" ? ` ${duration(check.durationMs)}` : "";
    return `${name}${states[check.state] ?? ` ${check.state}`}${took}`;
}

function checkLine(check: CheckRecord, t: Translate): string {
    return escaped(`${checkWords(check, t)}${check.reason ? `: ${check.reason}` : ""}`);
}

function costWords({ attempts }: FixRecord, t: Translate): string {
    const tokens = attempts.reduce((sum, attempt) => sum + attempt.tokens, 0);
    const cost = attempts.reduce((sum, attempt) => sum + attempt.cost, 0);
    return tokens > 0 ? t("{0} attempts, {1} tokens, ${2}", attempts.length, tokens, cost.toFixed(4)) : "";
}

function mark(state: string): string {
    return { passed: "✓", failed: "✗", unknown: "?", skipped: "–" }[state] ?? "?";
}

function duration(ms: number): string {
    return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Text of other tools must not become links or markup. */
function escaped(text: string): string {
    return text.replace(/[\\`*_{}[\]()#+\-!|<>~]/g, "\\$&").replace(/\n/g, " ");
}
