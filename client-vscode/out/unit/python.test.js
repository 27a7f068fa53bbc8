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

// test/unit/python.test.ts
var assert = __toESM(require("node:assert/strict"));
var fs = __toESM(require("node:fs/promises"));
var os = __toESM(require("node:os"));
var path = __toESM(require("node:path"));

// src/processes.ts
var import_node_child_process = require("node:child_process");
var import_node_readline = require("node:readline");
var MOST_CHARACTERS = 2e5;
function run(command, options) {
  const [program = "", ...args] = command;
  const { cwd, signal, env = process.env } = options;
  return new Promise((resolve, reject) => {
    const child = (0, import_node_child_process.spawn)(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], windowsHide: true, ...signal ? { signal } : {} });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      (0, import_node_readline.createInterface)({ input: stream }).on("line", (line) => {
        output = `${output}${line}
`.slice(-MOST_CHARACTERS);
        options.onLine?.(line);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? -1, output });
    });
  });
}

// src/python.ts
var OLDEST = [3, 11];
var PROBE = `
import importlib.util, json, sys
print(json.dumps([sys.executable, sys.version_info[:3], all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))]))
`;
async function findPython(setting, options, platform = process.platform) {
  let failure = { reason: "absent" };
  for (const candidate of candidates(setting, platform)) {
    const probed = await probe(candidate, options);
    if (probed && "executable" in probed) {
      return probed;
    }
    if (probed && rank(probed) > rank(failure)) {
      failure = probed;
    }
  }
  return failure;
}
function rank(failure) {
  return ["absent", "tooOld", "noVenv"].indexOf(failure.reason);
}
function candidates(setting, platform) {
  if (setting !== "") {
    return [[setting]];
  }
  const plain = [["python3"], ["python"], ["python3.13"], ["python3.12"], ["python3.11"]];
  return platform === "win32" ? [["py", "-3"], ...plain] : plain;
}
async function probe(command, options) {
  const { code, output } = await run([...command, "-I", "-c", PROBE], options).catch((error) => {
    options.signal?.throwIfAborted();
    return { code: -1, output: String(error) };
  });
  const answer = output.split("\n").find((line) => line.startsWith("["));
  if (code !== 0 || answer === void 0) {
    return void 0;
  }
  const [executable, version, makesEnvironments] = JSON.parse(answer);
  const found = { executable, version };
  if (version[0] !== OLDEST[0] || version[1] < OLDEST[1]) {
    return { reason: "tooOld", found };
  }
  return makesEnvironments ? found : { reason: "noVenv", found };
}

// test/unit/python.test.ts
describe("finding a Python", () => {
  let folder;
  const python = async (name, version, makesEnvironments) => {
    const file = path.join(folder, name);
    await fs.writeFile(file, `#!/bin/sh
echo 'some warning'
echo '${JSON.stringify([file, version, makesEnvironments])}'
`, { mode: 493 });
    return file;
  };
  const find = (setting = "", env = { PATH: folder }) => findPython(setting, { cwd: folder, env }, "linux");
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "amends-python-"));
  });
  afterEach(() => fs.rm(folder, { recursive: true }));
  it("says so when there is none", async () => {
    assert.deepEqual(await find(), { reason: "absent" });
    assert.deepEqual(await find("/nowhere/python"), { reason: "absent" });
  });
  it("takes the real one of this machine", async () => {
    const found = await findPython("", { cwd: folder });
    assert.ok("executable" in found && path.isAbsolute(found.executable), JSON.stringify(found));
  });
  it("passes by what is too old or cannot make environments", async () => {
    await python("python3", [3, 9, 2], true);
    await python("python", [3, 12, 1], false);
    const executable = await python("python3.11", [3, 11, 4], true);
    assert.deepEqual(await find(), { executable, version: [3, 11, 4] });
  });
  it("names the nearest miss: no venv before too old", async () => {
    await python("python3", [3, 11, 2], false);
    await python("python", [3, 8, 0], true);
    const found = await find();
    assert.ok("reason" in found && found.reason === "noVenv");
    assert.deepEqual(found.found.version, [3, 11, 2]);
  });
  it("asks only the one that the setting names", async () => {
    await python("python3", [3, 13, 0], true);
    const old = await python("mine", [3, 10, 0], true);
    assert.deepEqual(await find(old), { reason: "tooOld", found: { executable: old, version: [3, 10, 0] } });
  });
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC91bml0L3B5dGhvbi50ZXN0LnRzIiwgIi4uLy4uL3NyYy9wcm9jZXNzZXMudHMiLCAiLi4vLi4vc3JjL3B5dGhvbi50cyJdLAogICJzb3VyY2VzQ29udGVudCI6IFsiaW1wb3J0ICogYXMgYXNzZXJ0IGZyb20gXCJub2RlOmFzc2VydC9zdHJpY3RcIjtcbmltcG9ydCAqIGFzIGZzIGZyb20gXCJub2RlOmZzL3Byb21pc2VzXCI7XG5pbXBvcnQgKiBhcyBvcyBmcm9tIFwibm9kZTpvc1wiO1xuaW1wb3J0ICogYXMgcGF0aCBmcm9tIFwibm9kZTpwYXRoXCI7XG5pbXBvcnQgeyBmaW5kUHl0aG9uIH0gZnJvbSBcIi4uLy4uL3NyYy9weXRob25cIjtcblxuLyoqIFN0YW5kcyBmb3IgYSBtYWNoaW5lOiBhIGZvbGRlciB3aXRoIHRoZSBpbnRlcnByZXRlcnMgdGhhdCBhcmUgb24gaXRzIFBBVEguICovXG5kZXNjcmliZShcImZpbmRpbmcgYSBQeXRob25cIiwgKCkgPT4ge1xuICAgIGxldCBmb2xkZXI6IHN0cmluZztcblxuICAgIGNvbnN0IHB5dGhvbiA9IGFzeW5jIChuYW1lOiBzdHJpbmcsIHZlcnNpb246IFtudW1iZXIsIG51bWJlciwgbnVtYmVyXSwgbWFrZXNFbnZpcm9ubWVudHM6IGJvb2xlYW4pID0+IHtcbiAgICAgICAgY29uc3QgZmlsZSA9IHBhdGguam9pbihmb2xkZXIsIG5hbWUpO1xuICAgICAgICBhd2FpdCBmcy53cml0ZUZpbGUoZmlsZSwgYCMhL2Jpbi9zaFxcbmVjaG8gJ3NvbWUgd2FybmluZydcXG5lY2hvICcke0pTT04uc3RyaW5naWZ5KFtmaWxlLCB2ZXJzaW9uLCBtYWtlc0Vudmlyb25tZW50c10pfSdcXG5gLCB7IG1vZGU6IDBvNzU1IH0pO1xuICAgICAgICByZXR1cm4gZmlsZTtcbiAgICB9O1xuICAgIGNvbnN0IGZpbmQgPSAoc2V0dGluZyA9IFwiXCIsIGVudjogTm9kZUpTLlByb2Nlc3NFbnYgPSB7IFBBVEg6IGZvbGRlciB9KSA9PiBmaW5kUHl0aG9uKHNldHRpbmcsIHsgY3dkOiBmb2xkZXIsIGVudiB9LCBcImxpbnV4XCIpO1xuXG4gICAgYmVmb3JlRWFjaChhc3luYyAoKSA9PiB7XG4gICAgICAgIGZvbGRlciA9IGF3YWl0IGZzLm1rZHRlbXAocGF0aC5qb2luKG9zLnRtcGRpcigpLCBcImFtZW5kcy1weXRob24tXCIpKTtcbiAgICB9KTtcbiAgICBhZnRlckVhY2goKCkgPT4gZnMucm0oZm9sZGVyLCB7IHJlY3Vyc2l2ZTogdHJ1ZSB9KSk7XG5cbiAgICBpdChcInNheXMgc28gd2hlbiB0aGVyZSBpcyBub25lXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChhd2FpdCBmaW5kKCksIHsgcmVhc29uOiBcImFic2VudFwiIH0pO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKGF3YWl0IGZpbmQoXCIvbm93aGVyZS9weXRob25cIiksIHsgcmVhc29uOiBcImFic2VudFwiIH0pO1xuICAgIH0pO1xuXG4gICAgaXQoXCJ0YWtlcyB0aGUgcmVhbCBvbmUgb2YgdGhpcyBtYWNoaW5lXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgY29uc3QgZm91bmQgPSBhd2FpdCBmaW5kUHl0aG9uKFwiXCIsIHsgY3dkOiBmb2xkZXIgfSk7XG4gICAgICAgIGFzc2VydC5vayhcImV4ZWN1dGFibGVcIiBpbiBmb3VuZCAmJiBwYXRoLmlzQWJzb2x1dGUoZm91bmQuZXhlY3V0YWJsZSksIEpTT04uc3RyaW5naWZ5KGZvdW5kKSk7XG4gICAgfSk7XG5cbiAgICBpdChcInBhc3NlcyBieSB3aGF0IGlzIHRvbyBvbGQgb3IgY2Fubm90IG1ha2UgZW52aXJvbm1lbnRzXCIsIGFzeW5jICgpID0+IHtcbiAgICAgICAgYXdhaXQgcHl0aG9uKFwicHl0aG9uM1wiLCBbMywgOSwgMl0sIHRydWUpO1xuICAgICAgICBhd2FpdCBweXRob24oXCJweXRob25cIiwgWzMsIDEyLCAxXSwgZmFsc2UpO1xuICAgICAgICBjb25zdCBleGVjdXRhYmxlID0gYXdhaXQgcHl0aG9uKFwicHl0aG9uMy4xMVwiLCBbMywgMTEsIDRdLCB0cnVlKTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChhd2FpdCBmaW5kKCksIHsgZXhlY3V0YWJsZSwgdmVyc2lvbjogWzMsIDExLCA0XSB9KTtcbiAgICB9KTtcblxuICAgIGl0KFwibmFtZXMgdGhlIG5lYXJlc3QgbWlzczogbm8gdmVudiBiZWZvcmUgdG9vIG9sZFwiLCBhc3luYyAoKSA9PiB7XG4gICAgICAgIGF3YWl0IHB5dGhvbihcInB5dGhvbjNcIiwgWzMsIDExLCAyXSwgZmFsc2UpO1xuICAgICAgICBhd2FpdCBweXRob24oXCJweXRob25cIiwgWzMsIDgsIDBdLCB0cnVlKTtcbiAgICAgICAgY29uc3QgZm91bmQgPSBhd2FpdCBmaW5kKCk7XG4gICAgICAgIGFzc2VydC5vayhcInJlYXNvblwiIGluIGZvdW5kICYmIGZvdW5kLnJlYXNvbiA9PT0gXCJub1ZlbnZcIik7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoZm91bmQuZm91bmQudmVyc2lvbiwgWzMsIDExLCAyXSk7XG4gICAgfSk7XG5cbiAgICBpdChcImFza3Mgb25seSB0aGUgb25lIHRoYXQgdGhlIHNldHRpbmcgbmFtZXNcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBhd2FpdCBweXRob24oXCJweXRob24zXCIsIFszLCAxMywgMF0sIHRydWUpO1xuICAgICAgICBjb25zdCBvbGQgPSBhd2FpdCBweXRob24oXCJtaW5lXCIsIFszLCAxMCwgMF0sIHRydWUpO1xuICAgICAgICBhc3NlcnQuZGVlcEVxdWFsKGF3YWl0IGZpbmQob2xkKSwgeyByZWFzb246IFwidG9vT2xkXCIsIGZvdW5kOiB7IGV4ZWN1dGFibGU6IG9sZCwgdmVyc2lvbjogWzMsIDEwLCAwXSB9IH0pO1xuICAgIH0pO1xufSk7XG4iLCAiaW1wb3J0IHsgc3Bhd24gfSBmcm9tIFwibm9kZTpjaGlsZF9wcm9jZXNzXCI7XG5pbXBvcnQgeyBjcmVhdGVJbnRlcmZhY2UgfSBmcm9tIFwibm9kZTpyZWFkbGluZVwiO1xuXG5leHBvcnQgaW50ZXJmYWNlIFJ1biB7XG4gICAgY29kZTogbnVtYmVyO1xuICAgIG91dHB1dDogc3RyaW5nO1xufVxuXG5leHBvcnQgaW50ZXJmYWNlIFJ1bk9wdGlvbnMge1xuICAgIC8qKiBQcm9ncmFtcyBhcmUgbG9va2VkIHVwIGFuZCBydW4gaGVyZSwgbmV2ZXIgaW4gYSB3b3Jrc3BhY2U6IG9uIFdpbmRvd3MgdGhlIGN1cnJlbnQgZm9sZGVyIGNvbWVzIGJlZm9yZSB0aGUgUEFUSC4gKi9cbiAgICBjd2Q6IHN0cmluZztcbiAgICBzaWduYWw/OiBBYm9ydFNpZ25hbDtcbiAgICBlbnY/OiBOb2RlSlMuUHJvY2Vzc0VudjtcbiAgICBvbkxpbmU/OiAobGluZTogc3RyaW5nKSA9PiB2b2lkO1xufVxuXG5jb25zdCBNT1NUX0NIQVJBQ1RFUlMgPSAyMDBfMDAwO1xuXG4vKiogUnVucyBhIGNvbW1hbmQgdG8gaXRzIGVuZCB3aXRob3V0IGEgc2hlbGw7IGJvdGggaXRzIHN0cmVhbXMgYXJlIGBvdXRwdXRgLiBSZWplY3RzIHdoZW4gaXQgY2Fubm90IGJlIHN0YXJ0ZWQgb3Igd2FzIGFib3J0ZWQuICovXG5leHBvcnQgZnVuY3Rpb24gcnVuKGNvbW1hbmQ6IHJlYWRvbmx5IHN0cmluZ1tdLCBvcHRpb25zOiBSdW5PcHRpb25zKTogUHJvbWlzZTxSdW4+IHtcbiAgICBjb25zdCBbcHJvZ3JhbSA9IFwiXCIsIC4uLmFyZ3NdID0gY29tbWFuZDtcbiAgICBjb25zdCB7IGN3ZCwgc2lnbmFsLCBlbnYgPSBwcm9jZXNzLmVudiB9ID0gb3B0aW9ucztcbiAgICByZXR1cm4gbmV3IFByb21pc2UoKHJlc29sdmUsIHJlamVjdCkgPT4ge1xuICAgICAgICBjb25zdCBjaGlsZCA9IHNwYXduKHByb2dyYW0sIGFyZ3MsIHsgY3dkLCBlbnYsIHN0ZGlvOiBbXCJpZ25vcmVcIiwgXCJwaXBlXCIsIFwicGlwZVwiXSwgd2luZG93c0hpZGU6IHRydWUsIC4uLihzaWduYWwgPyB7IHNpZ25hbCB9IDoge30pIH0pO1xuICAgICAgICBsZXQgb3V0cHV0ID0gXCJcIjtcbiAgICAgICAgZm9yIChjb25zdCBzdHJlYW0gb2YgW2NoaWxkLnN0ZG91dCwgY2hpbGQuc3RkZXJyXSkge1xuICAgICAgICAgICAgY3JlYXRlSW50ZXJmYWNlKHsgaW5wdXQ6IHN0cmVhbSB9KS5vbihcImxpbmVcIiwgbGluZSA9PiB7XG4gICAgICAgICAgICAgICAgb3V0cHV0ID0gYCR7b3V0cHV0fSR7bGluZX1cXG5gLnNsaWNlKC1NT1NUX0NIQVJBQ1RFUlMpO1xuICAgICAgICAgICAgICAgIG9wdGlvbnMub25MaW5lPy4obGluZSk7XG4gICAgICAgICAgICB9KTtcbiAgICAgICAgfVxuICAgICAgICBjaGlsZC5vbihcImVycm9yXCIsIHJlamVjdCk7XG4gICAgICAgIGNoaWxkLm9uKFwiY2xvc2VcIiwgY29kZSA9PiB7IHJlc29sdmUoeyBjb2RlOiBjb2RlID8/IC0xLCBvdXRwdXQgfSk7IH0pO1xuICAgIH0pO1xufVxuIiwgImltcG9ydCB7IHJ1biwgUnVuT3B0aW9ucyB9IGZyb20gXCIuL3Byb2Nlc3Nlc1wiO1xuXG4vKiogQSBQeXRob24gdGhhdCB0aGUgc2VydmVyJ3MgZW52aXJvbm1lbnQgY2FuIGJlIG1hZGUgd2l0aC4gKi9cbmV4cG9ydCBpbnRlcmZhY2UgUHl0aG9uIHtcbiAgICBleGVjdXRhYmxlOiBzdHJpbmc7XG4gICAgdmVyc2lvbjogcmVhZG9ubHkgW251bWJlciwgbnVtYmVyLCBudW1iZXJdO1xufVxuXG4vKiogV2h5IG5vbmUgb2YgdGhlIGNhbmRpZGF0ZXMgd2lsbCBkby4gKi9cbmV4cG9ydCB0eXBlIE5vUHl0aG9uID1cbiAgICB8IHsgcmVhc29uOiBcImFic2VudFwiIH1cbiAgICB8IHsgcmVhc29uOiBcInRvb09sZFwiOyBmb3VuZDogUHl0aG9uIH1cbiAgICB8IHsgcmVhc29uOiBcIm5vVmVudlwiOyBmb3VuZDogUHl0aG9uIH07XG5cbmNvbnN0IE9MREVTVCA9IFszLCAxMV0gYXMgY29uc3Q7XG5jb25zdCBQUk9CRSA9IGBcbmltcG9ydCBpbXBvcnRsaWIudXRpbCwganNvbiwgc3lzXG5wcmludChqc29uLmR1bXBzKFtzeXMuZXhlY3V0YWJsZSwgc3lzLnZlcnNpb25faW5mb1s6M10sIGFsbChpbXBvcnRsaWIudXRpbC5maW5kX3NwZWMobmFtZSkgZm9yIG5hbWUgaW4gKFwidmVudlwiLCBcImVuc3VyZXBpcFwiKSldKSlcbmA7XG5cbi8qKiBUaGUgZmlyc3QgY2FuZGlkYXRlIHRoYXQgaXMgbmV3IGVub3VnaCBhbmQgY2FuIG1ha2UgZW52aXJvbm1lbnRzLCBlbHNlIHdoeSB0aGVyZSBpcyBub25lLiAqL1xuZXhwb3J0IGFzeW5jIGZ1bmN0aW9uIGZpbmRQeXRob24oc2V0dGluZzogc3RyaW5nLCBvcHRpb25zOiBSdW5PcHRpb25zLCBwbGF0Zm9ybSA9IHByb2Nlc3MucGxhdGZvcm0pOiBQcm9taXNlPFB5dGhvbiB8IE5vUHl0aG9uPiB7XG4gICAgbGV0IGZhaWx1cmU6IE5vUHl0aG9uID0geyByZWFzb246IFwiYWJzZW50XCIgfTtcbiAgICBmb3IgKGNvbnN0IGNhbmRpZGF0ZSBvZiBjYW5kaWRhdGVzKHNldHRpbmcsIHBsYXRmb3JtKSkge1xuICAgICAgICBjb25zdCBwcm9iZWQgPSBhd2FpdCBwcm9iZShjYW5kaWRhdGUsIG9wdGlvbnMpO1xuICAgICAgICBpZiAocHJvYmVkICYmIFwiZXhlY3V0YWJsZVwiIGluIHByb2JlZCkge1xuICAgICAgICAgICAgcmV0dXJuIHByb2JlZDtcbiAgICAgICAgfVxuICAgICAgICBpZiAocHJvYmVkICYmIHJhbmsocHJvYmVkKSA+IHJhbmsoZmFpbHVyZSkpIHtcbiAgICAgICAgICAgIGZhaWx1cmUgPSBwcm9iZWQ7XG4gICAgICAgIH1cbiAgICB9XG4gICAgcmV0dXJuIGZhaWx1cmU7XG59XG5cbi8qKiBXaGF0IGEgcGVyc29uIHdpdGggdGhhdCBmYWlsdXJlIGlzIG5lYXJlc3QgdG86IG5vIHZlbnYgKG9uZSBwYWNrYWdlIGF3YXkpIGJlZm9yZSB0b28gb2xkIGJlZm9yZSBub3RoaW5nLiAqL1xuZnVuY3Rpb24gcmFuayhmYWlsdXJlOiBOb1B5dGhvbik6IG51bWJlciB7XG4gICAgcmV0dXJuIFtcImFic2VudFwiLCBcInRvb09sZFwiLCBcIm5vVmVudlwiXS5pbmRleE9mKGZhaWx1cmUucmVhc29uKTtcbn1cblxuZnVuY3Rpb24gY2FuZGlkYXRlcyhzZXR0aW5nOiBzdHJpbmcsIHBsYXRmb3JtOiBOb2RlSlMuUGxhdGZvcm0pOiBzdHJpbmdbXVtdIHtcbiAgICBpZiAoc2V0dGluZyAhPT0gXCJcIikge1xuICAgICAgICByZXR1cm4gW1tzZXR0aW5nXV07XG4gICAgfVxuICAgIGNvbnN0IHBsYWluID0gW1tcInB5dGhvbjNcIl0sIFtcInB5dGhvblwiXSwgW1wicHl0aG9uMy4xM1wiXSwgW1wicHl0aG9uMy4xMlwiXSwgW1wicHl0aG9uMy4xMVwiXV07XG4gICAgcmV0dXJuIHBsYXRmb3JtID09PSBcIndpbjMyXCIgPyBbW1wicHlcIiwgXCItM1wiXSwgLi4ucGxhaW5dIDogcGxhaW47XG59XG5cbmFzeW5jIGZ1bmN0aW9uIHByb2JlKGNvbW1hbmQ6IHJlYWRvbmx5IHN0cmluZ1tdLCBvcHRpb25zOiBSdW5PcHRpb25zKTogUHJvbWlzZTxQeXRob24gfCBOb1B5dGhvbiB8IHVuZGVmaW5lZD4ge1xuICAgIGNvbnN0IHsgY29kZSwgb3V0cHV0IH0gPSBhd2FpdCBydW4oWy4uLmNvbW1hbmQsIFwiLUlcIiwgXCItY1wiLCBQUk9CRV0sIG9wdGlvbnMpLmNhdGNoKChlcnJvcjogdW5rbm93bikgPT4ge1xuICAgICAgICBvcHRpb25zLnNpZ25hbD8udGhyb3dJZkFib3J0ZWQoKTtcbiAgICAgICAgcmV0dXJuIHsgY29kZTogLTEsIG91dHB1dDogU3RyaW5nKGVycm9yKSB9O1xuICAgIH0pO1xuICAgIGNvbnN0IGFuc3dlciA9IG91dHB1dC5zcGxpdChcIlxcblwiKS5maW5kKGxpbmUgPT4gbGluZS5zdGFydHNXaXRoKFwiW1wiKSk7XG4gICAgaWYgKGNvZGUgIT09IDAgfHwgYW5zd2VyID09PSB1bmRlZmluZWQpIHtcbiAgICAgICAgcmV0dXJuIHVuZGVmaW5lZDtcbiAgICB9XG4gICAgY29uc3QgW2V4ZWN1dGFibGUsIHZlcnNpb24sIG1ha2VzRW52aXJvbm1lbnRzXSA9IEpTT04ucGFyc2UoYW5zd2VyKSBhcyBbc3RyaW5nLCBQeXRob25bXCJ2ZXJzaW9uXCJdLCBib29sZWFuXTtcbiAgICBjb25zdCBmb3VuZCA9IHsgZXhlY3V0YWJsZSwgdmVyc2lvbiB9O1xuICAgIGlmICh2ZXJzaW9uWzBdICE9PSBPTERFU1RbMF0gfHwgdmVyc2lvblsxXSA8IE9MREVTVFsxXSkge1xuICAgICAgICByZXR1cm4geyByZWFzb246IFwidG9vT2xkXCIsIGZvdW5kIH07XG4gICAgfVxuICAgIHJldHVybiBtYWtlc0Vudmlyb25tZW50cyA/IGZvdW5kIDogeyByZWFzb246IFwibm9WZW52XCIsIGZvdW5kIH07XG59XG4iXSwKICAibWFwcGluZ3MiOiAiOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7O0FBQUEsYUFBd0I7QUFDeEIsU0FBb0I7QUFDcEIsU0FBb0I7QUFDcEIsV0FBc0I7OztBQ0h0QixnQ0FBc0I7QUFDdEIsMkJBQWdDO0FBZWhDLElBQU0sa0JBQWtCO0FBR2pCLFNBQVMsSUFBSSxTQUE0QixTQUFtQztBQUMvRSxRQUFNLENBQUMsVUFBVSxJQUFJLEdBQUcsSUFBSSxJQUFJO0FBQ2hDLFFBQU0sRUFBRSxLQUFLLFFBQVEsTUFBTSxRQUFRLElBQUksSUFBSTtBQUMzQyxTQUFPLElBQUksUUFBUSxDQUFDLFNBQVMsV0FBVztBQUNwQyxVQUFNLFlBQVEsaUNBQU0sU0FBUyxNQUFNLEVBQUUsS0FBSyxLQUFLLE9BQU8sQ0FBQyxVQUFVLFFBQVEsTUFBTSxHQUFHLGFBQWEsTUFBTSxHQUFJLFNBQVMsRUFBRSxPQUFPLElBQUksQ0FBQyxFQUFHLENBQUM7QUFDcEksUUFBSSxTQUFTO0FBQ2IsZUFBVyxVQUFVLENBQUMsTUFBTSxRQUFRLE1BQU0sTUFBTSxHQUFHO0FBQy9DLGdEQUFnQixFQUFFLE9BQU8sT0FBTyxDQUFDLEVBQUUsR0FBRyxRQUFRLFVBQVE7QUFDbEQsaUJBQVMsR0FBRyxNQUFNLEdBQUcsSUFBSTtBQUFBLEVBQUssTUFBTSxDQUFDLGVBQWU7QUFDcEQsZ0JBQVEsU0FBUyxJQUFJO0FBQUEsTUFDekIsQ0FBQztBQUFBLElBQ0w7QUFDQSxVQUFNLEdBQUcsU0FBUyxNQUFNO0FBQ3hCLFVBQU0sR0FBRyxTQUFTLFVBQVE7QUFBRSxjQUFRLEVBQUUsTUFBTSxRQUFRLElBQUksT0FBTyxDQUFDO0FBQUEsSUFBRyxDQUFDO0FBQUEsRUFDeEUsQ0FBQztBQUNMOzs7QUNwQkEsSUFBTSxTQUFTLENBQUMsR0FBRyxFQUFFO0FBQ3JCLElBQU0sUUFBUTtBQUFBO0FBQUE7QUFBQTtBQU1kLGVBQXNCLFdBQVcsU0FBaUIsU0FBcUIsV0FBVyxRQUFRLFVBQXNDO0FBQzVILE1BQUksVUFBb0IsRUFBRSxRQUFRLFNBQVM7QUFDM0MsYUFBVyxhQUFhLFdBQVcsU0FBUyxRQUFRLEdBQUc7QUFDbkQsVUFBTSxTQUFTLE1BQU0sTUFBTSxXQUFXLE9BQU87QUFDN0MsUUFBSSxVQUFVLGdCQUFnQixRQUFRO0FBQ2xDLGFBQU87QUFBQSxJQUNYO0FBQ0EsUUFBSSxVQUFVLEtBQUssTUFBTSxJQUFJLEtBQUssT0FBTyxHQUFHO0FBQ3hDLGdCQUFVO0FBQUEsSUFDZDtBQUFBLEVBQ0o7QUFDQSxTQUFPO0FBQ1g7QUFHQSxTQUFTLEtBQUssU0FBMkI7QUFDckMsU0FBTyxDQUFDLFVBQVUsVUFBVSxRQUFRLEVBQUUsUUFBUSxRQUFRLE1BQU07QUFDaEU7QUFFQSxTQUFTLFdBQVcsU0FBaUIsVUFBdUM7QUFDeEUsTUFBSSxZQUFZLElBQUk7QUFDaEIsV0FBTyxDQUFDLENBQUMsT0FBTyxDQUFDO0FBQUEsRUFDckI7QUFDQSxRQUFNLFFBQVEsQ0FBQyxDQUFDLFNBQVMsR0FBRyxDQUFDLFFBQVEsR0FBRyxDQUFDLFlBQVksR0FBRyxDQUFDLFlBQVksR0FBRyxDQUFDLFlBQVksQ0FBQztBQUN0RixTQUFPLGFBQWEsVUFBVSxDQUFDLENBQUMsTUFBTSxJQUFJLEdBQUcsR0FBRyxLQUFLLElBQUk7QUFDN0Q7QUFFQSxlQUFlLE1BQU0sU0FBNEIsU0FBNkQ7QUFDMUcsUUFBTSxFQUFFLE1BQU0sT0FBTyxJQUFJLE1BQU0sSUFBSSxDQUFDLEdBQUcsU0FBUyxNQUFNLE1BQU0sS0FBSyxHQUFHLE9BQU8sRUFBRSxNQUFNLENBQUMsVUFBbUI7QUFDbkcsWUFBUSxRQUFRLGVBQWU7QUFDL0IsV0FBTyxFQUFFLE1BQU0sSUFBSSxRQUFRLE9BQU8sS0FBSyxFQUFFO0FBQUEsRUFDN0MsQ0FBQztBQUNELFFBQU0sU0FBUyxPQUFPLE1BQU0sSUFBSSxFQUFFLEtBQUssVUFBUSxLQUFLLFdBQVcsR0FBRyxDQUFDO0FBQ25FLE1BQUksU0FBUyxLQUFLLFdBQVcsUUFBVztBQUNwQyxXQUFPO0FBQUEsRUFDWDtBQUNBLFFBQU0sQ0FBQyxZQUFZLFNBQVMsaUJBQWlCLElBQUksS0FBSyxNQUFNLE1BQU07QUFDbEUsUUFBTSxRQUFRLEVBQUUsWUFBWSxRQUFRO0FBQ3BDLE1BQUksUUFBUSxDQUFDLE1BQU0sT0FBTyxDQUFDLEtBQUssUUFBUSxDQUFDLElBQUksT0FBTyxDQUFDLEdBQUc7QUFDcEQsV0FBTyxFQUFFLFFBQVEsVUFBVSxNQUFNO0FBQUEsRUFDckM7QUFDQSxTQUFPLG9CQUFvQixRQUFRLEVBQUUsUUFBUSxVQUFVLE1BQU07QUFDakU7OztBRnhEQSxTQUFTLG9CQUFvQixNQUFNO0FBQy9CLE1BQUk7QUFFSixRQUFNLFNBQVMsT0FBTyxNQUFjLFNBQW1DLHNCQUErQjtBQUNsRyxVQUFNLE9BQVksVUFBSyxRQUFRLElBQUk7QUFDbkMsVUFBUyxhQUFVLE1BQU07QUFBQTtBQUFBLFFBQXlDLEtBQUssVUFBVSxDQUFDLE1BQU0sU0FBUyxpQkFBaUIsQ0FBQyxDQUFDO0FBQUEsR0FBTyxFQUFFLE1BQU0sSUFBTSxDQUFDO0FBQzFJLFdBQU87QUFBQSxFQUNYO0FBQ0EsUUFBTSxPQUFPLENBQUMsVUFBVSxJQUFJLE1BQXlCLEVBQUUsTUFBTSxPQUFPLE1BQU0sV0FBVyxTQUFTLEVBQUUsS0FBSyxRQUFRLElBQUksR0FBRyxPQUFPO0FBRTNILGFBQVcsWUFBWTtBQUNuQixhQUFTLE1BQVMsV0FBYSxVQUFRLFVBQU8sR0FBRyxnQkFBZ0IsQ0FBQztBQUFBLEVBQ3RFLENBQUM7QUFDRCxZQUFVLE1BQVMsTUFBRyxRQUFRLEVBQUUsV0FBVyxLQUFLLENBQUMsQ0FBQztBQUVsRCxLQUFHLDhCQUE4QixZQUFZO0FBQ3pDLElBQU8saUJBQVUsTUFBTSxLQUFLLEdBQUcsRUFBRSxRQUFRLFNBQVMsQ0FBQztBQUNuRCxJQUFPLGlCQUFVLE1BQU0sS0FBSyxpQkFBaUIsR0FBRyxFQUFFLFFBQVEsU0FBUyxDQUFDO0FBQUEsRUFDeEUsQ0FBQztBQUVELEtBQUcsc0NBQXNDLFlBQVk7QUFDakQsVUFBTSxRQUFRLE1BQU0sV0FBVyxJQUFJLEVBQUUsS0FBSyxPQUFPLENBQUM7QUFDbEQsSUFBTyxVQUFHLGdCQUFnQixTQUFjLGdCQUFXLE1BQU0sVUFBVSxHQUFHLEtBQUssVUFBVSxLQUFLLENBQUM7QUFBQSxFQUMvRixDQUFDO0FBRUQsS0FBRyx5REFBeUQsWUFBWTtBQUNwRSxVQUFNLE9BQU8sV0FBVyxDQUFDLEdBQUcsR0FBRyxDQUFDLEdBQUcsSUFBSTtBQUN2QyxVQUFNLE9BQU8sVUFBVSxDQUFDLEdBQUcsSUFBSSxDQUFDLEdBQUcsS0FBSztBQUN4QyxVQUFNLGFBQWEsTUFBTSxPQUFPLGNBQWMsQ0FBQyxHQUFHLElBQUksQ0FBQyxHQUFHLElBQUk7QUFDOUQsSUFBTyxpQkFBVSxNQUFNLEtBQUssR0FBRyxFQUFFLFlBQVksU0FBUyxDQUFDLEdBQUcsSUFBSSxDQUFDLEVBQUUsQ0FBQztBQUFBLEVBQ3RFLENBQUM7QUFFRCxLQUFHLGtEQUFrRCxZQUFZO0FBQzdELFVBQU0sT0FBTyxXQUFXLENBQUMsR0FBRyxJQUFJLENBQUMsR0FBRyxLQUFLO0FBQ3pDLFVBQU0sT0FBTyxVQUFVLENBQUMsR0FBRyxHQUFHLENBQUMsR0FBRyxJQUFJO0FBQ3RDLFVBQU0sUUFBUSxNQUFNLEtBQUs7QUFDekIsSUFBTyxVQUFHLFlBQVksU0FBUyxNQUFNLFdBQVcsUUFBUTtBQUN4RCxJQUFPLGlCQUFVLE1BQU0sTUFBTSxTQUFTLENBQUMsR0FBRyxJQUFJLENBQUMsQ0FBQztBQUFBLEVBQ3BELENBQUM7QUFFRCxLQUFHLDRDQUE0QyxZQUFZO0FBQ3ZELFVBQU0sT0FBTyxXQUFXLENBQUMsR0FBRyxJQUFJLENBQUMsR0FBRyxJQUFJO0FBQ3hDLFVBQU0sTUFBTSxNQUFNLE9BQU8sUUFBUSxDQUFDLEdBQUcsSUFBSSxDQUFDLEdBQUcsSUFBSTtBQUNqRCxJQUFPLGlCQUFVLE1BQU0sS0FBSyxHQUFHLEdBQUcsRUFBRSxRQUFRLFVBQVUsT0FBTyxFQUFFLFlBQVksS0FBSyxTQUFTLENBQUMsR0FBRyxJQUFJLENBQUMsRUFBRSxFQUFFLENBQUM7QUFBQSxFQUMzRyxDQUFDO0FBQ0wsQ0FBQzsiLAogICJuYW1lcyI6IFtdCn0K
