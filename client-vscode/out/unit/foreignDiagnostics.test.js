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
    it(`leaves out a code that is ${JSON.stringify(code)} (${typeof code})`, () => {
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
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC91bml0L2ZvcmVpZ25EaWFnbm9zdGljcy50ZXN0LnRzIiwgIi4uLy4uL3NyYy9mb3JlaWduRGlhZ25vc3RpY3MudHMiXSwKICAic291cmNlc0NvbnRlbnQiOiBbImltcG9ydCAqIGFzIGFzc2VydCBmcm9tIFwibm9kZTphc3NlcnQvc3RyaWN0XCI7XG5pbXBvcnQgeyBGaW5kaW5nLCBmb3JlaWduSXRlbXMgfSBmcm9tIFwiLi4vLi4vc3JjL2ZvcmVpZ25EaWFnbm9zdGljc1wiO1xuXG5jb25zdCByYW5nZSA9IHsgc3RhcnQ6IHsgbGluZTogMSwgY2hhcmFjdGVyOiAyIH0sIGVuZDogeyBsaW5lOiAxLCBjaGFyYWN0ZXI6IDUgfSB9O1xuY29uc3QgZmluZGluZyA9IChmaWVsZHM6IFBhcnRpYWw8RmluZGluZz4pOiBGaW5kaW5nID0+ICh7IHJhbmdlLCBtZXNzYWdlOiBcInVudXNlZFwiLCBzZXZlcml0eTogMSwgLi4uZmllbGRzIH0pO1xuXG5kZXNjcmliZShcImZvcmVpZ24gZGlhZ25vc3RpY3NcIiwgKCkgPT4ge1xuICAgIGl0KFwia2VlcHMgd2hhdCBMU1Aga25vd3NcIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBjb2RlID0geyB2YWx1ZTogXCJGNDAxXCIsIHRhcmdldDogeyB0b1N0cmluZzogKCkgPT4gXCJodHRwczovL2V4YW1wbGUuaW52YWxpZC9GNDAxXCIgfSB9O1xuICAgICAgICBjb25zdCByZWxhdGVkID0geyBsb2NhdGlvbjogeyB1cmk6IHsgdG9TdHJpbmc6ICgpID0+IFwiZmlsZTovLy9hLnB5XCIgfSwgcmFuZ2UgfSwgbWVzc2FnZTogXCJkZWZpbmVkIGhlcmVcIiB9O1xuICAgICAgICBjb25zdCBbaXRlbV0gPSBmb3JlaWduSXRlbXMoW2ZpbmRpbmcoeyBzb3VyY2U6IFwicnVmZlwiLCBjb2RlLCB0YWdzOiBbMV0sIHJlbGF0ZWRJbmZvcm1hdGlvbjogW3JlbGF0ZWRdIH0pXSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoaXRlbSwge1xuICAgICAgICAgICAgcmFuZ2UsXG4gICAgICAgICAgICBtZXNzYWdlOiBcInVudXNlZFwiLFxuICAgICAgICAgICAgc2V2ZXJpdHk6IDIsXG4gICAgICAgICAgICBzb3VyY2U6IFwicnVmZlwiLFxuICAgICAgICAgICAgY29kZTogXCJGNDAxXCIsXG4gICAgICAgICAgICBjb2RlRGVzY3JpcHRpb246IHsgaHJlZjogXCJodHRwczovL2V4YW1wbGUuaW52YWxpZC9GNDAxXCIgfSxcbiAgICAgICAgICAgIHRhZ3M6IFsxXSxcbiAgICAgICAgICAgIHJlbGF0ZWRJbmZvcm1hdGlvbjogW3sgbG9jYXRpb246IHsgdXJpOiBcImZpbGU6Ly8vYS5weVwiLCByYW5nZSB9LCBtZXNzYWdlOiBcImRlZmluZWQgaGVyZVwiIH1dLFxuICAgICAgICB9KTtcbiAgICB9KTtcblxuICAgIGl0KFwiZHJvcHMgb3VyIG93biwgd2hhdGV2ZXIgdGhlIHRvb2wgYmVoaW5kIHRoZW1cIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBzb3VyY2VzID0gW1wiYW1lbmRzXCIsIFwiYW1lbmRzL3B5dGVzdFwiLCBcIkFtZW5kcy9ydWZmXCIsIFwicnVmZlwiLCB1bmRlZmluZWRdO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKGZvcmVpZ25JdGVtcyhzb3VyY2VzLm1hcChzb3VyY2UgPT4gZmluZGluZyh7IHNvdXJjZSB9KSkpLm1hcChpdGVtID0+IGl0ZW0uc291cmNlKSwgW1wicnVmZlwiLCB1bmRlZmluZWRdKTtcbiAgICB9KTtcblxuICAgIGl0KFwibWFrZXMgZXZlcnkgVlMgQ29kZSBzZXZlcml0eSBvbmUgaGlnaGVyLCBhbmQgdGhlIHVua25vd24gYSB3YXJuaW5nXCIsICgpID0+IHtcbiAgICAgICAgY29uc3Qgc2V2ZXJpdGllcyA9IFswLCAxLCAyLCAzLCA3LCAtMSwgXCJoaWdoXCIsIHVuZGVmaW5lZF0ubWFwKHNldmVyaXR5ID0+IGZpbmRpbmcoeyBzZXZlcml0eSB9KSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoZm9yZWlnbkl0ZW1zKHNldmVyaXRpZXMpLm1hcChpdGVtID0+IGl0ZW0uc2V2ZXJpdHkpLCBbMSwgMiwgMywgNCwgMiwgMiwgMiwgMl0pO1xuICAgIH0pO1xuXG4gICAgZm9yIChjb25zdCBjb2RlIG9mIFtOdW1iZXIuTmFOLCAxLjUsIHt9LCB7IHZhbHVlOiB7fSB9LCBudWxsLCB0cnVlLCBbXV0pIHtcbiAgICAgICAgaXQoYGxlYXZlcyBvdXQgYSBjb2RlIHRoYXQgaXMgJHtKU09OLnN0cmluZ2lmeShjb2RlKX0gKCR7dHlwZW9mIGNvZGV9KWAsICgpID0+IHtcbiAgICAgICAgICAgIGNvbnN0IFtpdGVtXSA9IGZvcmVpZ25JdGVtcyhbZmluZGluZyh7IGNvZGUgfSldKTtcbiAgICAgICAgICAgIGFzc2VydC5vayhpdGVtICYmICEoXCJjb2RlXCIgaW4gaXRlbSkpO1xuICAgICAgICB9KTtcbiAgICB9XG5cbiAgICBmb3IgKGNvbnN0IG1lc3NhZ2Ugb2YgW1wiXCIsIHVuZGVmaW5lZCwgeyBraW5kOiBcIm1hcmtkb3duXCIsIHZhbHVlOiBcInhcIiB9XSkge1xuICAgICAgICBpdChgZHJvcHMgYSBmaW5kaW5nIHdob3NlIG1lc3NhZ2UgaXMgJHtKU09OLnN0cmluZ2lmeShtZXNzYWdlKX1gLCAoKSA9PiB7XG4gICAgICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKGZvcmVpZ25JdGVtcyhbZmluZGluZyh7IG1lc3NhZ2UgfSldKSwgW10pO1xuICAgICAgICB9KTtcbiAgICB9XG5cbiAgICBpdChcImJyaW5ncyBvZGQgcG9zaXRpb25zIGludG8gTFNQJ3MgYm91bmRzXCIsICgpID0+IHtcbiAgICAgICAgY29uc3Qgb2RkID0geyBzdGFydDogeyBsaW5lOiAtMSwgY2hhcmFjdGVyOiAwLjUgfSwgZW5kOiB7IGxpbmU6IDMsIGNoYXJhY3RlcjogTnVtYmVyLk1BWF9WQUxVRSB9IH07XG4gICAgICAgIGNvbnN0IFtpdGVtXSA9IGZvcmVpZ25JdGVtcyhbZmluZGluZyh7IHJhbmdlOiBvZGQgfSldKTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChpdGVtPy5yYW5nZSwgeyBzdGFydDogeyBsaW5lOiAwLCBjaGFyYWN0ZXI6IDAgfSwgZW5kOiB7IGxpbmU6IDMsIGNoYXJhY3RlcjogMiAqKiAzMSAtIDEgfSB9KTtcbiAgICB9KTtcblxuICAgIGl0KFwiZHJvcHMgdGFncyBhbmQgcmVsYXRlZCBpbmZvcm1hdGlvbiB0aGF0IGFyZSBubyBzdWNoIHRoaW5nXCIsICgpID0+IHtcbiAgICAgICAgY29uc3QgW2l0ZW1dID0gZm9yZWlnbkl0ZW1zKFtmaW5kaW5nKHsgdGFnczogWzAsIDksIFwieFwiXSwgcmVsYXRlZEluZm9ybWF0aW9uOiBbbnVsbCwgeyBtZXNzYWdlOiAxIH0sIFwieFwiXSB9KV0pO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKE9iamVjdC5rZXlzKGl0ZW0gPz8ge30pLCBbXCJyYW5nZVwiLCBcIm1lc3NhZ2VcIiwgXCJzZXZlcml0eVwiXSk7XG4gICAgfSk7XG5cbiAgICBpdChcInNlbmRzIDUwMCBvZiBvbmUgZmlsZSBhdCBtb3N0LCB0aGUgd29yc3QgZmlyc3RcIiwgKCkgPT4ge1xuICAgICAgICBjb25zdCBtYW55ID0gQXJyYXkuZnJvbSh7IGxlbmd0aDogNjAwIH0sICgpID0+IGZpbmRpbmcoeyBzZXZlcml0eTogMiB9KSk7XG4gICAgICAgIGNvbnN0IGl0ZW1zID0gZm9yZWlnbkl0ZW1zKFsuLi5tYW55LCBmaW5kaW5nKHsgc2V2ZXJpdHk6IDAsIG1lc3NhZ2U6IFwic3ludGF4IGVycm9yXCIgfSldKTtcbiAgICAgICAgYXNzZXJ0LmVxdWFsKGl0ZW1zLmxlbmd0aCwgNTAwKTtcbiAgICAgICAgYXNzZXJ0LmVxdWFsKGl0ZW1zWzBdPy5tZXNzYWdlLCBcInN5bnRheCBlcnJvclwiKTtcbiAgICB9KTtcbn0pO1xuIiwgIi8qKlxuICogRmluZGluZ3Mgb2Ygb3RoZXIgZXh0ZW5zaW9ucyBhcyB0aGUgTFNQIGBEaWFnbm9zdGljYHMgb2YgYGFtZW5kcy9mb3JlaWduRGlhZ25vc3RpY3NgLlxuICogT3RoZXIgZXh0ZW5zaW9ucyBtYXkgaGFuZCBvdmVyIGFueXRoaW5nLCBzbyBldmVyeSBmaWVsZCBpcyBjaGVja2VkOyB3aGF0IGNhbm5vdCBiZSBzZW50IGlzIGxlZnQgb3V0LlxuICovXG5cbmNvbnN0IE1PU1RfSVRFTVMgPSA1MDA7XG5jb25zdCBNT1NUX1JFTEFURUQgPSAyMDtcbmNvbnN0IE1PU1RfQ0hBUkFDVEVSUyA9IDEwXzAwMDtcbmNvbnN0IExBUkdFU1RfTlVNQkVSID0gMiAqKiAzMSAtIDE7XG5cbmludGVyZmFjZSBQb3NpdGlvbiB7IGxpbmU6IG51bWJlcjsgY2hhcmFjdGVyOiBudW1iZXIgfVxuaW50ZXJmYWNlIFJhbmdlIHsgc3RhcnQ6IFBvc2l0aW9uOyBlbmQ6IFBvc2l0aW9uIH1cblxuLyoqIFRoZSBwYXJ0cyBvZiBgdnNjb2RlLkRpYWdub3N0aWNgIHRoYXQgYXJlIHJlYWQgaGVyZS4gKi9cbmV4cG9ydCBpbnRlcmZhY2UgRmluZGluZyB7XG4gICAgcmFuZ2U6IFJhbmdlO1xuICAgIG1lc3NhZ2U6IHVua25vd247XG4gICAgc2V2ZXJpdHk/OiB1bmtub3duO1xuICAgIHNvdXJjZT86IHVua25vd247XG4gICAgY29kZT86IHVua25vd247XG4gICAgdGFncz86IHVua25vd247XG4gICAgcmVsYXRlZEluZm9ybWF0aW9uPzogdW5rbm93bjtcbn1cblxuZXhwb3J0IGludGVyZmFjZSBGb3JlaWduSXRlbSB7XG4gICAgcmFuZ2U6IFJhbmdlO1xuICAgIG1lc3NhZ2U6IHN0cmluZztcbiAgICBzZXZlcml0eTogMSB8IDIgfCAzIHwgNDtcbiAgICBzb3VyY2U/OiBzdHJpbmc7XG4gICAgY29kZT86IHN0cmluZyB8IG51bWJlcjtcbiAgICBjb2RlRGVzY3JpcHRpb24/OiB7IGhyZWY6IHN0cmluZyB9O1xuICAgIHRhZ3M/OiAoMSB8IDIpW107XG4gICAgcmVsYXRlZEluZm9ybWF0aW9uPzogeyBsb2NhdGlvbjogeyB1cmk6IHN0cmluZzsgcmFuZ2U6IFJhbmdlIH07IG1lc3NhZ2U6IHN0cmluZyB9W107XG59XG5cbi8qKiBFdmVyeSBmaW5kaW5nIHRoYXQgaXMgbm90IG91ciBvd24sIHdvcnN0IGZpcnN0IHdoZW4gdGhlcmUgYXJlIG1vcmUgdGhhbiBjYW4gYmUgc2VudC4gKi9cbmV4cG9ydCBmdW5jdGlvbiBmb3JlaWduSXRlbXMoZmluZGluZ3M6IHJlYWRvbmx5IEZpbmRpbmdbXSk6IEZvcmVpZ25JdGVtW10ge1xuICAgIGNvbnN0IGl0ZW1zID0gZmluZGluZ3MuZmlsdGVyKGZpbmRpbmcgPT4gIWlzT3VycyhmaW5kaW5nKSkubWFwKGl0ZW1PZikuZmlsdGVyKGl0ZW0gPT4gaXRlbSAhPT0gdW5kZWZpbmVkKTtcbiAgICBpZiAoaXRlbXMubGVuZ3RoIDw9IE1PU1RfSVRFTVMpIHtcbiAgICAgICAgcmV0dXJuIGl0ZW1zO1xuICAgIH1cbiAgICByZXR1cm4gWy4uLml0ZW1zXS5zb3J0KChvbmUsIG90aGVyKSA9PiBvbmUuc2V2ZXJpdHkgLSBvdGhlci5zZXZlcml0eSkuc2xpY2UoMCwgTU9TVF9JVEVNUyk7XG59XG5cbi8qKiBXaGF0IHRoZSBzZXJ2ZXIgcHVibGlzaGVzIGNhcnJpZXMgYSBzb3VyY2UgdGhhdCBiZWdpbnMgd2l0aCBpdHMgbmFtZTsgc2VuZGluZyBpdCBiYWNrIHdvdWxkIGJlIGFuIGVjaG8uICovXG5leHBvcnQgZnVuY3Rpb24gaXNPdXJzKGZpbmRpbmc6IEZpbmRpbmcpOiBib29sZWFuIHtcbiAgICByZXR1cm4gdHlwZW9mIGZpbmRpbmcuc291cmNlID09PSBcInN0cmluZ1wiICYmIGZpbmRpbmcuc291cmNlLnRvTG93ZXJDYXNlKCkuc3RhcnRzV2l0aChcImFtZW5kc1wiKTtcbn1cblxuZnVuY3Rpb24gaXRlbU9mKGZpbmRpbmc6IEZpbmRpbmcpOiBGb3JlaWduSXRlbSB8IHVuZGVmaW5lZCB7XG4gICAgY29uc3QgcmFuZ2UgPSByYW5nZU9mKGZpbmRpbmcucmFuZ2UpO1xuICAgIGlmICghcmFuZ2UgfHwgdHlwZW9mIGZpbmRpbmcubWVzc2FnZSAhPT0gXCJzdHJpbmdcIiB8fCBmaW5kaW5nLm1lc3NhZ2UgPT09IFwiXCIpIHtcbiAgICAgICAgcmV0dXJuIHVuZGVmaW5lZDtcbiAgICB9XG4gICAgcmV0dXJuIHtcbiAgICAgICAgcmFuZ2UsXG4gICAgICAgIG1lc3NhZ2U6IGZpbmRpbmcubWVzc2FnZS5zbGljZSgwLCBNT1NUX0NIQVJBQ1RFUlMpLFxuICAgICAgICBzZXZlcml0eTogc2V2ZXJpdHlPZihmaW5kaW5nLnNldmVyaXR5KSxcbiAgICAgICAgLi4uKHR5cGVvZiBmaW5kaW5nLnNvdXJjZSA9PT0gXCJzdHJpbmdcIiA/IHsgc291cmNlOiBmaW5kaW5nLnNvdXJjZSB9IDoge30pLFxuICAgICAgICAuLi5jb2RlT2YoZmluZGluZy5jb2RlKSxcbiAgICAgICAgLi4udGFnc09mKGZpbmRpbmcudGFncyksXG4gICAgICAgIC4uLnJlbGF0ZWRPZihmaW5kaW5nLnJlbGF0ZWRJbmZvcm1hdGlvbiksXG4gICAgfTtcbn1cblxuLyoqIFZTIENvZGUgY291bnRzIHNldmVyaXRpZXMgZnJvbSAwIChlcnJvciksIExTUCBmcm9tIDE7IHdoYXQgaXMgdW5rbm93biBpcyBhIHdhcm5pbmcuICovXG5mdW5jdGlvbiBzZXZlcml0eU9mKHNldmVyaXR5OiB1bmtub3duKTogMSB8IDIgfCAzIHwgNCB7XG4gICAgY29uc3Qga25vd24gPSBbMSwgMiwgMywgNF0gYXMgY29uc3Q7XG4gICAgcmV0dXJuICh0eXBlb2Ygc2V2ZXJpdHkgPT09IFwibnVtYmVyXCIgPyBrbm93bltzZXZlcml0eV0gOiB1bmRlZmluZWQpID8/IDI7XG59XG5cbmZ1bmN0aW9uIGNvZGVPZihjb2RlOiB1bmtub3duKTogUGljazxGb3JlaWduSXRlbSwgXCJjb2RlXCIgfCBcImNvZGVEZXNjcmlwdGlvblwiPiB7XG4gICAgaWYgKHR5cGVvZiBjb2RlID09PSBcInN0cmluZ1wiIHx8ICh0eXBlb2YgY29kZSA9PT0gXCJudW1iZXJcIiAmJiBOdW1iZXIuaXNTYWZlSW50ZWdlcihjb2RlKSkpIHtcbiAgICAgICAgcmV0dXJuIHsgY29kZSB9O1xuICAgIH1cbiAgICBpZiAoIWlzT2JqZWN0KGNvZGUpIHx8ICEoXCJ2YWx1ZVwiIGluIGNvZGUpIHx8IGlzT2JqZWN0KGNvZGUudmFsdWUpKSB7XG4gICAgICAgIHJldHVybiB7fTtcbiAgICB9XG4gICAgY29uc3QgdGFyZ2V0ID0gXCJ0YXJnZXRcIiBpbiBjb2RlICYmIGNvZGUudGFyZ2V0ID8geyBjb2RlRGVzY3JpcHRpb246IHsgaHJlZjogdGV4dE9mKGNvZGUudGFyZ2V0KSB9IH0gOiB7fTtcbiAgICByZXR1cm4geyAuLi5jb2RlT2YoY29kZS52YWx1ZSksIC4uLnRhcmdldCB9O1xufVxuXG5mdW5jdGlvbiB0YWdzT2YodGFnczogdW5rbm93bik6IFBpY2s8Rm9yZWlnbkl0ZW0sIFwidGFnc1wiPiB7XG4gICAgY29uc3Qga25vd24gPSBBcnJheS5pc0FycmF5KHRhZ3MpID8gdGFncy5maWx0ZXIoKHRhZyk6IHRhZyBpcyAxIHwgMiA9PiB0YWcgPT09IDEgfHwgdGFnID09PSAyKSA6IFtdO1xuICAgIHJldHVybiBrbm93bi5sZW5ndGggPiAwID8geyB0YWdzOiBrbm93biB9IDoge307XG59XG5cbmZ1bmN0aW9uIHJlbGF0ZWRPZihyZWxhdGVkOiB1bmtub3duKTogUGljazxGb3JlaWduSXRlbSwgXCJyZWxhdGVkSW5mb3JtYXRpb25cIj4ge1xuICAgIGlmICghQXJyYXkuaXNBcnJheShyZWxhdGVkKSkge1xuICAgICAgICByZXR1cm4ge307XG4gICAgfVxuICAgIGNvbnN0IGl0ZW1zID0gcmVsYXRlZC5zbGljZSgwLCBNT1NUX1JFTEFURUQpLmZsYXRNYXAoKGVudHJ5OiB1bmtub3duKSA9PiB7XG4gICAgICAgIGNvbnN0IGxvY2F0aW9uID0gaXNPYmplY3QoZW50cnkpID8gZW50cnkubG9jYXRpb24gOiB1bmRlZmluZWQ7XG4gICAgICAgIGNvbnN0IHJhbmdlID0gaXNPYmplY3QobG9jYXRpb24pID8gcmFuZ2VPZihsb2NhdGlvbi5yYW5nZSkgOiB1bmRlZmluZWQ7XG4gICAgICAgIGlmICghaXNPYmplY3QoZW50cnkpIHx8ICFpc09iamVjdChsb2NhdGlvbikgfHwgIXJhbmdlIHx8IHR5cGVvZiBlbnRyeS5tZXNzYWdlICE9PSBcInN0cmluZ1wiKSB7XG4gICAgICAgICAgICByZXR1cm4gW107XG4gICAgICAgIH1cbiAgICAgICAgcmV0dXJuIFt7IGxvY2F0aW9uOiB7IHVyaTogdGV4dE9mKGxvY2F0aW9uLnVyaSksIHJhbmdlIH0sIG1lc3NhZ2U6IGVudHJ5Lm1lc3NhZ2Uuc2xpY2UoMCwgTU9TVF9DSEFSQUNURVJTKSB9XTtcbiAgICB9KTtcbiAgICByZXR1cm4gaXRlbXMubGVuZ3RoID4gMCA/IHsgcmVsYXRlZEluZm9ybWF0aW9uOiBpdGVtcyB9IDoge307XG59XG5cbmZ1bmN0aW9uIHJhbmdlT2YocmFuZ2U6IHVua25vd24pOiBSYW5nZSB8IHVuZGVmaW5lZCB7XG4gICAgaWYgKCFpc09iamVjdChyYW5nZSkpIHtcbiAgICAgICAgcmV0dXJuIHVuZGVmaW5lZDtcbiAgICB9XG4gICAgY29uc3QgW3N0YXJ0LCBlbmRdID0gW3Bvc2l0aW9uT2YocmFuZ2Uuc3RhcnQpLCBwb3NpdGlvbk9mKHJhbmdlLmVuZCldO1xuICAgIHJldHVybiBzdGFydCAmJiBlbmQgPyB7IHN0YXJ0LCBlbmQgfSA6IHVuZGVmaW5lZDtcbn1cblxuZnVuY3Rpb24gcG9zaXRpb25PZihwb3NpdGlvbjogdW5rbm93bik6IFBvc2l0aW9uIHwgdW5kZWZpbmVkIHtcbiAgICBpZiAoIWlzT2JqZWN0KHBvc2l0aW9uKSB8fCB0eXBlb2YgcG9zaXRpb24ubGluZSAhPT0gXCJudW1iZXJcIiB8fCB0eXBlb2YgcG9zaXRpb24uY2hhcmFjdGVyICE9PSBcIm51bWJlclwiKSB7XG4gICAgICAgIHJldHVybiB1bmRlZmluZWQ7XG4gICAgfVxuICAgIHJldHVybiB7IGxpbmU6IGNsYW1wKHBvc2l0aW9uLmxpbmUpLCBjaGFyYWN0ZXI6IGNsYW1wKHBvc2l0aW9uLmNoYXJhY3RlcikgfTtcbn1cblxuLyoqIFNvbWUgdG9vbHMgbWVhbiBcInRvIHRoZSBlbmQgb2YgdGhlIGxpbmVcIiBieSBhIGh1Z2UgY29sdW1uOyBMU1Aga25vd3MgMzEgYml0cy4gKi9cbmZ1bmN0aW9uIGNsYW1wKHZhbHVlOiBudW1iZXIpOiBudW1iZXIge1xuICAgIHJldHVybiBOdW1iZXIuaXNOYU4odmFsdWUpID8gMCA6IE1hdGgudHJ1bmMoTWF0aC5taW4oTWF0aC5tYXgodmFsdWUsIDApLCBMQVJHRVNUX05VTUJFUikpO1xufVxuXG5mdW5jdGlvbiBpc09iamVjdCh2YWx1ZTogdW5rbm93bik6IHZhbHVlIGlzIFJlY29yZDxzdHJpbmcsIHVua25vd24+IHtcbiAgICByZXR1cm4gdHlwZW9mIHZhbHVlID09PSBcIm9iamVjdFwiICYmIHZhbHVlICE9PSBudWxsO1xufVxuXG4vKiogVVJJcyBzYXkgdGhlbXNlbHZlcyB3aGF0IHRoZXkgYXJlIGJ5IGB0b1N0cmluZ2AuICovXG5mdW5jdGlvbiB0ZXh0T2YodmFsdWU6IHVua25vd24pOiBzdHJpbmcge1xuICAgIHJldHVybiBTdHJpbmcodmFsdWUpO1xufVxuIl0sCiAgIm1hcHBpbmdzIjogIjs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7OztBQUFBLGFBQXdCOzs7QUNLeEIsSUFBTSxhQUFhO0FBQ25CLElBQU0sZUFBZTtBQUNyQixJQUFNLGtCQUFrQjtBQUN4QixJQUFNLGlCQUFpQixLQUFLLEtBQUs7QUE0QjFCLFNBQVMsYUFBYSxVQUE2QztBQUN0RSxRQUFNLFFBQVEsU0FBUyxPQUFPLENBQUFBLGFBQVcsQ0FBQyxPQUFPQSxRQUFPLENBQUMsRUFBRSxJQUFJLE1BQU0sRUFBRSxPQUFPLFVBQVEsU0FBUyxNQUFTO0FBQ3hHLE1BQUksTUFBTSxVQUFVLFlBQVk7QUFDNUIsV0FBTztBQUFBLEVBQ1g7QUFDQSxTQUFPLENBQUMsR0FBRyxLQUFLLEVBQUUsS0FBSyxDQUFDLEtBQUssVUFBVSxJQUFJLFdBQVcsTUFBTSxRQUFRLEVBQUUsTUFBTSxHQUFHLFVBQVU7QUFDN0Y7QUFHTyxTQUFTLE9BQU9BLFVBQTJCO0FBQzlDLFNBQU8sT0FBT0EsU0FBUSxXQUFXLFlBQVlBLFNBQVEsT0FBTyxZQUFZLEVBQUUsV0FBVyxRQUFRO0FBQ2pHO0FBRUEsU0FBUyxPQUFPQSxVQUEyQztBQUN2RCxRQUFNQyxTQUFRLFFBQVFELFNBQVEsS0FBSztBQUNuQyxNQUFJLENBQUNDLFVBQVMsT0FBT0QsU0FBUSxZQUFZLFlBQVlBLFNBQVEsWUFBWSxJQUFJO0FBQ3pFLFdBQU87QUFBQSxFQUNYO0FBQ0EsU0FBTztBQUFBLElBQ0gsT0FBQUM7QUFBQSxJQUNBLFNBQVNELFNBQVEsUUFBUSxNQUFNLEdBQUcsZUFBZTtBQUFBLElBQ2pELFVBQVUsV0FBV0EsU0FBUSxRQUFRO0FBQUEsSUFDckMsR0FBSSxPQUFPQSxTQUFRLFdBQVcsV0FBVyxFQUFFLFFBQVFBLFNBQVEsT0FBTyxJQUFJLENBQUM7QUFBQSxJQUN2RSxHQUFHLE9BQU9BLFNBQVEsSUFBSTtBQUFBLElBQ3RCLEdBQUcsT0FBT0EsU0FBUSxJQUFJO0FBQUEsSUFDdEIsR0FBRyxVQUFVQSxTQUFRLGtCQUFrQjtBQUFBLEVBQzNDO0FBQ0o7QUFHQSxTQUFTLFdBQVcsVUFBa0M7QUFDbEQsUUFBTSxRQUFRLENBQUMsR0FBRyxHQUFHLEdBQUcsQ0FBQztBQUN6QixVQUFRLE9BQU8sYUFBYSxXQUFXLE1BQU0sUUFBUSxJQUFJLFdBQWM7QUFDM0U7QUFFQSxTQUFTLE9BQU8sTUFBOEQ7QUFDMUUsTUFBSSxPQUFPLFNBQVMsWUFBYSxPQUFPLFNBQVMsWUFBWSxPQUFPLGNBQWMsSUFBSSxHQUFJO0FBQ3RGLFdBQU8sRUFBRSxLQUFLO0FBQUEsRUFDbEI7QUFDQSxNQUFJLENBQUMsU0FBUyxJQUFJLEtBQUssRUFBRSxXQUFXLFNBQVMsU0FBUyxLQUFLLEtBQUssR0FBRztBQUMvRCxXQUFPLENBQUM7QUFBQSxFQUNaO0FBQ0EsUUFBTSxTQUFTLFlBQVksUUFBUSxLQUFLLFNBQVMsRUFBRSxpQkFBaUIsRUFBRSxNQUFNLE9BQU8sS0FBSyxNQUFNLEVBQUUsRUFBRSxJQUFJLENBQUM7QUFDdkcsU0FBTyxFQUFFLEdBQUcsT0FBTyxLQUFLLEtBQUssR0FBRyxHQUFHLE9BQU87QUFDOUM7QUFFQSxTQUFTLE9BQU8sTUFBMEM7QUFDdEQsUUFBTSxRQUFRLE1BQU0sUUFBUSxJQUFJLElBQUksS0FBSyxPQUFPLENBQUMsUUFBc0IsUUFBUSxLQUFLLFFBQVEsQ0FBQyxJQUFJLENBQUM7QUFDbEcsU0FBTyxNQUFNLFNBQVMsSUFBSSxFQUFFLE1BQU0sTUFBTSxJQUFJLENBQUM7QUFDakQ7QUFFQSxTQUFTLFVBQVUsU0FBMkQ7QUFDMUUsTUFBSSxDQUFDLE1BQU0sUUFBUSxPQUFPLEdBQUc7QUFDekIsV0FBTyxDQUFDO0FBQUEsRUFDWjtBQUNBLFFBQU0sUUFBUSxRQUFRLE1BQU0sR0FBRyxZQUFZLEVBQUUsUUFBUSxDQUFDLFVBQW1CO0FBQ3JFLFVBQU0sV0FBVyxTQUFTLEtBQUssSUFBSSxNQUFNLFdBQVc7QUFDcEQsVUFBTUMsU0FBUSxTQUFTLFFBQVEsSUFBSSxRQUFRLFNBQVMsS0FBSyxJQUFJO0FBQzdELFFBQUksQ0FBQyxTQUFTLEtBQUssS0FBSyxDQUFDLFNBQVMsUUFBUSxLQUFLLENBQUNBLFVBQVMsT0FBTyxNQUFNLFlBQVksVUFBVTtBQUN4RixhQUFPLENBQUM7QUFBQSxJQUNaO0FBQ0EsV0FBTyxDQUFDLEVBQUUsVUFBVSxFQUFFLEtBQUssT0FBTyxTQUFTLEdBQUcsR0FBRyxPQUFBQSxPQUFNLEdBQUcsU0FBUyxNQUFNLFFBQVEsTUFBTSxHQUFHLGVBQWUsRUFBRSxDQUFDO0FBQUEsRUFDaEgsQ0FBQztBQUNELFNBQU8sTUFBTSxTQUFTLElBQUksRUFBRSxvQkFBb0IsTUFBTSxJQUFJLENBQUM7QUFDL0Q7QUFFQSxTQUFTLFFBQVFBLFFBQW1DO0FBQ2hELE1BQUksQ0FBQyxTQUFTQSxNQUFLLEdBQUc7QUFDbEIsV0FBTztBQUFBLEVBQ1g7QUFDQSxRQUFNLENBQUMsT0FBTyxHQUFHLElBQUksQ0FBQyxXQUFXQSxPQUFNLEtBQUssR0FBRyxXQUFXQSxPQUFNLEdBQUcsQ0FBQztBQUNwRSxTQUFPLFNBQVMsTUFBTSxFQUFFLE9BQU8sSUFBSSxJQUFJO0FBQzNDO0FBRUEsU0FBUyxXQUFXLFVBQXlDO0FBQ3pELE1BQUksQ0FBQyxTQUFTLFFBQVEsS0FBSyxPQUFPLFNBQVMsU0FBUyxZQUFZLE9BQU8sU0FBUyxjQUFjLFVBQVU7QUFDcEcsV0FBTztBQUFBLEVBQ1g7QUFDQSxTQUFPLEVBQUUsTUFBTSxNQUFNLFNBQVMsSUFBSSxHQUFHLFdBQVcsTUFBTSxTQUFTLFNBQVMsRUFBRTtBQUM5RTtBQUdBLFNBQVMsTUFBTSxPQUF1QjtBQUNsQyxTQUFPLE9BQU8sTUFBTSxLQUFLLElBQUksSUFBSSxLQUFLLE1BQU0sS0FBSyxJQUFJLEtBQUssSUFBSSxPQUFPLENBQUMsR0FBRyxjQUFjLENBQUM7QUFDNUY7QUFFQSxTQUFTLFNBQVMsT0FBa0Q7QUFDaEUsU0FBTyxPQUFPLFVBQVUsWUFBWSxVQUFVO0FBQ2xEO0FBR0EsU0FBUyxPQUFPLE9BQXdCO0FBQ3BDLFNBQU8sT0FBTyxLQUFLO0FBQ3ZCOzs7QUQ5SEEsSUFBTSxRQUFRLEVBQUUsT0FBTyxFQUFFLE1BQU0sR0FBRyxXQUFXLEVBQUUsR0FBRyxLQUFLLEVBQUUsTUFBTSxHQUFHLFdBQVcsRUFBRSxFQUFFO0FBQ2pGLElBQU0sVUFBVSxDQUFDLFlBQXVDLEVBQUUsT0FBTyxTQUFTLFVBQVUsVUFBVSxHQUFHLEdBQUcsT0FBTztBQUUzRyxTQUFTLHVCQUF1QixNQUFNO0FBQ2xDLEtBQUcsd0JBQXdCLE1BQU07QUFDN0IsVUFBTSxPQUFPLEVBQUUsT0FBTyxRQUFRLFFBQVEsRUFBRSxVQUFVLE1BQU0sK0JBQStCLEVBQUU7QUFDekYsVUFBTSxVQUFVLEVBQUUsVUFBVSxFQUFFLEtBQUssRUFBRSxVQUFVLE1BQU0sZUFBZSxHQUFHLE1BQU0sR0FBRyxTQUFTLGVBQWU7QUFDeEcsVUFBTSxDQUFDLElBQUksSUFBSSxhQUFhLENBQUMsUUFBUSxFQUFFLFFBQVEsUUFBUSxNQUFNLE1BQU0sQ0FBQyxDQUFDLEdBQUcsb0JBQW9CLENBQUMsT0FBTyxFQUFFLENBQUMsQ0FBQyxDQUFDO0FBQ3pHLElBQU8saUJBQVUsTUFBTTtBQUFBLE1BQ25CO0FBQUEsTUFDQSxTQUFTO0FBQUEsTUFDVCxVQUFVO0FBQUEsTUFDVixRQUFRO0FBQUEsTUFDUixNQUFNO0FBQUEsTUFDTixpQkFBaUIsRUFBRSxNQUFNLCtCQUErQjtBQUFBLE1BQ3hELE1BQU0sQ0FBQyxDQUFDO0FBQUEsTUFDUixvQkFBb0IsQ0FBQyxFQUFFLFVBQVUsRUFBRSxLQUFLLGdCQUFnQixNQUFNLEdBQUcsU0FBUyxlQUFlLENBQUM7QUFBQSxJQUM5RixDQUFDO0FBQUEsRUFDTCxDQUFDO0FBRUQsS0FBRyxnREFBZ0QsTUFBTTtBQUNyRCxVQUFNLFVBQVUsQ0FBQyxVQUFVLGlCQUFpQixlQUFlLFFBQVEsTUFBUztBQUM1RSxJQUFPLGlCQUFVLGFBQWEsUUFBUSxJQUFJLFlBQVUsUUFBUSxFQUFFLE9BQU8sQ0FBQyxDQUFDLENBQUMsRUFBRSxJQUFJLFVBQVEsS0FBSyxNQUFNLEdBQUcsQ0FBQyxRQUFRLE1BQVMsQ0FBQztBQUFBLEVBQzNILENBQUM7QUFFRCxLQUFHLHNFQUFzRSxNQUFNO0FBQzNFLFVBQU0sYUFBYSxDQUFDLEdBQUcsR0FBRyxHQUFHLEdBQUcsR0FBRyxJQUFJLFFBQVEsTUFBUyxFQUFFLElBQUksY0FBWSxRQUFRLEVBQUUsU0FBUyxDQUFDLENBQUM7QUFDL0YsSUFBTyxpQkFBVSxhQUFhLFVBQVUsRUFBRSxJQUFJLFVBQVEsS0FBSyxRQUFRLEdBQUcsQ0FBQyxHQUFHLEdBQUcsR0FBRyxHQUFHLEdBQUcsR0FBRyxHQUFHLENBQUMsQ0FBQztBQUFBLEVBQ2xHLENBQUM7QUFFRCxhQUFXLFFBQVEsQ0FBQyxPQUFPLEtBQUssS0FBSyxDQUFDLEdBQUcsRUFBRSxPQUFPLENBQUMsRUFBRSxHQUFHLE1BQU0sTUFBTSxDQUFDLENBQUMsR0FBRztBQUNyRSxPQUFHLDZCQUE2QixLQUFLLFVBQVUsSUFBSSxDQUFDLEtBQUssT0FBTyxJQUFJLEtBQUssTUFBTTtBQUMzRSxZQUFNLENBQUMsSUFBSSxJQUFJLGFBQWEsQ0FBQyxRQUFRLEVBQUUsS0FBSyxDQUFDLENBQUMsQ0FBQztBQUMvQyxNQUFPLFVBQUcsUUFBUSxFQUFFLFVBQVUsS0FBSztBQUFBLElBQ3ZDLENBQUM7QUFBQSxFQUNMO0FBRUEsYUFBVyxXQUFXLENBQUMsSUFBSSxRQUFXLEVBQUUsTUFBTSxZQUFZLE9BQU8sSUFBSSxDQUFDLEdBQUc7QUFDckUsT0FBRyxvQ0FBb0MsS0FBSyxVQUFVLE9BQU8sQ0FBQyxJQUFJLE1BQU07QUFDcEUsTUFBTyxpQkFBVSxhQUFhLENBQUMsUUFBUSxFQUFFLFFBQVEsQ0FBQyxDQUFDLENBQUMsR0FBRyxDQUFDLENBQUM7QUFBQSxJQUM3RCxDQUFDO0FBQUEsRUFDTDtBQUVBLEtBQUcsMENBQTBDLE1BQU07QUFDL0MsVUFBTSxNQUFNLEVBQUUsT0FBTyxFQUFFLE1BQU0sSUFBSSxXQUFXLElBQUksR0FBRyxLQUFLLEVBQUUsTUFBTSxHQUFHLFdBQVcsT0FBTyxVQUFVLEVBQUU7QUFDakcsVUFBTSxDQUFDLElBQUksSUFBSSxhQUFhLENBQUMsUUFBUSxFQUFFLE9BQU8sSUFBSSxDQUFDLENBQUMsQ0FBQztBQUNyRCxJQUFPLGlCQUFVLE1BQU0sT0FBTyxFQUFFLE9BQU8sRUFBRSxNQUFNLEdBQUcsV0FBVyxFQUFFLEdBQUcsS0FBSyxFQUFFLE1BQU0sR0FBRyxXQUFXLEtBQUssS0FBSyxFQUFFLEVBQUUsQ0FBQztBQUFBLEVBQ2hILENBQUM7QUFFRCxLQUFHLDZEQUE2RCxNQUFNO0FBQ2xFLFVBQU0sQ0FBQyxJQUFJLElBQUksYUFBYSxDQUFDLFFBQVEsRUFBRSxNQUFNLENBQUMsR0FBRyxHQUFHLEdBQUcsR0FBRyxvQkFBb0IsQ0FBQyxNQUFNLEVBQUUsU0FBUyxFQUFFLEdBQUcsR0FBRyxFQUFFLENBQUMsQ0FBQyxDQUFDO0FBQzdHLElBQU8saUJBQVUsT0FBTyxLQUFLLFFBQVEsQ0FBQyxDQUFDLEdBQUcsQ0FBQyxTQUFTLFdBQVcsVUFBVSxDQUFDO0FBQUEsRUFDOUUsQ0FBQztBQUVELEtBQUcsa0RBQWtELE1BQU07QUFDdkQsVUFBTSxPQUFPLE1BQU0sS0FBSyxFQUFFLFFBQVEsSUFBSSxHQUFHLE1BQU0sUUFBUSxFQUFFLFVBQVUsRUFBRSxDQUFDLENBQUM7QUFDdkUsVUFBTSxRQUFRLGFBQWEsQ0FBQyxHQUFHLE1BQU0sUUFBUSxFQUFFLFVBQVUsR0FBRyxTQUFTLGVBQWUsQ0FBQyxDQUFDLENBQUM7QUFDdkYsSUFBTyxhQUFNLE1BQU0sUUFBUSxHQUFHO0FBQzlCLElBQU8sYUFBTSxNQUFNLENBQUMsR0FBRyxTQUFTLGNBQWM7QUFBQSxFQUNsRCxDQUFDO0FBQ0wsQ0FBQzsiLAogICJuYW1lcyI6IFsiZmluZGluZyIsICJyYW5nZSJdCn0K
