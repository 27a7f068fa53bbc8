"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// test/unit/foreignDiagnostics.test.ts
var assert = __toESM(require("node:assert/strict"));

// src/foreignDiagnostics.ts
var MOST_ITEMS = 500;
var MOST_RELATED = 20;
var MOST_CHARACTERS = 1e4;
var LARGEST_NUMBER = 2 ** 31 - 1;
function foreignItems(findings) {
  const items = findings.filter((finding2) => !isOurs(finding2)).map(itemOf).filter((item) => item !== void 0);
  if (items.length <= MOST_ITEMS) {
    return items;
  }
  return [...items].sort((one, other) => one.severity - other.severity).slice(0, MOST_ITEMS);
}
function isOurs(finding2) {
  return typeof finding2.source === "string" && finding2.source.toLowerCase().startsWith("amends");
}
function itemOf(finding2) {
  const range2 = rangeOf(finding2.range);
  if (!range2 || typeof finding2.message !== "string" || finding2.message === "") {
    return void 0;
  }
  return {
    range: range2,
    message: finding2.message.slice(0, MOST_CHARACTERS),
    severity: severityOf(finding2.severity),
    ...typeof finding2.source === "string" ? { source: finding2.source } : {},
    ...codeOf(finding2.code),
    ...tagsOf(finding2.tags),
    ...relatedOf(finding2.relatedInformation)
  };
}
function severityOf(severity) {
  const known = [1, 2, 3, 4];
  return (typeof severity === "number" ? known[severity] : void 0) ?? 2;
}
function codeOf(code) {
  if (typeof code === "string" || typeof code === "number" && Number.isSafeInteger(code)) {
    return { code };
  }
  if (!isObject(code) || !("value" in code) || isObject(code.value)) {
    return {};
  }
  const target = "target" in code && code.target ? { codeDescription: { href: textOf(code.target) } } : {};
  return { ...codeOf(code.value), ...target };
}
function tagsOf(tags) {
  const known = Array.isArray(tags) ? tags.filter((tag) => tag === 1 || tag === 2) : [];
  return known.length > 0 ? { tags: known } : {};
}
function relatedOf(related) {
  if (!Array.isArray(related)) {
    return {};
  }
  const items = related.slice(0, MOST_RELATED).flatMap((entry) => {
    const location = isObject(entry) ? entry.location : void 0;
    const range2 = isObject(location) ? rangeOf(location.range) : void 0;
    if (!isObject(entry) || !isObject(location) || !range2 || typeof entry.message !== "string") {
      return [];
    }
    return [{ location: { uri: textOf(location.uri), range: range2 }, message: entry.message.slice(0, MOST_CHARACTERS) }];
  });
  return items.length > 0 ? { relatedInformation: items } : {};
}
function rangeOf(range2) {
  if (!isObject(range2)) {
    return void 0;
  }
  const [start, end] = [positionOf(range2.start), positionOf(range2.end)];
  return start && end ? { start, end } : void 0;
}
function positionOf(position) {
  if (!isObject(position) || typeof position.line !== "number" || typeof position.character !== "number") {
    return void 0;
  }
  return { line: clamp(position.line), character: clamp(position.character) };
}
function clamp(value) {
  return Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, 0), LARGEST_NUMBER));
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}
function textOf(value) {
  return String(value);
}

// test/unit/foreignDiagnostics.test.ts
var range = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };
var finding = (fields) => ({ range, message: "unused", severity: 1, ...fields });
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
      relatedInformation: [{ location: { uri: "file:///a.py", range }, message: "defined here" }]
    });
  });
  it("drops our own, whatever the tool behind them", () => {
    const sources = ["amends", "amends/pytest", "Amends/ruff", "ruff", void 0];
    assert.deepEqual(foreignItems(sources.map((source) => finding({ source }))).map((item) => item.source), ["ruff", void 0]);
  });
  it("makes every VS Code severity one higher, and the unknown a warning", () => {
    const severities = [0, 1, 2, 3, 7, -1, "high", void 0].map((severity) => finding({ severity }));
    assert.deepEqual(foreignItems(severities).map((item) => item.severity), [1, 2, 3, 4, 2, 2, 2, 2]);
  });
  for (const code of [Number.NaN, 1.5, {}, { value: {} }, null, true, []]) {
    it(`leaves out a code that is ${JSON.stringify(code)}`, () => {
      const [item] = foreignItems([finding({ code })]);
      assert.ok(item && !("code" in item));
    });
  }
  for (const message of ["", void 0, { kind: "markdown", value: "x" }]) {
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
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC91bml0L2ZvcmVpZ25EaWFnbm9zdGljcy50ZXN0LnRzIiwgIi4uLy4uL3NyYy9mb3JlaWduRGlhZ25vc3RpY3MudHMiXSwKICAic291cmNlc0NvbnRlbnQiOiBbImltcG9ydCAqIGFzIGFzc2VydCBmcm9tIFwibm9kZTphc3NlcnQvc3RyaWN0XCI7XG5pbXBvcnQgeyBGaW5kaW5nLCBmb3JlaWduSXRlbXMgfSBmcm9tIFwiLi4vLi4vc3JjL2ZvcmVpZ25EaWFnbm9zdGljc1wiO1xuXG5jb25zdCByYW5nZSA9IHsgc3RhcnQ6IHsgbGluZTogMSwgY2hhcmFjdGVyOiAyIH0sIGVuZDogeyBsaW5lOiAxLCBjaGFyYWN0ZXI6IDUgfSB9O1xuY29uc3QgZmluZGluZyA9IChmaWVsZHM6IFBhcnRpYWw8RmluZGluZz4pOiBGaW5kaW5nID0+ICh7IHJhbmdlLCBtZXNzYWdlOiBcInVudXNlZFwiLCBzZXZlcml0eTogMSwgLi4uZmllbGRzIH0pO1xuXG5kZXNjcmliZShcImZvcmVpZ24gZGlhZ25vc3RpY3NcIiwgKCkgPT4ge1xuICAgIGl0KFwia2VlcHMgd2hhdCBMU1Aga25vd3NcIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBjb2RlID0geyB2YWx1ZTogXCJGNDAxXCIsIHRhcmdldDogeyB0b1N0cmluZzogKCkgPT4gXCJodHRwczovL2V4YW1wbGUuaW52YWxpZC9GNDAxXCIgfSB9O1xuICAgICAgICBjb25zdCByZWxhdGVkID0geyBsb2NhdGlvbjogeyB1cmk6IHsgdG9TdHJpbmc6ICgpID0+IFwiZmlsZTovLy9hLnB5XCIgfSwgcmFuZ2UgfSwgbWVzc2FnZTogXCJkZWZpbmVkIGhlcmVcIiB9O1xuICAgICAgICBjb25zdCBbaXRlbV0gPSBmb3JlaWduSXRlbXMoW2ZpbmRpbmcoeyBzb3VyY2U6IFwicnVmZlwiLCBjb2RlLCB0YWdzOiBbMV0sIHJlbGF0ZWRJbmZvcm1hdGlvbjogW3JlbGF0ZWRdIH0pXSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoaXRlbSwge1xuICAgICAgICAgICAgcmFuZ2UsXG4gICAgICAgICAgICBtZXNzYWdlOiBcInVudXNlZFwiLFxuICAgICAgICAgICAgc2V2ZXJpdHk6IDIsXG4gICAgICAgICAgICBzb3VyY2U6IFwicnVmZlwiLFxuICAgICAgICAgICAgY29kZTogXCJGNDAxXCIsXG4gICAgICAgICAgICBjb2RlRGVzY3JpcHRpb246IHsgaHJlZjogXCJodHRwczovL2V4YW1wbGUuaW52YWxpZC9GNDAxXCIgfSxcbiAgICAgICAgICAgIHRhZ3M6IFsxXSxcbiAgICAgICAgICAgIHJlbGF0ZWRJbmZvcm1hdGlvbjogW3sgbG9jYXRpb246IHsgdXJpOiBcImZpbGU6Ly8vYS5weVwiLCByYW5nZSB9LCBtZXNzYWdlOiBcImRlZmluZWQgaGVyZVwiIH1dLFxuICAgICAgICB9KTtcbiAgICB9KTtcblxuICAgIGl0KFwiZHJvcHMgb3VyIG93biwgd2hhdGV2ZXIgdGhlIHRvb2wgYmVoaW5kIHRoZW1cIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBzb3VyY2VzID0gW1wiYW1lbmRzXCIsIFwiYW1lbmRzL3B5dGVzdFwiLCBcIkFtZW5kcy9ydWZmXCIsIFwicnVmZlwiLCB1bmRlZmluZWRdO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKGZvcmVpZ25JdGVtcyhzb3VyY2VzLm1hcChzb3VyY2UgPT4gZmluZGluZyh7IHNvdXJjZSB9KSkpLm1hcChpdGVtID0+IGl0ZW0uc291cmNlKSwgW1wicnVmZlwiLCB1bmRlZmluZWRdKTtcbiAgICB9KTtcblxuICAgIGl0KFwibWFrZXMgZXZlcnkgVlMgQ29kZSBzZXZlcml0eSBvbmUgaGlnaGVyLCBhbmQgdGhlIHVua25vd24gYSB3YXJuaW5nXCIsICgpID0+IHtcbiAgICAgICAgY29uc3Qgc2V2ZXJpdGllcyA9IFswLCAxLCAyLCAzLCA3LCAtMSwgXCJoaWdoXCIsIHVuZGVmaW5lZF0ubWFwKHNldmVyaXR5ID0+IGZpbmRpbmcoeyBzZXZlcml0eSB9KSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoZm9yZWlnbkl0ZW1zKHNldmVyaXRpZXMpLm1hcChpdGVtID0+IGl0ZW0uc2V2ZXJpdHkpLCBbMSwgMiwgMywgNCwgMiwgMiwgMiwgMl0pO1xuICAgIH0pO1xuXG4gICAgZm9yIChjb25zdCBjb2RlIG9mIFtOdW1iZXIuTmFOLCAxLjUsIHt9LCB7IHZhbHVlOiB7fSB9LCBudWxsLCB0cnVlLCBbXV0pIHtcbiAgICAgICAgaXQoYGxlYXZlcyBvdXQgYSBjb2RlIHRoYXQgaXMgJHtKU09OLnN0cmluZ2lmeShjb2RlKX1gLCAoKSA9PiB7XG4gICAgICAgICAgICBjb25zdCBbaXRlbV0gPSBmb3JlaWduSXRlbXMoW2ZpbmRpbmcoeyBjb2RlIH0pXSk7XG4gICAgICAgICAgICBhc3NlcnQub2soaXRlbSAmJiAhKFwiY29kZVwiIGluIGl0ZW0pKTtcbiAgICAgICAgfSk7XG4gICAgfVxuXG4gICAgZm9yIChjb25zdCBtZXNzYWdlIG9mIFtcIlwiLCB1bmRlZmluZWQsIHsga2luZDogXCJtYXJrZG93blwiLCB2YWx1ZTogXCJ4XCIgfV0pIHtcbiAgICAgICAgaXQoYGRyb3BzIGEgZmluZGluZyB3aG9zZSBtZXNzYWdlIGlzICR7SlNPTi5zdHJpbmdpZnkobWVzc2FnZSl9YCwgKCkgPT4ge1xuICAgICAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChmb3JlaWduSXRlbXMoW2ZpbmRpbmcoeyBtZXNzYWdlIH0pXSksIFtdKTtcbiAgICAgICAgfSk7XG4gICAgfVxuXG4gICAgaXQoXCJicmluZ3Mgb2RkIHBvc2l0aW9ucyBpbnRvIExTUCdzIGJvdW5kc1wiLCAoKSA9PiB7XG4gICAgICAgIGNvbnN0IG9kZCA9IHsgc3RhcnQ6IHsgbGluZTogLTEsIGNoYXJhY3RlcjogMC41IH0sIGVuZDogeyBsaW5lOiAzLCBjaGFyYWN0ZXI6IE51bWJlci5NQVhfVkFMVUUgfSB9O1xuICAgICAgICBjb25zdCBbaXRlbV0gPSBmb3JlaWduSXRlbXMoW2ZpbmRpbmcoeyByYW5nZTogb2RkIH0pXSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoaXRlbT8ucmFuZ2UsIHsgc3RhcnQ6IHsgbGluZTogMCwgY2hhcmFjdGVyOiAwIH0sIGVuZDogeyBsaW5lOiAzLCBjaGFyYWN0ZXI6IDIgKiogMzEgLSAxIH0gfSk7XG4gICAgfSk7XG5cbiAgICBpdChcImRyb3BzIHRhZ3MgYW5kIHJlbGF0ZWQgaW5mb3JtYXRpb24gdGhhdCBhcmUgbm8gc3VjaCB0aGluZ1wiLCAoKSA9PiB7XG4gICAgICAgIGNvbnN0IFtpdGVtXSA9IGZvcmVpZ25JdGVtcyhbZmluZGluZyh7IHRhZ3M6IFswLCA5LCBcInhcIl0sIHJlbGF0ZWRJbmZvcm1hdGlvbjogW251bGwsIHsgbWVzc2FnZTogMSB9LCBcInhcIl0gfSldKTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChPYmplY3Qua2V5cyhpdGVtID8/IHt9KSwgW1wicmFuZ2VcIiwgXCJtZXNzYWdlXCIsIFwic2V2ZXJpdHlcIl0pO1xuICAgIH0pO1xuXG4gICAgaXQoXCJzZW5kcyA1MDAgb2Ygb25lIGZpbGUgYXQgbW9zdCwgdGhlIHdvcnN0IGZpcnN0XCIsICgpID0+IHtcbiAgICAgICAgY29uc3QgbWFueSA9IEFycmF5LmZyb20oeyBsZW5ndGg6IDYwMCB9LCAoKSA9PiBmaW5kaW5nKHsgc2V2ZXJpdHk6IDIgfSkpO1xuICAgICAgICBjb25zdCBpdGVtcyA9IGZvcmVpZ25JdGVtcyhbLi4ubWFueSwgZmluZGluZyh7IHNldmVyaXR5OiAwLCBtZXNzYWdlOiBcInN5bnRheCBlcnJvclwiIH0pXSk7XG4gICAgICAgIGFzc2VydC5lcXVhbChpdGVtcy5sZW5ndGgsIDUwMCk7XG4gICAgICAgIGFzc2VydC5lcXVhbChpdGVtc1swXT8ubWVzc2FnZSwgXCJzeW50YXggZXJyb3JcIik7XG4gICAgfSk7XG59KTtcbiIsICIvKipcbiAqIEZpbmRpbmdzIG9mIG90aGVyIGV4dGVuc2lvbnMgYXMgdGhlIExTUCBgRGlhZ25vc3RpY2BzIG9mIGBhbWVuZHMvZm9yZWlnbkRpYWdub3N0aWNzYC5cbiAqIE90aGVyIGV4dGVuc2lvbnMgbWF5IGhhbmQgb3ZlciBhbnl0aGluZywgc28gZXZlcnkgZmllbGQgaXMgY2hlY2tlZDsgd2hhdCBjYW5ub3QgYmUgc2VudCBpcyBsZWZ0IG91dC5cbiAqL1xuXG5jb25zdCBNT1NUX0lURU1TID0gNTAwO1xuY29uc3QgTU9TVF9SRUxBVEVEID0gMjA7XG5jb25zdCBNT1NUX0NIQVJBQ1RFUlMgPSAxMF8wMDA7XG5jb25zdCBMQVJHRVNUX05VTUJFUiA9IDIgKiogMzEgLSAxO1xuXG5pbnRlcmZhY2UgUG9zaXRpb24geyBsaW5lOiBudW1iZXI7IGNoYXJhY3RlcjogbnVtYmVyIH1cbmludGVyZmFjZSBSYW5nZSB7IHN0YXJ0OiBQb3NpdGlvbjsgZW5kOiBQb3NpdGlvbiB9XG5cbi8qKiBUaGUgcGFydHMgb2YgYHZzY29kZS5EaWFnbm9zdGljYCB0aGF0IGFyZSByZWFkIGhlcmUuICovXG5leHBvcnQgaW50ZXJmYWNlIEZpbmRpbmcge1xuICAgIHJhbmdlOiBSYW5nZTtcbiAgICBtZXNzYWdlOiB1bmtub3duO1xuICAgIHNldmVyaXR5PzogdW5rbm93bjtcbiAgICBzb3VyY2U/OiB1bmtub3duO1xuICAgIGNvZGU/OiB1bmtub3duO1xuICAgIHRhZ3M/OiB1bmtub3duO1xuICAgIHJlbGF0ZWRJbmZvcm1hdGlvbj86IHVua25vd247XG59XG5cbmV4cG9ydCBpbnRlcmZhY2UgRm9yZWlnbkl0ZW0ge1xuICAgIHJhbmdlOiBSYW5nZTtcbiAgICBtZXNzYWdlOiBzdHJpbmc7XG4gICAgc2V2ZXJpdHk6IDEgfCAyIHwgMyB8IDQ7XG4gICAgc291cmNlPzogc3RyaW5nO1xuICAgIGNvZGU/OiBzdHJpbmcgfCBudW1iZXI7XG4gICAgY29kZURlc2NyaXB0aW9uPzogeyBocmVmOiBzdHJpbmcgfTtcbiAgICB0YWdzPzogKDEgfCAyKVtdO1xuICAgIHJlbGF0ZWRJbmZvcm1hdGlvbj86IHsgbG9jYXRpb246IHsgdXJpOiBzdHJpbmc7IHJhbmdlOiBSYW5nZSB9OyBtZXNzYWdlOiBzdHJpbmcgfVtdO1xufVxuXG4vKiogRXZlcnkgZmluZGluZyB0aGF0IGlzIG5vdCBvdXIgb3duLCB3b3JzdCBmaXJzdCB3aGVuIHRoZXJlIGFyZSBtb3JlIHRoYW4gY2FuIGJlIHNlbnQuICovXG5leHBvcnQgZnVuY3Rpb24gZm9yZWlnbkl0ZW1zKGZpbmRpbmdzOiByZWFkb25seSBGaW5kaW5nW10pOiBGb3JlaWduSXRlbVtdIHtcbiAgICBjb25zdCBpdGVtcyA9IGZpbmRpbmdzLmZpbHRlcihmaW5kaW5nID0+ICFpc091cnMoZmluZGluZykpLm1hcChpdGVtT2YpLmZpbHRlcihpdGVtID0+IGl0ZW0gIT09IHVuZGVmaW5lZCk7XG4gICAgaWYgKGl0ZW1zLmxlbmd0aCA8PSBNT1NUX0lURU1TKSB7XG4gICAgICAgIHJldHVybiBpdGVtcztcbiAgICB9XG4gICAgcmV0dXJuIFsuLi5pdGVtc10uc29ydCgob25lLCBvdGhlcikgPT4gb25lLnNldmVyaXR5IC0gb3RoZXIuc2V2ZXJpdHkpLnNsaWNlKDAsIE1PU1RfSVRFTVMpO1xufVxuXG4vKiogV2hhdCB0aGUgc2VydmVyIHB1Ymxpc2hlcyBjYXJyaWVzIGEgc291cmNlIHRoYXQgYmVnaW5zIHdpdGggaXRzIG5hbWU7IHNlbmRpbmcgaXQgYmFjayB3b3VsZCBiZSBhbiBlY2hvLiAqL1xuZXhwb3J0IGZ1bmN0aW9uIGlzT3VycyhmaW5kaW5nOiBGaW5kaW5nKTogYm9vbGVhbiB7XG4gICAgcmV0dXJuIHR5cGVvZiBmaW5kaW5nLnNvdXJjZSA9PT0gXCJzdHJpbmdcIiAmJiBmaW5kaW5nLnNvdXJjZS50b0xvd2VyQ2FzZSgpLnN0YXJ0c1dpdGgoXCJhbWVuZHNcIik7XG59XG5cbmZ1bmN0aW9uIGl0ZW1PZihmaW5kaW5nOiBGaW5kaW5nKTogRm9yZWlnbkl0ZW0gfCB1bmRlZmluZWQge1xuICAgIGNvbnN0IHJhbmdlID0gcmFuZ2VPZihmaW5kaW5nLnJhbmdlKTtcbiAgICBpZiAoIXJhbmdlIHx8IHR5cGVvZiBmaW5kaW5nLm1lc3NhZ2UgIT09IFwic3RyaW5nXCIgfHwgZmluZGluZy5tZXNzYWdlID09PSBcIlwiKSB7XG4gICAgICAgIHJldHVybiB1bmRlZmluZWQ7XG4gICAgfVxuICAgIHJldHVybiB7XG4gICAgICAgIHJhbmdlLFxuICAgICAgICBtZXNzYWdlOiBmaW5kaW5nLm1lc3NhZ2Uuc2xpY2UoMCwgTU9TVF9DSEFSQUNURVJTKSxcbiAgICAgICAgc2V2ZXJpdHk6IHNldmVyaXR5T2YoZmluZGluZy5zZXZlcml0eSksXG4gICAgICAgIC4uLih0eXBlb2YgZmluZGluZy5zb3VyY2UgPT09IFwic3RyaW5nXCIgPyB7IHNvdXJjZTogZmluZGluZy5zb3VyY2UgfSA6IHt9KSxcbiAgICAgICAgLi4uY29kZU9mKGZpbmRpbmcuY29kZSksXG4gICAgICAgIC4uLnRhZ3NPZihmaW5kaW5nLnRhZ3MpLFxuICAgICAgICAuLi5yZWxhdGVkT2YoZmluZGluZy5yZWxhdGVkSW5mb3JtYXRpb24pLFxuICAgIH07XG59XG5cbi8qKiBWUyBDb2RlIGNvdW50cyBzZXZlcml0aWVzIGZyb20gMCAoZXJyb3IpLCBMU1AgZnJvbSAxOyB3aGF0IGlzIHVua25vd24gaXMgYSB3YXJuaW5nLiAqL1xuZnVuY3Rpb24gc2V2ZXJpdHlPZihzZXZlcml0eTogdW5rbm93bik6IDEgfCAyIHwgMyB8IDQge1xuICAgIGNvbnN0IGtub3duID0gWzEsIDIsIDMsIDRdIGFzIGNvbnN0O1xuICAgIHJldHVybiAodHlwZW9mIHNldmVyaXR5ID09PSBcIm51bWJlclwiID8ga25vd25bc2V2ZXJpdHldIDogdW5kZWZpbmVkKSA/PyAyO1xufVxuXG5mdW5jdGlvbiBjb2RlT2YoY29kZTogdW5rbm93bik6IFBpY2s8Rm9yZWlnbkl0ZW0sIFwiY29kZVwiIHwgXCJjb2RlRGVzY3JpcHRpb25cIj4ge1xuICAgIGlmICh0eXBlb2YgY29kZSA9PT0gXCJzdHJpbmdcIiB8fCAodHlwZW9mIGNvZGUgPT09IFwibnVtYmVyXCIgJiYgTnVtYmVyLmlzU2FmZUludGVnZXIoY29kZSkpKSB7XG4gICAgICAgIHJldHVybiB7IGNvZGUgfTtcbiAgICB9XG4gICAgaWYgKCFpc09iamVjdChjb2RlKSB8fCAhKFwidmFsdWVcIiBpbiBjb2RlKSB8fCBpc09iamVjdChjb2RlLnZhbHVlKSkge1xuICAgICAgICByZXR1cm4ge307XG4gICAgfVxuICAgIGNvbnN0IHRhcmdldCA9IFwidGFyZ2V0XCIgaW4gY29kZSAmJiBjb2RlLnRhcmdldCA/IHsgY29kZURlc2NyaXB0aW9uOiB7IGhyZWY6IHRleHRPZihjb2RlLnRhcmdldCkgfSB9IDoge307XG4gICAgcmV0dXJuIHsgLi4uY29kZU9mKGNvZGUudmFsdWUpLCAuLi50YXJnZXQgfTtcbn1cblxuZnVuY3Rpb24gdGFnc09mKHRhZ3M6IHVua25vd24pOiBQaWNrPEZvcmVpZ25JdGVtLCBcInRhZ3NcIj4ge1xuICAgIGNvbnN0IGtub3duID0gQXJyYXkuaXNBcnJheSh0YWdzKSA/IHRhZ3MuZmlsdGVyKCh0YWcpOiB0YWcgaXMgMSB8IDIgPT4gdGFnID09PSAxIHx8IHRhZyA9PT0gMikgOiBbXTtcbiAgICByZXR1cm4ga25vd24ubGVuZ3RoID4gMCA/IHsgdGFnczoga25vd24gfSA6IHt9O1xufVxuXG5mdW5jdGlvbiByZWxhdGVkT2YocmVsYXRlZDogdW5rbm93bik6IFBpY2s8Rm9yZWlnbkl0ZW0sIFwicmVsYXRlZEluZm9ybWF0aW9uXCI+IHtcbiAgICBpZiAoIUFycmF5LmlzQXJyYXkocmVsYXRlZCkpIHtcbiAgICAgICAgcmV0dXJuIHt9O1xuICAgIH1cbiAgICBjb25zdCBpdGVtcyA9IHJlbGF0ZWQuc2xpY2UoMCwgTU9TVF9SRUxBVEVEKS5mbGF0TWFwKChlbnRyeTogdW5rbm93bikgPT4ge1xuICAgICAgICBjb25zdCBsb2NhdGlvbiA9IGlzT2JqZWN0KGVudHJ5KSA/IGVudHJ5LmxvY2F0aW9uIDogdW5kZWZpbmVkO1xuICAgICAgICBjb25zdCByYW5nZSA9IGlzT2JqZWN0KGxvY2F0aW9uKSA/IHJhbmdlT2YobG9jYXRpb24ucmFuZ2UpIDogdW5kZWZpbmVkO1xuICAgICAgICBpZiAoIWlzT2JqZWN0KGVudHJ5KSB8fCAhaXNPYmplY3QobG9jYXRpb24pIHx8ICFyYW5nZSB8fCB0eXBlb2YgZW50cnkubWVzc2FnZSAhPT0gXCJzdHJpbmdcIikge1xuICAgICAgICAgICAgcmV0dXJuIFtdO1xuICAgICAgICB9XG4gICAgICAgIHJldHVybiBbeyBsb2NhdGlvbjogeyB1cmk6IHRleHRPZihsb2NhdGlvbi51cmkpLCByYW5nZSB9LCBtZXNzYWdlOiBlbnRyeS5tZXNzYWdlLnNsaWNlKDAsIE1PU1RfQ0hBUkFDVEVSUykgfV07XG4gICAgfSk7XG4gICAgcmV0dXJuIGl0ZW1zLmxlbmd0aCA+IDAgPyB7IHJlbGF0ZWRJbmZvcm1hdGlvbjogaXRlbXMgfSA6IHt9O1xufVxuXG5mdW5jdGlvbiByYW5nZU9mKHJhbmdlOiB1bmtub3duKTogUmFuZ2UgfCB1bmRlZmluZWQge1xuICAgIGlmICghaXNPYmplY3QocmFuZ2UpKSB7XG4gICAgICAgIHJldHVybiB1bmRlZmluZWQ7XG4gICAgfVxuICAgIGNvbnN0IFtzdGFydCwgZW5kXSA9IFtwb3NpdGlvbk9mKHJhbmdlLnN0YXJ0KSwgcG9zaXRpb25PZihyYW5nZS5lbmQpXTtcbiAgICByZXR1cm4gc3RhcnQgJiYgZW5kID8geyBzdGFydCwgZW5kIH0gOiB1bmRlZmluZWQ7XG59XG5cbmZ1bmN0aW9uIHBvc2l0aW9uT2YocG9zaXRpb246IHVua25vd24pOiBQb3NpdGlvbiB8IHVuZGVmaW5lZCB7XG4gICAgaWYgKCFpc09iamVjdChwb3NpdGlvbikgfHwgdHlwZW9mIHBvc2l0aW9uLmxpbmUgIT09IFwibnVtYmVyXCIgfHwgdHlwZW9mIHBvc2l0aW9uLmNoYXJhY3RlciAhPT0gXCJudW1iZXJcIikge1xuICAgICAgICByZXR1cm4gdW5kZWZpbmVkO1xuICAgIH1cbiAgICByZXR1cm4geyBsaW5lOiBjbGFtcChwb3NpdGlvbi5saW5lKSwgY2hhcmFjdGVyOiBjbGFtcChwb3NpdGlvbi5jaGFyYWN0ZXIpIH07XG59XG5cbi8qKiBTb21lIHRvb2xzIG1lYW4gXCJ0byB0aGUgZW5kIG9mIHRoZSBsaW5lXCIgYnkgYSBodWdlIGNvbHVtbjsgTFNQIGtub3dzIDMxIGJpdHMuICovXG5mdW5jdGlvbiBjbGFtcCh2YWx1ZTogbnVtYmVyKTogbnVtYmVyIHtcbiAgICByZXR1cm4gTnVtYmVyLmlzTmFOKHZhbHVlKSA/IDAgOiBNYXRoLnRydW5jKE1hdGgubWluKE1hdGgubWF4KHZhbHVlLCAwKSwgTEFSR0VTVF9OVU1CRVIpKTtcbn1cblxuZnVuY3Rpb24gaXNPYmplY3QodmFsdWU6IHVua25vd24pOiB2YWx1ZSBpcyBSZWNvcmQ8c3RyaW5nLCB1bmtub3duPiB7XG4gICAgcmV0dXJuIHR5cGVvZiB2YWx1ZSA9PT0gXCJvYmplY3RcIiAmJiB2YWx1ZSAhPT0gbnVsbDtcbn1cblxuLyoqIFVSSXMgc2F5IHRoZW1zZWx2ZXMgd2hhdCB0aGV5IGFyZSBieSBgdG9TdHJpbmdgLiAqL1xuZnVuY3Rpb24gdGV4dE9mKHZhbHVlOiB1bmtub3duKTogc3RyaW5nIHtcbiAgICByZXR1cm4gU3RyaW5nKHZhbHVlKTtcbn1cbiJdLAogICJtYXBwaW5ncyI6ICI7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7QUFBQSxhQUF3Qjs7O0FDS3hCLElBQU0sYUFBYTtBQUNuQixJQUFNLGVBQWU7QUFDckIsSUFBTSxrQkFBa0I7QUFDeEIsSUFBTSxpQkFBaUIsS0FBSyxLQUFLO0FBNEIxQixTQUFTLGFBQWEsVUFBNkM7QUFDdEUsUUFBTSxRQUFRLFNBQVMsT0FBTyxDQUFBQSxhQUFXLENBQUMsT0FBT0EsUUFBTyxDQUFDLEVBQUUsSUFBSSxNQUFNLEVBQUUsT0FBTyxVQUFRLFNBQVMsTUFBUztBQUN4RyxNQUFJLE1BQU0sVUFBVSxZQUFZO0FBQzVCLFdBQU87QUFBQSxFQUNYO0FBQ0EsU0FBTyxDQUFDLEdBQUcsS0FBSyxFQUFFLEtBQUssQ0FBQyxLQUFLLFVBQVUsSUFBSSxXQUFXLE1BQU0sUUFBUSxFQUFFLE1BQU0sR0FBRyxVQUFVO0FBQzdGO0FBR08sU0FBUyxPQUFPQSxVQUEyQjtBQUM5QyxTQUFPLE9BQU9BLFNBQVEsV0FBVyxZQUFZQSxTQUFRLE9BQU8sWUFBWSxFQUFFLFdBQVcsUUFBUTtBQUNqRztBQUVBLFNBQVMsT0FBT0EsVUFBMkM7QUFDdkQsUUFBTUMsU0FBUSxRQUFRRCxTQUFRLEtBQUs7QUFDbkMsTUFBSSxDQUFDQyxVQUFTLE9BQU9ELFNBQVEsWUFBWSxZQUFZQSxTQUFRLFlBQVksSUFBSTtBQUN6RSxXQUFPO0FBQUEsRUFDWDtBQUNBLFNBQU87QUFBQSxJQUNILE9BQUFDO0FBQUEsSUFDQSxTQUFTRCxTQUFRLFFBQVEsTUFBTSxHQUFHLGVBQWU7QUFBQSxJQUNqRCxVQUFVLFdBQVdBLFNBQVEsUUFBUTtBQUFBLElBQ3JDLEdBQUksT0FBT0EsU0FBUSxXQUFXLFdBQVcsRUFBRSxRQUFRQSxTQUFRLE9BQU8sSUFBSSxDQUFDO0FBQUEsSUFDdkUsR0FBRyxPQUFPQSxTQUFRLElBQUk7QUFBQSxJQUN0QixHQUFHLE9BQU9BLFNBQVEsSUFBSTtBQUFBLElBQ3RCLEdBQUcsVUFBVUEsU0FBUSxrQkFBa0I7QUFBQSxFQUMzQztBQUNKO0FBR0EsU0FBUyxXQUFXLFVBQWtDO0FBQ2xELFFBQU0sUUFBUSxDQUFDLEdBQUcsR0FBRyxHQUFHLENBQUM7QUFDekIsVUFBUSxPQUFPLGFBQWEsV0FBVyxNQUFNLFFBQVEsSUFBSSxXQUFjO0FBQzNFO0FBRUEsU0FBUyxPQUFPLE1BQThEO0FBQzFFLE1BQUksT0FBTyxTQUFTLFlBQWEsT0FBTyxTQUFTLFlBQVksT0FBTyxjQUFjLElBQUksR0FBSTtBQUN0RixXQUFPLEVBQUUsS0FBSztBQUFBLEVBQ2xCO0FBQ0EsTUFBSSxDQUFDLFNBQVMsSUFBSSxLQUFLLEVBQUUsV0FBVyxTQUFTLFNBQVMsS0FBSyxLQUFLLEdBQUc7QUFDL0QsV0FBTyxDQUFDO0FBQUEsRUFDWjtBQUNBLFFBQU0sU0FBUyxZQUFZLFFBQVEsS0FBSyxTQUFTLEVBQUUsaUJBQWlCLEVBQUUsTUFBTSxPQUFPLEtBQUssTUFBTSxFQUFFLEVBQUUsSUFBSSxDQUFDO0FBQ3ZHLFNBQU8sRUFBRSxHQUFHLE9BQU8sS0FBSyxLQUFLLEdBQUcsR0FBRyxPQUFPO0FBQzlDO0FBRUEsU0FBUyxPQUFPLE1BQTBDO0FBQ3RELFFBQU0sUUFBUSxNQUFNLFFBQVEsSUFBSSxJQUFJLEtBQUssT0FBTyxDQUFDLFFBQXNCLFFBQVEsS0FBSyxRQUFRLENBQUMsSUFBSSxDQUFDO0FBQ2xHLFNBQU8sTUFBTSxTQUFTLElBQUksRUFBRSxNQUFNLE1BQU0sSUFBSSxDQUFDO0FBQ2pEO0FBRUEsU0FBUyxVQUFVLFNBQTJEO0FBQzFFLE1BQUksQ0FBQyxNQUFNLFFBQVEsT0FBTyxHQUFHO0FBQ3pCLFdBQU8sQ0FBQztBQUFBLEVBQ1o7QUFDQSxRQUFNLFFBQVEsUUFBUSxNQUFNLEdBQUcsWUFBWSxFQUFFLFFBQVEsQ0FBQyxVQUFtQjtBQUNyRSxVQUFNLFdBQVcsU0FBUyxLQUFLLElBQUksTUFBTSxXQUFXO0FBQ3BELFVBQU1DLFNBQVEsU0FBUyxRQUFRLElBQUksUUFBUSxTQUFTLEtBQUssSUFBSTtBQUM3RCxRQUFJLENBQUMsU0FBUyxLQUFLLEtBQUssQ0FBQyxTQUFTLFFBQVEsS0FBSyxDQUFDQSxVQUFTLE9BQU8sTUFBTSxZQUFZLFVBQVU7QUFDeEYsYUFBTyxDQUFDO0FBQUEsSUFDWjtBQUNBLFdBQU8sQ0FBQyxFQUFFLFVBQVUsRUFBRSxLQUFLLE9BQU8sU0FBUyxHQUFHLEdBQUcsT0FBQUEsT0FBTSxHQUFHLFNBQVMsTUFBTSxRQUFRLE1BQU0sR0FBRyxlQUFlLEVBQUUsQ0FBQztBQUFBLEVBQ2hILENBQUM7QUFDRCxTQUFPLE1BQU0sU0FBUyxJQUFJLEVBQUUsb0JBQW9CLE1BQU0sSUFBSSxDQUFDO0FBQy9EO0FBRUEsU0FBUyxRQUFRQSxRQUFtQztBQUNoRCxNQUFJLENBQUMsU0FBU0EsTUFBSyxHQUFHO0FBQ2xCLFdBQU87QUFBQSxFQUNYO0FBQ0EsUUFBTSxDQUFDLE9BQU8sR0FBRyxJQUFJLENBQUMsV0FBV0EsT0FBTSxLQUFLLEdBQUcsV0FBV0EsT0FBTSxHQUFHLENBQUM7QUFDcEUsU0FBTyxTQUFTLE1BQU0sRUFBRSxPQUFPLElBQUksSUFBSTtBQUMzQztBQUVBLFNBQVMsV0FBVyxVQUF5QztBQUN6RCxNQUFJLENBQUMsU0FBUyxRQUFRLEtBQUssT0FBTyxTQUFTLFNBQVMsWUFBWSxPQUFPLFNBQVMsY0FBYyxVQUFVO0FBQ3BHLFdBQU87QUFBQSxFQUNYO0FBQ0EsU0FBTyxFQUFFLE1BQU0sTUFBTSxTQUFTLElBQUksR0FBRyxXQUFXLE1BQU0sU0FBUyxTQUFTLEVBQUU7QUFDOUU7QUFHQSxTQUFTLE1BQU0sT0FBdUI7QUFDbEMsU0FBTyxPQUFPLE1BQU0sS0FBSyxJQUFJLElBQUksS0FBSyxNQUFNLEtBQUssSUFBSSxLQUFLLElBQUksT0FBTyxDQUFDLEdBQUcsY0FBYyxDQUFDO0FBQzVGO0FBRUEsU0FBUyxTQUFTLE9BQWtEO0FBQ2hFLFNBQU8sT0FBTyxVQUFVLFlBQVksVUFBVTtBQUNsRDtBQUdBLFNBQVMsT0FBTyxPQUF3QjtBQUNwQyxTQUFPLE9BQU8sS0FBSztBQUN2Qjs7O0FEOUhBLElBQU0sUUFBUSxFQUFFLE9BQU8sRUFBRSxNQUFNLEdBQUcsV0FBVyxFQUFFLEdBQUcsS0FBSyxFQUFFLE1BQU0sR0FBRyxXQUFXLEVBQUUsRUFBRTtBQUNqRixJQUFNLFVBQVUsQ0FBQyxZQUF1QyxFQUFFLE9BQU8sU0FBUyxVQUFVLFVBQVUsR0FBRyxHQUFHLE9BQU87QUFFM0csU0FBUyx1QkFBdUIsTUFBTTtBQUNsQyxLQUFHLHdCQUF3QixNQUFNO0FBQzdCLFVBQU0sT0FBTyxFQUFFLE9BQU8sUUFBUSxRQUFRLEVBQUUsVUFBVSxNQUFNLCtCQUErQixFQUFFO0FBQ3pGLFVBQU0sVUFBVSxFQUFFLFVBQVUsRUFBRSxLQUFLLEVBQUUsVUFBVSxNQUFNLGVBQWUsR0FBRyxNQUFNLEdBQUcsU0FBUyxlQUFlO0FBQ3hHLFVBQU0sQ0FBQyxJQUFJLElBQUksYUFBYSxDQUFDLFFBQVEsRUFBRSxRQUFRLFFBQVEsTUFBTSxNQUFNLENBQUMsQ0FBQyxHQUFHLG9CQUFvQixDQUFDLE9BQU8sRUFBRSxDQUFDLENBQUMsQ0FBQztBQUN6RyxJQUFPLGlCQUFVLE1BQU07QUFBQSxNQUNuQjtBQUFBLE1BQ0EsU0FBUztBQUFBLE1BQ1QsVUFBVTtBQUFBLE1BQ1YsUUFBUTtBQUFBLE1BQ1IsTUFBTTtBQUFBLE1BQ04saUJBQWlCLEVBQUUsTUFBTSwrQkFBK0I7QUFBQSxNQUN4RCxNQUFNLENBQUMsQ0FBQztBQUFBLE1BQ1Isb0JBQW9CLENBQUMsRUFBRSxVQUFVLEVBQUUsS0FBSyxnQkFBZ0IsTUFBTSxHQUFHLFNBQVMsZUFBZSxDQUFDO0FBQUEsSUFDOUYsQ0FBQztBQUFBLEVBQ0wsQ0FBQztBQUVELEtBQUcsZ0RBQWdELE1BQU07QUFDckQsVUFBTSxVQUFVLENBQUMsVUFBVSxpQkFBaUIsZUFBZSxRQUFRLE1BQVM7QUFDNUUsSUFBTyxpQkFBVSxhQUFhLFFBQVEsSUFBSSxZQUFVLFFBQVEsRUFBRSxPQUFPLENBQUMsQ0FBQyxDQUFDLEVBQUUsSUFBSSxVQUFRLEtBQUssTUFBTSxHQUFHLENBQUMsUUFBUSxNQUFTLENBQUM7QUFBQSxFQUMzSCxDQUFDO0FBRUQsS0FBRyxzRUFBc0UsTUFBTTtBQUMzRSxVQUFNLGFBQWEsQ0FBQyxHQUFHLEdBQUcsR0FBRyxHQUFHLEdBQUcsSUFBSSxRQUFRLE1BQVMsRUFBRSxJQUFJLGNBQVksUUFBUSxFQUFFLFNBQVMsQ0FBQyxDQUFDO0FBQy9GLElBQU8saUJBQVUsYUFBYSxVQUFVLEVBQUUsSUFBSSxVQUFRLEtBQUssUUFBUSxHQUFHLENBQUMsR0FBRyxHQUFHLEdBQUcsR0FBRyxHQUFHLEdBQUcsR0FBRyxDQUFDLENBQUM7QUFBQSxFQUNsRyxDQUFDO0FBRUQsYUFBVyxRQUFRLENBQUMsT0FBTyxLQUFLLEtBQUssQ0FBQyxHQUFHLEVBQUUsT0FBTyxDQUFDLEVBQUUsR0FBRyxNQUFNLE1BQU0sQ0FBQyxDQUFDLEdBQUc7QUFDckUsT0FBRyw2QkFBNkIsS0FBSyxVQUFVLElBQUksQ0FBQyxJQUFJLE1BQU07QUFDMUQsWUFBTSxDQUFDLElBQUksSUFBSSxhQUFhLENBQUMsUUFBUSxFQUFFLEtBQUssQ0FBQyxDQUFDLENBQUM7QUFDL0MsTUFBTyxVQUFHLFFBQVEsRUFBRSxVQUFVLEtBQUs7QUFBQSxJQUN2QyxDQUFDO0FBQUEsRUFDTDtBQUVBLGFBQVcsV0FBVyxDQUFDLElBQUksUUFBVyxFQUFFLE1BQU0sWUFBWSxPQUFPLElBQUksQ0FBQyxHQUFHO0FBQ3JFLE9BQUcsb0NBQW9DLEtBQUssVUFBVSxPQUFPLENBQUMsSUFBSSxNQUFNO0FBQ3BFLE1BQU8saUJBQVUsYUFBYSxDQUFDLFFBQVEsRUFBRSxRQUFRLENBQUMsQ0FBQyxDQUFDLEdBQUcsQ0FBQyxDQUFDO0FBQUEsSUFDN0QsQ0FBQztBQUFBLEVBQ0w7QUFFQSxLQUFHLDBDQUEwQyxNQUFNO0FBQy9DLFVBQU0sTUFBTSxFQUFFLE9BQU8sRUFBRSxNQUFNLElBQUksV0FBVyxJQUFJLEdBQUcsS0FBSyxFQUFFLE1BQU0sR0FBRyxXQUFXLE9BQU8sVUFBVSxFQUFFO0FBQ2pHLFVBQU0sQ0FBQyxJQUFJLElBQUksYUFBYSxDQUFDLFFBQVEsRUFBRSxPQUFPLElBQUksQ0FBQyxDQUFDLENBQUM7QUFDckQsSUFBTyxpQkFBVSxNQUFNLE9BQU8sRUFBRSxPQUFPLEVBQUUsTUFBTSxHQUFHLFdBQVcsRUFBRSxHQUFHLEtBQUssRUFBRSxNQUFNLEdBQUcsV0FBVyxLQUFLLEtBQUssRUFBRSxFQUFFLENBQUM7QUFBQSxFQUNoSCxDQUFDO0FBRUQsS0FBRyw2REFBNkQsTUFBTTtBQUNsRSxVQUFNLENBQUMsSUFBSSxJQUFJLGFBQWEsQ0FBQyxRQUFRLEVBQUUsTUFBTSxDQUFDLEdBQUcsR0FBRyxHQUFHLEdBQUcsb0JBQW9CLENBQUMsTUFBTSxFQUFFLFNBQVMsRUFBRSxHQUFHLEdBQUcsRUFBRSxDQUFDLENBQUMsQ0FBQztBQUM3RyxJQUFPLGlCQUFVLE9BQU8sS0FBSyxRQUFRLENBQUMsQ0FBQyxHQUFHLENBQUMsU0FBUyxXQUFXLFVBQVUsQ0FBQztBQUFBLEVBQzlFLENBQUM7QUFFRCxLQUFHLGtEQUFrRCxNQUFNO0FBQ3ZELFVBQU0sT0FBTyxNQUFNLEtBQUssRUFBRSxRQUFRLElBQUksR0FBRyxNQUFNLFFBQVEsRUFBRSxVQUFVLEVBQUUsQ0FBQyxDQUFDO0FBQ3ZFLFVBQU0sUUFBUSxhQUFhLENBQUMsR0FBRyxNQUFNLFFBQVEsRUFBRSxVQUFVLEdBQUcsU0FBUyxlQUFlLENBQUMsQ0FBQyxDQUFDO0FBQ3ZGLElBQU8sYUFBTSxNQUFNLFFBQVEsR0FBRztBQUM5QixJQUFPLGFBQU0sTUFBTSxDQUFDLEdBQUcsU0FBUyxjQUFjO0FBQUEsRUFDbEQsQ0FBQztBQUNMLENBQUM7IiwKICAibmFtZXMiOiBbImZpbmRpbmciLCAicmFuZ2UiXQp9Cg==
