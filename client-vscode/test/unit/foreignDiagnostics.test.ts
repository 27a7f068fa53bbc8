import * as assert from "node:assert/strict";
import { Finding, foreignItems } from "../../src/foreignDiagnostics";

const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };
const finding = (fields: Partial<Finding>): Finding => ({ range, message: "unused", severity: 1, ...fields });

describe("foreign diagnostics", () => {
    it("keeps what LSP knows", () => {
        const code = { value: "F401", target: { toString: () => "https://example.invalid/F401" } };
        const related = { location: { uri: { toString: () => "file:///a.py" }, range }, message: "defined here" };
        const [item] = foreignItems([finding({ source: "ruff", code, tags: [1], relatedInformation: [related] })]);
        assert.deepEqual(item, {
            range,
            message: "unused",
            severity: 2,
            source: "ruff",
            code: "F401",
            codeDescription: { href: "https://example.invalid/F401" },
            tags: [1],
            relatedInformation: [{ location: { uri: "file:///a.py", range }, message: "defined here" }],
        });
    });

    it("drops our own, whatever the tool behind them", () => {
        const sources = ["amends", "amends/pytest", "Amends/ruff", "ruff", undefined];
        assert.deepEqual(foreignItems(sources.map(source => finding({ source }))).map(item => item.source), ["ruff", undefined]);
    });

    it("makes every VS Code severity one higher, and the unknown a warning", () => {
        const severities = [0, 1, 2, 3, 7, -1, "high", undefined].map(severity => finding({ severity }));
        assert.deepEqual(foreignItems(severities).map(item => item.severity), [1, 2, 3, 4, 2, 2, 2, 2]);
    });

    for (const code of [Number.NaN, 1.5, {}, { value: {} }, null, true, []]) {
        it(`leaves out a code that is ${JSON.stringify(code)} (${typeof code})`, () => {
            const [item] = foreignItems([finding({ code })]);
            assert.ok(item && !("code" in item));
        });
    }

    for (const message of ["", undefined, { kind: "markdown", value: "x" }]) {
        it(`drops a finding whose message is ${JSON.stringify(message)}`, () => {
            assert.deepEqual(foreignItems([finding({ message })]), []);
        });
    }

    it("brings odd positions into LSP's bounds", () => {
        const odd = { start: { line: -1, character: 0.5 }, end: { line: 3, character: Number.MAX_VALUE } };
        const [item] = foreignItems([finding({ range: odd })]);
        assert.deepEqual(item?.range, { start: { line: 0, character: 0 }, end: { line: 3, character: 2 ** 31 - 1 } });
    });

    it("drops tags and related information that are no such thing", () => {
        const [item] = foreignItems([finding({ tags: [0, 9, "x"], relatedInformation: [null, { message: 1 }, "x"] })]);
        assert.deepEqual(Object.keys(item ?? {}), ["range", "message", "severity"]);
    });

    it("sends 500 of one file at most, the worst first", () => {
        const many = Array.from({ length: 600 }, () => finding({ severity: 2 }));
        const items = foreignItems([...many, finding({ severity: 0, message: "syntax error" })]);
        assert.equal(items.length, 500);
        assert.equal(items[0]?.message, "syntax error");
    });
});
