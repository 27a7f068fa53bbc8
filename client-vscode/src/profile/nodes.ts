/** The profile as a tree of plain values. Nothing here knows the editor; `t` translates. */
import { ErrorKind, Evidence, FactItem, Item, LessonItem, PatternItem, Profile, StrategyItem } from "./model";

export type Translate = (text: string, ...values: (string | number)[]) => string;

export interface Node {
    label: string;
    description?: string;
    /** Markdown. */
    tooltip?: string;
    icon?: string;
    /** What a menu may do with it: `item`, `item pinned`, `evidence`, `rule`, `mute`, `change`. */
    context?: string;
    id?: string;
    /** What muting it mutes. */
    rule?: string;
    scope?: string;
    evidence?: Evidence;
    children?: Node[];
}

/** What was learned in one folder; sections without anything in them are left out. */
export function profileNodes(profile: Profile, t: Translate): Node[] {
    const sections: Node[] = [
        section(t("Style"), "paintcan", profile.style.map(fact => factNode(fact, t))),
        section(t("Recurring Errors"), "issues", profile.errors.map(error => errorNode(error, t))),
        section(t("Patterns"), "wand", patternNodes(profile.patterns, t)),
        section(t("Lessons"), "mortar-board", profile.lessons.map(lesson => lessonNode(lesson, t))),
        section(t("Strategies"), "compass", profile.strategies.map(strategy => strategyNode(strategy, t))),
        section(t("Muted"), "bell-slash", profile.muted.map(mute => ({ ...itemNode(mute, mute.rule, "", t), context: "mute", icon: "bell-slash", rule: mute.rule }))),
        section(t("Your Changes"), "history", profile.changes.filter(change => !change.undone && change.type !== "undone").map(change => changeNode(change, t))),
    ];
    return sections.filter(node => node.children?.length);
}

function section(label: string, icon: string, children: Node[]): Node {
    return { label, icon, description: String(children.length), children };
}

/** Patterns of one rule stand together: one repair gives several, from this very case to the general one. */
function patternNodes(patterns: readonly PatternItem[], t: Translate): Node[] {
    const rules = new Map<string, PatternItem[]>();
    for (const pattern of patterns) {
        const rule = [pattern.kind.source, pattern.kind.code].filter(Boolean).join(" ");
        rules.set(rule, [...(rules.get(rule) ?? []), pattern]);
    }
    return [...rules].map(([rule, found]) => ({
        label: rule,
        description: String(found.length),
        icon: "symbol-event",
        context: "rule",
        rule: found[0]?.kind.code ?? rule,
        children: foremost(found, t),
    }));
}

/** What is in use, best known first; what nothing has come of yet stands behind one node. */
function foremost(patterns: readonly PatternItem[], t: Translate): Node[] {
    const cases = (pattern: PatternItem) => pattern.effect?.cases ?? 0;
    const inUse = patterns.filter(pattern => pattern.pinned || pattern.stage !== "candidate" || cases(pattern) > 0);
    const rest = patterns.filter(pattern => !inUse.includes(pattern)).map(pattern => patternNode(pattern, t));
    const shown = [...inUse].sort((one, other) => cases(other) - cases(one)).map(pattern => patternNode(pattern, t));
    const behind = shown.length > 0 && rest.length > 0 ? [{ label: t("Candidates"), description: String(rest.length), icon: "circle-outline", children: rest }] : rest;
    return [...shown, ...behind];
}

function patternNode(pattern: PatternItem, t: Translate): Node {
    const extra = pattern.suspended ? t("held back after a revert") : t("generality {0}", pattern.level);
    return { ...itemNode(pattern, pattern.title, extra, t), rule: pattern.kind.code };
}

function lessonNode(lesson: LessonItem, t: Translate): Node {
    return itemNode(lesson, lesson.text, lesson.because, t);
}

function factNode(fact: FactItem, t: Translate): Node {
    return itemNode(fact, fact.sentence || `${fact.topic}: ${fact.value}`, fact.declared ? t("declared in {0}", fact.declared) : "", t);
}

function strategyNode(strategy: StrategyItem, t: Translate): Node {
    return itemNode(strategy, strategy.strategy, strategy.kind ? `${strategy.kind.source} ${strategy.kind.code}` : "", t);
}

function errorNode(error: ErrorKind, t: Translate): Node {
    const by = Object.entries(error.fixedBy).map(([who, count]) => `${who} ${count}`).join(", ");
    const lines = [
        t("Seen {0} times in {1} files, {2} open, came back {3} times.", error.seen, error.files, error.open, error.relapses),
        error.medianLife === null ? "" : t("Lives {0} (median).", span(error.medianLife)),
        by ? t("Fixed by: {0}.", by) : "",
    ];
    return {
        label: [error.source, error.code].filter(Boolean).join(" "),
        description: t("{0} seen, {1} open", error.seen, error.open),
        tooltip: lines.filter(Boolean).join("\n\n"),
        icon: error.open > 0 ? "warning" : "pass",
        context: "rule",
        rule: error.code,
    };
}

function changeNode(change: Profile["changes"][number], t: Translate): Node {
    const what = [change.action ?? change.type, ...["item", "subject", "value", "text"].map(key => change[key])];
    return {
        label: what.filter(part => typeof part === "string" && part !== "").join(" "),
        description: day(change.time),
        tooltip: t("Undo takes this change back."),
        icon: "discard",
        context: "change",
        id: change.id,
    };
}

function itemNode(item: Item, label: string, extra: string, t: Translate): Node {
    const effect = effectWords(item, t);
    const lines = [
        label,
        extra,
        t("Stage: {0}", item.stage),
        effect ? t("Effect: {0}", effect) : "",
        item.lastUsed === null ? "" : t("Last used: {0}", day(item.lastUsed)),
        item.scope ? t("Only in: {0}", item.scope) : "",
        item.pinned ? t("Pinned: never retired by itself.") : "",
    ];
    return {
        label,
        description: [item.stage, effect, item.scope].filter(Boolean).join(" · "),
        tooltip: lines.filter(Boolean).map(line => line.replace(/[\\`*_{}[\]()#+!|<>~]/g, "\\$&")).join("\n\n"),
        icon: item.pinned ? "pinned" : (STAGE_ICONS[item.stage] ?? "circle-outline"),
        context: item.pinned ? "item pinned" : "item",
        id: item.id,
        scope: item.scope,
        children: item.evidence.filter(piece => piece.path !== "").map(piece => evidenceNode(piece, t)),
    };
}

const STAGE_ICONS: Record<string, string> = { candidate: "circle-outline", trial: "beaker", active: "pass-filled", retired: "circle-slash" };

function evidenceNode(piece: Evidence, t: Translate): Node {
    const sources: Record<string, string> = { hand: t("repaired by hand"), kept: t("a fix you kept"), edited: t("a fix you edited"), git: t("from the history"), taught: t("you said so") };
    return {
        label: `${piece.path}:${piece.line + 1}`,
        description: `${sources[piece.source] ?? piece.source}, ${day(piece.date)}`,
        tooltip: `\`\`\`diff\n${marked("-", piece.before)}${marked("+", piece.after)}\`\`\``,
        icon: "file-code",
        context: "evidence",
        evidence: piece,
    };
}

function effectWords({ effect }: Item, t: Translate): string {
    const value = effect?.value ?? null;
    if (!effect || value === null) {
        return "";
    }
    if (effect.measure === "agreement") {
        return t("{0} of {1} agree", effect.for ?? 0, (effect.for ?? 0) + (effect.against ?? 0));
    }
    return effect.measure === "keptRate" ? t("kept {0} of {1}", effect.kept ?? 0, effect.cases ?? 0) : `${signed(value)} (${signed(effect.low)} … ${signed(effect.high)})`;
}

function signed(share: number): string {
    return `${Math.round(share * 100)} %`;
}

function marked(sign: string, text: string): string {
    return text === "" ? "" : text.split("\n").map(line => `${sign} ${line.replace(/```/g, "'''")}\n`).join("");
}

function day(seconds: number): string {
    return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function span(seconds: number): string {
    const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"]];
    const [size, unit] = units.find(([most]) => seconds >= most) ?? [1, "s"];
    return `${Math.round(seconds / size)} ${unit}`;
}

/** Where evidence stands in a text now: its line may have moved, so the nearest line that reads the same counts. */
export function lineOfEvidence(lines: readonly string[], piece: Pick<Evidence, "line" | "before" | "after">): number {
    for (const text of [piece.after, piece.before]) {
        const wanted = text.split("\n").map(line => line.trim()).find(line => line !== "");
        const places = lines.flatMap((line, index) => (wanted !== undefined && line.trim() === wanted ? [index] : []));
        if (places.length > 0) {
            return places.reduce((best, place) => (Math.abs(place - piece.line) < Math.abs(best - piece.line) ? place : best));
        }
    }
    return Math.min(piece.line, Math.max(lines.length - 1, 0));
}
