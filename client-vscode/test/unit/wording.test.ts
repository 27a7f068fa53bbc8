import * as assert from "node:assert/strict";
import { FixRecord } from "../../src/fixes";
import { details, summary } from "../../src/preview/wording";

const t = (text: string, ...values: (string | number)[]) => text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
const record = (fields: Partial<FixRecord> = {}): FixRecord => ({
    fixId: "f_1", uri: "file:///a.py", title: "Amends: import Path (proved: ruff, 3 tests)", safety: "safe", ingredients: [], attempts: [],
    problem: { source: "ruff", code: "F821", message: "Undefined name `Path`" },
    origin: { kind: "pattern", id: "p_1", because: "your repair in orders.py, 2026-11-03; kept 4 of 4" },
    verdict: {
        state: "proved", durationMs: 1240, gates: [],
        checks: [{ name: "parse", state: "passed", durationMs: 0, reason: null }, { name: "ruff", state: "passed", durationMs: 9, reason: null }, { name: "pytest", state: "passed", durationMs: 1200, reason: null, count: 3 }, { name: "mypy", state: "skipped", durationMs: 0, reason: null }],
    },
    ...fields,
});

describe("the words of a preview", () => {
    it("say what was run, how long, and where the fix comes from", () => {
        assert.equal(summary(record(), t), "proved: ruff 9 ms, 3 tests 1.2 s · your repair in orders.py, 2026-11-03; kept 4 of 4");
    });

    it("say why a check was not run", () => {
        assert.match(details(record(), "", t), /– mypy not run/);
    });

    it("never call unproved what is not proved", () => {
        const checks = [{ name: "ruff", state: "unknown", durationMs: 5000, reason: "timed out" }];
        assert.match(summary(record({ verdict: { state: "unproved", durationMs: 5000, checks, gates: [] } }), t), /^not proved: ruff unknown 5\.0 s/);
    });

    it("let no text of a tool become a link or a picture", () => {
        const problem = { source: "evil", code: "E1", message: "![x](https://example.invalid/x.png) [run](command:rm)" };
        const shown = details(record({ problem, title: "[a](command:b)" }), "LINKS", t);
        assert.doesNotMatch(shown, /(?<!\\)\]\(|<|(?<!\\)!\[/);
        assert.match(shown, /LINKS$/);
    });

    it("tell what a model's fix cost", () => {
        const attempts = [{ strategy: "minimal", tokens: 800, cost: 0.01 }, { strategy: "wider", tokens: 200, cost: 0.005 }];
        assert.match(details(record({ attempts }), "", t), /2 attempts, 1000 tokens, \$0\.0150/);
    });
});
