import * as assert from "node:assert/strict";
import { PatternItem, Profile } from "../../src/profile/model";
import { lineOfEvidence, Node, profileNodes } from "../../src/profile/nodes";
import { sealed } from "../../src/profile/sealed";

const t = (text: string, ...values: (string | number)[]) => text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
const evidence = { id: "e_1", path: "src/a.py", uri: "file:///p/src/a.py", line: 12, date: 1_795_353_463, before: "raise X", after: "raise X from error", source: "hand" };
const pattern = (fields: Partial<PatternItem> = {}): PatternItem => ({
    id: "p_1", type: "pattern", stage: "trial", evidence: [evidence], evidenceCount: 1, lastUsed: 1_795_353_463, pinned: false, scope: "",
    effect: { measure: "keptRate", value: 1, low: 0.5, high: 1, kept: 4, cases: 4 },
    title: "insert `from error`", kind: { source: "ruff", code: "B904" }, language: "python", level: 1, kept: 4, edited: 0, reverted: 0, suspended: false,
    ...fields,
});
const profile = (fields: Partial<Profile> = {}): Profile => ({ patterns: [], lessons: [], style: [], strategies: [], muted: [], errors: [], hotSpots: [], changes: [], counts: {}, ...fields });
const labels = (nodes: readonly Node[]) => nodes.map(node => node.label);

describe("the profile as a tree", () => {
    it("has no sections without anything in them", () => {
        assert.deepEqual(profileNodes(profile(), t), []);
    });

    it("groups patterns by rule, with stage, effect and the code they rest on", () => {
        const [section] = profileNodes(profile({ patterns: [pattern(), pattern({ id: "p_2", pinned: true, scope: "tests/**" })] }), t);
        assert.deepEqual(labels(section?.children ?? []), ["ruff B904"]);
        const [first, second] = section?.children?.[0]?.children ?? [];
        assert.deepEqual([first?.id, first?.description, first?.context, first?.rule], ["p_1", "trial · kept 4 of 4", "item", "B904"]);
        assert.deepEqual([second?.context, second?.description, second?.icon], ["item pinned", "trial · kept 4 of 4 · tests/**", "pinned"]);
        assert.deepEqual([first?.children?.[0]?.label, first?.children?.[0]?.context], ["src/a.py:13", "evidence"]);
    });

    it("puts what is in use before what is only a candidate", () => {
        const unused = { stage: "candidate", effect: null };
        const patterns = [pattern({ ...unused, id: "p_1" }), pattern({ id: "p_2" }), pattern({ ...unused, id: "p_3", pinned: true })];
        const [section] = profileNodes(profile({ patterns }), t);
        const shown = section?.children?.[0]?.children ?? [];
        assert.deepEqual(shown.map(node => node.id ?? node.label), ["p_2", "p_3", "Candidates"]);
        const [alone] = profileNodes(profile({ patterns: [pattern({ ...unused, id: "p_1" })] }), t);
        assert.deepEqual(alone?.children?.[0]?.children?.map(node => node.id), ["p_1"]);
    });

    it("offers undo only for what was not undone", () => {
        const changes = [{ id: "v_2", time: 0, type: "governed", action: "mute", item: "E501", undone: false }, { id: "v_1", time: 0, type: "taught", undone: true }];
        const [section] = profileNodes(profile({ changes }), t);
        assert.deepEqual(section?.children?.map(node => [node.id, node.label]), [["v_2", "mute E501"]]);
    });

    it("escapes what other people's code says", () => {
        const [section] = profileNodes(profile({ patterns: [pattern({ title: "[x](command:evil)" })] }), t);
        assert.match(section?.children?.[0]?.children?.[0]?.tooltip ?? "", /\\\[x\\\]\\\(command:evil\\\)/);
    });
});

describe("where evidence stands now", () => {
    const lines = ["import os", "    raise X from error", "", "raise X from error  ", "x"];
    for (const [line, found] of [[0, 1], [9, 3]] as const) {
        it(`is the nearest line that reads the same, from ${line}`, () => { assert.equal(lineOfEvidence(lines, { ...evidence, line }), found); });
    }
    it("is the text before when the repair is gone, and the old line when both are", () => {
        assert.equal(lineOfEvidence(["a", "raise X"], evidence), 1);
        assert.equal(lineOfEvidence(["a", "b"], evidence), 1);
        assert.equal(lineOfEvidence([], evidence), 0);
    });
});

describe("a page from the server", () => {
    it("is put under a policy that loads and runs nothing, before its own head", () => {
        assert.match(sealed("<!DOCTYPE html><html><head><title>x</title></head></html>"), /<head><meta http-equiv="Content-Security-Policy" content="default-src 'none';[^>]*><title>/);
        assert.match(sealed("<p>x</p>"), /^<!DOCTYPE html><html><head><meta/);
        assert.match(sealed("<header>x</header>"), /^<!DOCTYPE html><html><head><meta/);
    });
});
