/**
 * Findings of other extensions as the LSP `Diagnostic`s of `amends/foreignDiagnostics`.
 * Other extensions may hand over anything, so every field is checked; what cannot be sent is left out.
 */

const MOST_ITEMS = 500;
const MOST_RELATED = 20;
const MOST_CHARACTERS = 10_000;
const LARGEST_NUMBER = 2 ** 31 - 1;

interface Position { line: number; character: number }
interface Range { start: Position; end: Position }

/** The parts of `vscode.Diagnostic` that are read here. */
export interface Finding {
    range: Range;
    message: unknown;
    severity?: unknown;
    source?: unknown;
    code?: unknown;
    tags?: unknown;
    relatedInformation?: unknown;
}

export interface ForeignItem {
    range: Range;
    message: string;
    severity: 1 | 2 | 3 | 4;
    source?: string;
    code?: string | number;
    codeDescription?: { href: string };
    tags?: (1 | 2)[];
    relatedInformation?: { location: { uri: string; range: Range }; message: string }[];
}

/** Every finding that is not our own, worst first when there are more than can be sent. */
export function foreignItems(findings: readonly Finding[]): ForeignItem[] {
    const items = findings.filter(finding => !isOurs(finding)).map(itemOf).filter(item => item !== undefined);
    if (items.length <= MOST_ITEMS) {
        return items;
    }
    return [...items].sort((one, other) => one.severity - other.severity).slice(0, MOST_ITEMS);
}

/** What the server publishes carries a source that begins with its name; sending it back would be an echo. */
export function isOurs(finding: Finding): boolean {
    return typeof finding.source === "string" && finding.source.toLowerCase().startsWith("amends");
}

function itemOf(finding: Finding): ForeignItem | undefined {
    const range = rangeOf(finding.range);
    if (!range || typeof finding.message !== "string" || finding.message === "") {
        return undefined;
    }
    return {
        range,
        message: finding.message.slice(0, MOST_CHARACTERS),
        severity: severityOf(finding.severity),
        ...(typeof finding.source === "string" ? { source: finding.source } : {}),
        ...codeOf(finding.code),
        ...tagsOf(finding.tags),
        ...relatedOf(finding.relatedInformation),
    };
}

/** VS Code counts severities from 0 (error), LSP from 1; what is unknown is a warning. */
function severityOf(severity: unknown): 1 | 2 | 3 | 4 {
    const known = [1, 2, 3, 4] as const;
    return (typeof severity === "number" ? known[severity] : undefined) ?? 2;
}

function codeOf(code: unknown): Pick<ForeignItem, "code" | "codeDescription"> {
    if (typeof code === "string" || (typeof code === "number" && Number.isSafeInteger(code))) {
        return { code };
    }
    if (!isObject(code) || !("value" in code) || isObject(code.value)) {
        return {};
    }
    const target = "target" in code && code.target ? { codeDescription: { href: textOf(code.target) } } : {};
    return { ...codeOf(code.value), ...target };
}

function tagsOf(tags: unknown): Pick<ForeignItem, "tags"> {
    const known = Array.isArray(tags) ? tags.filter((tag): tag is 1 | 2 => tag === 1 || tag === 2) : [];
    return known.length > 0 ? { tags: known } : {};
}

function relatedOf(related: unknown): Pick<ForeignItem, "relatedInformation"> {
    if (!Array.isArray(related)) {
        return {};
    }
    const items = related.slice(0, MOST_RELATED).flatMap((entry: unknown) => {
        const location = isObject(entry) ? entry.location : undefined;
        const range = isObject(location) ? rangeOf(location.range) : undefined;
        if (!isObject(entry) || !isObject(location) || !range || typeof entry.message !== "string") {
            return [];
        }
        return [{ location: { uri: textOf(location.uri), range }, message: entry.message.slice(0, MOST_CHARACTERS) }];
    });
    return items.length > 0 ? { relatedInformation: items } : {};
}

function rangeOf(range: unknown): Range | undefined {
    if (!isObject(range)) {
        return undefined;
    }
    const [start, end] = [positionOf(range.start), positionOf(range.end)];
    return start && end ? { start, end } : undefined;
}

function positionOf(position: unknown): Position | undefined {
    if (!isObject(position) || typeof position.line !== "number" || typeof position.character !== "number") {
        return undefined;
    }
    return { line: clamp(position.line), character: clamp(position.character) };
}

/** Some tools mean "to the end of the line" by a huge column; LSP knows 31 bits. */
function clamp(value: number): number {
    return Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, 0), LARGEST_NUMBER));
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}

/** URIs say themselves what they are by `toString`. */
function textOf(value: unknown): string {
    return String(value);
}
