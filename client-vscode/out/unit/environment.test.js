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

// test/unit/environment.test.ts
var assert = __toESM(require("node:assert/strict"));
var import_node_child_process2 = require("node:child_process");
var fs2 = __toESM(require("node:fs/promises"));
var os = __toESM(require("node:os"));
var path2 = __toESM(require("node:path"));

// src/environment.ts
var import_node_crypto = require("node:crypto");
var fs = __toESM(require("node:fs/promises"));
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

// src/environment.ts
var EnvironmentError = class extends Error {
  constructor(step, output) {
    super(`${step} failed: ${lastLine(output)}`);
    this.step = step;
    this.output = output;
  }
  step;
  output;
  name = "EnvironmentError";
};
var DAY_MS = 864e5;
async function currentEnvironment(home, wheel) {
  try {
    const current = JSON.parse(await fs.readFile(path.join(home, "current.json"), "utf8"));
    const python = pythonOf(path.join(home, path.basename(current.folder)));
    await fs.access(python, fs.constants.X_OK);
    return current.wheel === await hashOf(wheel) ? python : void 0;
  } catch {
    return void 0;
  }
}
async function makeEnvironment(plan) {
  const hash = await hashOf(plan.wheel);
  const folder = path.join(plan.home, `${hash.slice(0, 12)}-${(0, import_node_crypto.randomUUID)().slice(0, 8)}`);
  await fs.mkdir(plan.home, { recursive: true });
  try {
    await install(folder, plan);
    await remember(plan.home, { folder: path.basename(folder), wheel: hash });
  } catch (error) {
    await fs.rm(folder, { recursive: true, force: true });
    throw error;
  }
  await removeOld(plan.home, path.basename(folder));
  return pythonOf(folder);
}
async function install(folder, plan) {
  const options = { cwd: plan.home, signal: plan.signal, env: plan.env, onLine: plan.report };
  const venv = await run([await plan.python(), "-I", "-m", "venv", folder], options);
  if (venv.code !== 0) {
    throw new EnvironmentError("venv", venv.output);
  }
  const quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"];
  const pip = await run([pythonOf(folder), "-m", "pip", "install", ...quiet, plan.wheel], options);
  if (pip.code !== 0) {
    throw new EnvironmentError("pip", pip.output);
  }
}
async function remember(home, current) {
  const written = path.join(home, `current-${(0, import_node_crypto.randomUUID)()}.json`);
  await fs.writeFile(written, JSON.stringify(current));
  await fs.rename(written, path.join(home, "current.json"));
}
async function removeOld(home, kept) {
  for (const entry of await fs.readdir(home, { withFileTypes: true })) {
    const folder = path.join(home, entry.name);
    if (entry.isDirectory() && entry.name !== kept && Date.now() - (await fs.stat(folder)).mtimeMs > DAY_MS) {
      await fs.rm(folder, { recursive: true, force: true }).catch(() => void 0);
    }
  }
}
function pythonOf(folder) {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}
async function hashOf(file) {
  return (0, import_node_crypto.createHash)("sha256").update(await fs.readFile(file)).digest("hex");
}
function lastLine(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
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

// test/unit/environment.test.ts
var MAKE_WHEEL = `
import sys, zipfile
folder, version, body = sys.argv[1:]
info = f"tiny-{version}.dist-info"
files = {"tiny.py": body, f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: tiny\\nVersion: {version}\\n",
         f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n", f"{info}/RECORD": ""}
with zipfile.ZipFile(f"{folder}/tiny-{version}-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
`;
describe("the private environment", () => {
  let folder;
  let lines;
  const wheelOf = (version, body) => {
    (0, import_node_child_process2.execFileSync)("python3", ["-c", MAKE_WHEEL, folder, version, body]);
    return path2.join(folder, `tiny-${version}-py3-none-any.whl`);
  };
  const planOf = (wheel, fields = {}) => ({
    home: path2.join(folder, "home"),
    wheel,
    python: async () => {
      const found = await findPython("", { cwd: folder });
      assert.ok("executable" in found);
      return found.executable;
    },
    report: (line) => lines.push(line),
    env: process.env,
    signal: new AbortController().signal,
    ...fields
  });
  const environments = async () => (await fs2.readdir(path2.join(folder, "home"))).filter((name) => name !== "current.json");
  beforeEach(async () => {
    lines = [];
    folder = await fs2.mkdtemp(path2.join(os.tmpdir(), "amends environment "));
  });
  afterEach(() => fs2.rm(folder, { recursive: true }));
  it("is made from a wheel, found again, and replaced for another wheel", async () => {
    const wheel = wheelOf("1.0", "name = 'first'");
    const home = path2.join(folder, "home");
    assert.equal(await currentEnvironment(home, wheel), void 0);
    const python = await makeEnvironment(planOf(wheel));
    const said = await run([python, "-c", "import tiny; print(tiny.name)"], { cwd: folder });
    assert.equal(said.output.trim(), "first");
    assert.ok(lines.some((line) => line.startsWith("Installing")));
    assert.equal(await currentEnvironment(home, wheel), python);
    assert.equal(await currentEnvironment(home, wheelOf("2.0", "name = 'second'")), void 0);
  });
  it("does not count when its Python is gone", async () => {
    const wheel = wheelOf("1.0", "");
    const python = await makeEnvironment(planOf(wheel));
    await fs2.rm(python);
    assert.equal(await currentEnvironment(path2.join(folder, "home"), wheel), void 0);
  });
  it("leaves nothing behind when pip fails, and says what pip said", async () => {
    const wheel = path2.join(folder, "broken-1.0-py3-none-any.whl");
    await fs2.writeFile(wheel, "this is no wheel");
    await assert.rejects(makeEnvironment(planOf(wheel)), (error) => {
      assert.ok(error instanceof EnvironmentError);
      assert.equal(error.step, "pip");
      return /invalid/i.test(error.output);
    });
    assert.deepEqual(await environments(), []);
  });
  it("leaves nothing behind when it is cancelled", async () => {
    const abort = new AbortController();
    const python = () => {
      abort.abort();
      return Promise.resolve("python3");
    };
    await assert.rejects(makeEnvironment(planOf(wheelOf("1.0", ""), { signal: abort.signal, python })));
    assert.deepEqual(await environments(), []);
  });
  it("removes what is a day old, and spares what another window may use", async () => {
    const home = path2.join(folder, "home");
    for (const [name, age] of [["old", 2], ["young", 0]]) {
      await fs2.mkdir(path2.join(home, name), { recursive: true });
      const time = Date.now() / 1e3 - age * 86400;
      await fs2.utimes(path2.join(home, name), time, time);
    }
    await makeEnvironment(planOf(wheelOf("1.0", "")));
    const names = await environments();
    assert.ok(names.includes("young") && !names.includes("old"), names.join(" "));
  });
});
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdGVzdC91bml0L2Vudmlyb25tZW50LnRlc3QudHMiLCAiLi4vLi4vc3JjL2Vudmlyb25tZW50LnRzIiwgIi4uLy4uL3NyYy9wcm9jZXNzZXMudHMiLCAiLi4vLi4vc3JjL3B5dGhvbi50cyJdLAogICJzb3VyY2VzQ29udGVudCI6IFsiaW1wb3J0ICogYXMgYXNzZXJ0IGZyb20gXCJub2RlOmFzc2VydC9zdHJpY3RcIjtcbmltcG9ydCB7IGV4ZWNGaWxlU3luYyB9IGZyb20gXCJub2RlOmNoaWxkX3Byb2Nlc3NcIjtcbmltcG9ydCAqIGFzIGZzIGZyb20gXCJub2RlOmZzL3Byb21pc2VzXCI7XG5pbXBvcnQgKiBhcyBvcyBmcm9tIFwibm9kZTpvc1wiO1xuaW1wb3J0ICogYXMgcGF0aCBmcm9tIFwibm9kZTpwYXRoXCI7XG5pbXBvcnQgeyBjdXJyZW50RW52aXJvbm1lbnQsIEVudmlyb25tZW50RXJyb3IsIEVudmlyb25tZW50UGxhbiwgbWFrZUVudmlyb25tZW50IH0gZnJvbSBcIi4uLy4uL3NyYy9lbnZpcm9ubWVudFwiO1xuaW1wb3J0IHsgZmluZFB5dGhvbiB9IGZyb20gXCIuLi8uLi9zcmMvcHl0aG9uXCI7XG5pbXBvcnQgeyBydW4gfSBmcm9tIFwiLi4vLi4vc3JjL3Byb2Nlc3Nlc1wiO1xuXG5jb25zdCBNQUtFX1dIRUVMID0gYFxuaW1wb3J0IHN5cywgemlwZmlsZVxuZm9sZGVyLCB2ZXJzaW9uLCBib2R5ID0gc3lzLmFyZ3ZbMTpdXG5pbmZvID0gZlwidGlueS17dmVyc2lvbn0uZGlzdC1pbmZvXCJcbmZpbGVzID0ge1widGlueS5weVwiOiBib2R5LCBmXCJ7aW5mb30vTUVUQURBVEFcIjogZlwiTWV0YWRhdGEtVmVyc2lvbjogMi4xXFxcXG5OYW1lOiB0aW55XFxcXG5WZXJzaW9uOiB7dmVyc2lvbn1cXFxcblwiLFxuICAgICAgICAgZlwie2luZm99L1dIRUVMXCI6IFwiV2hlZWwtVmVyc2lvbjogMS4wXFxcXG5Sb290LUlzLVB1cmVsaWI6IHRydWVcXFxcblRhZzogcHkzLW5vbmUtYW55XFxcXG5cIiwgZlwie2luZm99L1JFQ09SRFwiOiBcIlwifVxud2l0aCB6aXBmaWxlLlppcEZpbGUoZlwie2ZvbGRlcn0vdGlueS17dmVyc2lvbn0tcHkzLW5vbmUtYW55LndobFwiLCBcIndcIikgYXMgd2hlZWw6XG4gICAgZm9yIG5hbWUsIHRleHQgaW4gZmlsZXMuaXRlbXMoKTpcbiAgICAgICAgd2hlZWwud3JpdGVzdHIobmFtZSwgdGV4dClcbmA7XG5cbmRlc2NyaWJlKFwidGhlIHByaXZhdGUgZW52aXJvbm1lbnRcIiwgKCkgPT4ge1xuICAgIGxldCBmb2xkZXI6IHN0cmluZztcbiAgICBsZXQgbGluZXM6IHN0cmluZ1tdO1xuXG4gICAgY29uc3Qgd2hlZWxPZiA9ICh2ZXJzaW9uOiBzdHJpbmcsIGJvZHk6IHN0cmluZykgPT4ge1xuICAgICAgICBleGVjRmlsZVN5bmMoXCJweXRob24zXCIsIFtcIi1jXCIsIE1BS0VfV0hFRUwsIGZvbGRlciwgdmVyc2lvbiwgYm9keV0pO1xuICAgICAgICByZXR1cm4gcGF0aC5qb2luKGZvbGRlciwgYHRpbnktJHt2ZXJzaW9ufS1weTMtbm9uZS1hbnkud2hsYCk7XG4gICAgfTtcbiAgICBjb25zdCBwbGFuT2YgPSAod2hlZWw6IHN0cmluZywgZmllbGRzOiBQYXJ0aWFsPEVudmlyb25tZW50UGxhbj4gPSB7fSk6IEVudmlyb25tZW50UGxhbiA9PiAoe1xuICAgICAgICBob21lOiBwYXRoLmpvaW4oZm9sZGVyLCBcImhvbWVcIiksXG4gICAgICAgIHdoZWVsLFxuICAgICAgICBweXRob246IGFzeW5jICgpID0+IHtcbiAgICAgICAgICAgIGNvbnN0IGZvdW5kID0gYXdhaXQgZmluZFB5dGhvbihcIlwiLCB7IGN3ZDogZm9sZGVyIH0pO1xuICAgICAgICAgICAgYXNzZXJ0Lm9rKFwiZXhlY3V0YWJsZVwiIGluIGZvdW5kKTtcbiAgICAgICAgICAgIHJldHVybiBmb3VuZC5leGVjdXRhYmxlO1xuICAgICAgICB9LFxuICAgICAgICByZXBvcnQ6IGxpbmUgPT4gbGluZXMucHVzaChsaW5lKSxcbiAgICAgICAgZW52OiBwcm9jZXNzLmVudixcbiAgICAgICAgc2lnbmFsOiBuZXcgQWJvcnRDb250cm9sbGVyKCkuc2lnbmFsLFxuICAgICAgICAuLi5maWVsZHMsXG4gICAgfSk7XG4gICAgY29uc3QgZW52aXJvbm1lbnRzID0gYXN5bmMgKCkgPT4gKGF3YWl0IGZzLnJlYWRkaXIocGF0aC5qb2luKGZvbGRlciwgXCJob21lXCIpKSkuZmlsdGVyKG5hbWUgPT4gbmFtZSAhPT0gXCJjdXJyZW50Lmpzb25cIik7XG5cbiAgICBiZWZvcmVFYWNoKGFzeW5jICgpID0+IHtcbiAgICAgICAgbGluZXMgPSBbXTtcbiAgICAgICAgZm9sZGVyID0gYXdhaXQgZnMubWtkdGVtcChwYXRoLmpvaW4ob3MudG1wZGlyKCksIFwiYW1lbmRzIGVudmlyb25tZW50IFwiKSk7XG4gICAgfSk7XG4gICAgYWZ0ZXJFYWNoKCgpID0+IGZzLnJtKGZvbGRlciwgeyByZWN1cnNpdmU6IHRydWUgfSkpO1xuXG4gICAgaXQoXCJpcyBtYWRlIGZyb20gYSB3aGVlbCwgZm91bmQgYWdhaW4sIGFuZCByZXBsYWNlZCBmb3IgYW5vdGhlciB3aGVlbFwiLCBhc3luYyAoKSA9PiB7XG4gICAgICAgIGNvbnN0IHdoZWVsID0gd2hlZWxPZihcIjEuMFwiLCBcIm5hbWUgPSAnZmlyc3QnXCIpO1xuICAgICAgICBjb25zdCBob21lID0gcGF0aC5qb2luKGZvbGRlciwgXCJob21lXCIpO1xuICAgICAgICBhc3NlcnQuZXF1YWwoYXdhaXQgY3VycmVudEVudmlyb25tZW50KGhvbWUsIHdoZWVsKSwgdW5kZWZpbmVkKTtcbiAgICAgICAgY29uc3QgcHl0aG9uID0gYXdhaXQgbWFrZUVudmlyb25tZW50KHBsYW5PZih3aGVlbCkpO1xuICAgICAgICBjb25zdCBzYWlkID0gYXdhaXQgcnVuKFtweXRob24sIFwiLWNcIiwgXCJpbXBvcnQgdGlueTsgcHJpbnQodGlueS5uYW1lKVwiXSwgeyBjd2Q6IGZvbGRlciB9KTtcbiAgICAgICAgYXNzZXJ0LmVxdWFsKHNhaWQub3V0cHV0LnRyaW0oKSwgXCJmaXJzdFwiKTtcbiAgICAgICAgYXNzZXJ0Lm9rKGxpbmVzLnNvbWUobGluZSA9PiBsaW5lLnN0YXJ0c1dpdGgoXCJJbnN0YWxsaW5nXCIpKSk7XG4gICAgICAgIGFzc2VydC5lcXVhbChhd2FpdCBjdXJyZW50RW52aXJvbm1lbnQoaG9tZSwgd2hlZWwpLCBweXRob24pO1xuICAgICAgICBhc3NlcnQuZXF1YWwoYXdhaXQgY3VycmVudEVudmlyb25tZW50KGhvbWUsIHdoZWVsT2YoXCIyLjBcIiwgXCJuYW1lID0gJ3NlY29uZCdcIikpLCB1bmRlZmluZWQpO1xuICAgIH0pO1xuXG4gICAgaXQoXCJkb2VzIG5vdCBjb3VudCB3aGVuIGl0cyBQeXRob24gaXMgZ29uZVwiLCBhc3luYyAoKSA9PiB7XG4gICAgICAgIGNvbnN0IHdoZWVsID0gd2hlZWxPZihcIjEuMFwiLCBcIlwiKTtcbiAgICAgICAgY29uc3QgcHl0aG9uID0gYXdhaXQgbWFrZUVudmlyb25tZW50KHBsYW5PZih3aGVlbCkpO1xuICAgICAgICBhd2FpdCBmcy5ybShweXRob24pO1xuICAgICAgICBhc3NlcnQuZXF1YWwoYXdhaXQgY3VycmVudEVudmlyb25tZW50KHBhdGguam9pbihmb2xkZXIsIFwiaG9tZVwiKSwgd2hlZWwpLCB1bmRlZmluZWQpO1xuICAgIH0pO1xuXG4gICAgaXQoXCJsZWF2ZXMgbm90aGluZyBiZWhpbmQgd2hlbiBwaXAgZmFpbHMsIGFuZCBzYXlzIHdoYXQgcGlwIHNhaWRcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBjb25zdCB3aGVlbCA9IHBhdGguam9pbihmb2xkZXIsIFwiYnJva2VuLTEuMC1weTMtbm9uZS1hbnkud2hsXCIpO1xuICAgICAgICBhd2FpdCBmcy53cml0ZUZpbGUod2hlZWwsIFwidGhpcyBpcyBubyB3aGVlbFwiKTtcbiAgICAgICAgYXdhaXQgYXNzZXJ0LnJlamVjdHMobWFrZUVudmlyb25tZW50KHBsYW5PZih3aGVlbCkpLCAoZXJyb3I6IHVua25vd24pID0+IHtcbiAgICAgICAgICAgIGFzc2VydC5vayhlcnJvciBpbnN0YW5jZW9mIEVudmlyb25tZW50RXJyb3IpO1xuICAgICAgICAgICAgYXNzZXJ0LmVxdWFsKGVycm9yLnN0ZXAsIFwicGlwXCIpO1xuICAgICAgICAgICAgcmV0dXJuIC9pbnZhbGlkL2kudGVzdChlcnJvci5vdXRwdXQpO1xuICAgICAgICB9KTtcbiAgICAgICAgYXNzZXJ0LmRlZXBFcXVhbChhd2FpdCBlbnZpcm9ubWVudHMoKSwgW10pO1xuICAgIH0pO1xuXG4gICAgaXQoXCJsZWF2ZXMgbm90aGluZyBiZWhpbmQgd2hlbiBpdCBpcyBjYW5jZWxsZWRcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBjb25zdCBhYm9ydCA9IG5ldyBBYm9ydENvbnRyb2xsZXIoKTtcbiAgICAgICAgY29uc3QgcHl0aG9uID0gKCk6IFByb21pc2U8c3RyaW5nPiA9PiB7XG4gICAgICAgICAgICBhYm9ydC5hYm9ydCgpO1xuICAgICAgICAgICAgcmV0dXJuIFByb21pc2UucmVzb2x2ZShcInB5dGhvbjNcIik7XG4gICAgICAgIH07XG4gICAgICAgIGF3YWl0IGFzc2VydC5yZWplY3RzKG1ha2VFbnZpcm9ubWVudChwbGFuT2Yod2hlZWxPZihcIjEuMFwiLCBcIlwiKSwgeyBzaWduYWw6IGFib3J0LnNpZ25hbCwgcHl0aG9uIH0pKSk7XG4gICAgICAgIGFzc2VydC5kZWVwRXF1YWwoYXdhaXQgZW52aXJvbm1lbnRzKCksIFtdKTtcbiAgICB9KTtcblxuICAgIGl0KFwicmVtb3ZlcyB3aGF0IGlzIGEgZGF5IG9sZCwgYW5kIHNwYXJlcyB3aGF0IGFub3RoZXIgd2luZG93IG1heSB1c2VcIiwgYXN5bmMgKCkgPT4ge1xuICAgICAgICBjb25zdCBob21lID0gcGF0aC5qb2luKGZvbGRlciwgXCJob21lXCIpO1xuICAgICAgICBmb3IgKGNvbnN0IFtuYW1lLCBhZ2VdIG9mIFtbXCJvbGRcIiwgMl0sIFtcInlvdW5nXCIsIDBdXSBhcyBjb25zdCkge1xuICAgICAgICAgICAgYXdhaXQgZnMubWtkaXIocGF0aC5qb2luKGhvbWUsIG5hbWUpLCB7IHJlY3Vyc2l2ZTogdHJ1ZSB9KTtcbiAgICAgICAgICAgIGNvbnN0IHRpbWUgPSBEYXRlLm5vdygpIC8gMTAwMCAtIGFnZSAqIDg2XzQwMDtcbiAgICAgICAgICAgIGF3YWl0IGZzLnV0aW1lcyhwYXRoLmpvaW4oaG9tZSwgbmFtZSksIHRpbWUsIHRpbWUpO1xuICAgICAgICB9XG4gICAgICAgIGF3YWl0IG1ha2VFbnZpcm9ubWVudChwbGFuT2Yod2hlZWxPZihcIjEuMFwiLCBcIlwiKSkpO1xuICAgICAgICBjb25zdCBuYW1lcyA9IGF3YWl0IGVudmlyb25tZW50cygpO1xuICAgICAgICBhc3NlcnQub2sobmFtZXMuaW5jbHVkZXMoXCJ5b3VuZ1wiKSAmJiAhbmFtZXMuaW5jbHVkZXMoXCJvbGRcIiksIG5hbWVzLmpvaW4oXCIgXCIpKTtcbiAgICB9KTtcbn0pO1xuIiwgIi8qKlxuICogVGhlIHNlcnZlcidzIHByaXZhdGUgZW52aXJvbm1lbnQ6IGA8aG9tZT4vPHdoZWVsIGhhc2g+LTxyYW5kb20+L2Agd2l0aCB0aGUgd2hlZWwgYW5kIGl0cyBkZXBlbmRlbmNpZXMgaW5zdGFsbGVkLCBhbmRcbiAqIGA8aG9tZT4vY3VycmVudC5qc29uYCB0aGF0IHNheXMgd2hpY2ggb25lIGNvdW50cy4gQSBoYWxmLW1hZGUgb25lIG5ldmVyIGNvdW50cywgYmVjYXVzZSB0aGF0IGZpbGUgaXMgd3JpdHRlbiBsYXN0O1xuICogdHdvIHdpbmRvd3MgdGhhdCBtYWtlIG9uZSBhdCB0aGUgc2FtZSB0aW1lIGRvIG5vdCBtZWV0LCBhbmQgdGhlIGxhdGVyIG9uZSB3aW5zLlxuICovXG5pbXBvcnQgeyBjcmVhdGVIYXNoLCByYW5kb21VVUlEIH0gZnJvbSBcIm5vZGU6Y3J5cHRvXCI7XG5pbXBvcnQgKiBhcyBmcyBmcm9tIFwibm9kZTpmcy9wcm9taXNlc1wiO1xuaW1wb3J0ICogYXMgcGF0aCBmcm9tIFwibm9kZTpwYXRoXCI7XG5pbXBvcnQgeyBydW4sIFJ1bk9wdGlvbnMgfSBmcm9tIFwiLi9wcm9jZXNzZXNcIjtcblxuZXhwb3J0IGludGVyZmFjZSBFbnZpcm9ubWVudFBsYW4ge1xuICAgIC8qKiBGb2xkZXIgdGhhdCBob2xkcyB0aGUgZW52aXJvbm1lbnRzLiAqL1xuICAgIGhvbWU6IHN0cmluZztcbiAgICAvKiogVGhlIHNlcnZlcidzIHdoZWVsLiAqL1xuICAgIHdoZWVsOiBzdHJpbmc7XG4gICAgLyoqIEV4ZWN1dGFibGUgb2YgYSBQeXRob24gdGhhdCBjYW4gbWFrZSBlbnZpcm9ubWVudHM7IGFza2VkIG9ubHkgd2hlbiBvbmUgaXMgbmVlZGVkLiAqL1xuICAgIHB5dGhvbjogKCkgPT4gUHJvbWlzZTxzdHJpbmc+O1xuICAgIC8qKiBXaGF0IHBpcCByZXBvcnRzLCBsaW5lIGJ5IGxpbmUsIGFuZCB3aGF0IGhhcHBlbnMgbm93LiAqL1xuICAgIHJlcG9ydDogKGxpbmU6IHN0cmluZykgPT4gdm9pZDtcbiAgICBlbnY6IE5vZGVKUy5Qcm9jZXNzRW52O1xuICAgIHNpZ25hbDogQWJvcnRTaWduYWw7XG59XG5cbi8qKiBwaXAgb3IgdmVudiBmYWlsZWQ7IHRoZSBvdXRwdXQgc2F5cyB3aHkuICovXG5leHBvcnQgY2xhc3MgRW52aXJvbm1lbnRFcnJvciBleHRlbmRzIEVycm9yIHtcbiAgICBvdmVycmlkZSByZWFkb25seSBuYW1lID0gXCJFbnZpcm9ubWVudEVycm9yXCI7XG5cbiAgICBjb25zdHJ1Y3RvcihyZWFkb25seSBzdGVwOiBcInZlbnZcIiB8IFwicGlwXCIsIHJlYWRvbmx5IG91dHB1dDogc3RyaW5nKSB7XG4gICAgICAgIHN1cGVyKGAke3N0ZXB9IGZhaWxlZDogJHtsYXN0TGluZShvdXRwdXQpfWApO1xuICAgIH1cbn1cblxuaW50ZXJmYWNlIEN1cnJlbnQgeyBmb2xkZXI6IHN0cmluZzsgd2hlZWw6IHN0cmluZyB9XG5cbmNvbnN0IERBWV9NUyA9IDg2XzQwMF8wMDA7XG5cbi8qKiBUaGUgUHl0aG9uIG9mIGEgd2hvbGUgZW52aXJvbm1lbnQgd2l0aCB0aGlzIHZlcnkgd2hlZWwsIG9yIHVuZGVmaW5lZC4gUXVpY2s6IHJlYWRzIHR3byBmaWxlcy4gKi9cbmV4cG9ydCBhc3luYyBmdW5jdGlvbiBjdXJyZW50RW52aXJvbm1lbnQoaG9tZTogc3RyaW5nLCB3aGVlbDogc3RyaW5nKTogUHJvbWlzZTxzdHJpbmcgfCB1bmRlZmluZWQ+IHtcbiAgICB0cnkge1xuICAgICAgICBjb25zdCBjdXJyZW50ID0gSlNPTi5wYXJzZShhd2FpdCBmcy5yZWFkRmlsZShwYXRoLmpvaW4oaG9tZSwgXCJjdXJyZW50Lmpzb25cIiksIFwidXRmOFwiKSkgYXMgQ3VycmVudDtcbiAgICAgICAgY29uc3QgcHl0aG9uID0gcHl0aG9uT2YocGF0aC5qb2luKGhvbWUsIHBhdGguYmFzZW5hbWUoY3VycmVudC5mb2xkZXIpKSk7XG4gICAgICAgIGF3YWl0IGZzLmFjY2VzcyhweXRob24sIGZzLmNvbnN0YW50cy5YX09LKTtcbiAgICAgICAgcmV0dXJuIGN1cnJlbnQud2hlZWwgPT09IChhd2FpdCBoYXNoT2Yod2hlZWwpKSA/IHB5dGhvbiA6IHVuZGVmaW5lZDtcbiAgICB9IGNhdGNoIHtcbiAgICAgICAgcmV0dXJuIHVuZGVmaW5lZDtcbiAgICB9XG59XG5cbi8qKiBNYWtlcyBhIG5ldyBlbnZpcm9ubWVudCwgd2hhdGV2ZXIgdGhlcmUgaXMsIGFuZCByZXR1cm5zIGl0cyBQeXRob24uIFJhaXNlcyBFbnZpcm9ubWVudEVycm9yLCBvciB0aGUgc2lnbmFsJ3MgcmVhc29uLiAqL1xuZXhwb3J0IGFzeW5jIGZ1bmN0aW9uIG1ha2VFbnZpcm9ubWVudChwbGFuOiBFbnZpcm9ubWVudFBsYW4pOiBQcm9taXNlPHN0cmluZz4ge1xuICAgIGNvbnN0IGhhc2ggPSBhd2FpdCBoYXNoT2YocGxhbi53aGVlbCk7XG4gICAgY29uc3QgZm9sZGVyID0gcGF0aC5qb2luKHBsYW4uaG9tZSwgYCR7aGFzaC5zbGljZSgwLCAxMil9LSR7cmFuZG9tVVVJRCgpLnNsaWNlKDAsIDgpfWApO1xuICAgIGF3YWl0IGZzLm1rZGlyKHBsYW4uaG9tZSwgeyByZWN1cnNpdmU6IHRydWUgfSk7XG4gICAgdHJ5IHtcbiAgICAgICAgYXdhaXQgaW5zdGFsbChmb2xkZXIsIHBsYW4pO1xuICAgICAgICBhd2FpdCByZW1lbWJlcihwbGFuLmhvbWUsIHsgZm9sZGVyOiBwYXRoLmJhc2VuYW1lKGZvbGRlciksIHdoZWVsOiBoYXNoIH0pO1xuICAgIH0gY2F0Y2ggKGVycm9yKSB7XG4gICAgICAgIGF3YWl0IGZzLnJtKGZvbGRlciwgeyByZWN1cnNpdmU6IHRydWUsIGZvcmNlOiB0cnVlIH0pO1xuICAgICAgICB0aHJvdyBlcnJvcjtcbiAgICB9XG4gICAgYXdhaXQgcmVtb3ZlT2xkKHBsYW4uaG9tZSwgcGF0aC5iYXNlbmFtZShmb2xkZXIpKTtcbiAgICByZXR1cm4gcHl0aG9uT2YoZm9sZGVyKTtcbn1cblxuYXN5bmMgZnVuY3Rpb24gaW5zdGFsbChmb2xkZXI6IHN0cmluZywgcGxhbjogRW52aXJvbm1lbnRQbGFuKTogUHJvbWlzZTx2b2lkPiB7XG4gICAgY29uc3Qgb3B0aW9uczogUnVuT3B0aW9ucyA9IHsgY3dkOiBwbGFuLmhvbWUsIHNpZ25hbDogcGxhbi5zaWduYWwsIGVudjogcGxhbi5lbnYsIG9uTGluZTogcGxhbi5yZXBvcnQgfTtcbiAgICBjb25zdCB2ZW52ID0gYXdhaXQgcnVuKFthd2FpdCBwbGFuLnB5dGhvbigpLCBcIi1JXCIsIFwiLW1cIiwgXCJ2ZW52XCIsIGZvbGRlcl0sIG9wdGlvbnMpO1xuICAgIGlmICh2ZW52LmNvZGUgIT09IDApIHtcbiAgICAgICAgdGhyb3cgbmV3IEVudmlyb25tZW50RXJyb3IoXCJ2ZW52XCIsIHZlbnYub3V0cHV0KTtcbiAgICB9XG4gICAgY29uc3QgcXVpZXQgPSBbXCItLWRpc2FibGUtcGlwLXZlcnNpb24tY2hlY2tcIiwgXCItLW5vLWlucHV0XCIsIFwiLS1wcm9ncmVzcy1iYXJcIiwgXCJvZmZcIl07XG4gICAgY29uc3QgcGlwID0gYXdhaXQgcnVuKFtweXRob25PZihmb2xkZXIpLCBcIi1tXCIsIFwicGlwXCIsIFwiaW5zdGFsbFwiLCAuLi5xdWlldCwgcGxhbi53aGVlbF0sIG9wdGlvbnMpO1xuICAgIGlmIChwaXAuY29kZSAhPT0gMCkge1xuICAgICAgICB0aHJvdyBuZXcgRW52aXJvbm1lbnRFcnJvcihcInBpcFwiLCBwaXAub3V0cHV0KTtcbiAgICB9XG59XG5cbi8qKiBXcml0dGVuIGJlc2lkZSBhbmQgcmVuYW1lZCwgc28gdGhhdCBhIHJlYWRlciBzZWVzIHRoZSBvbGQgb25lIG9yIHRoZSBuZXcgb25lLiAqL1xuYXN5bmMgZnVuY3Rpb24gcmVtZW1iZXIoaG9tZTogc3RyaW5nLCBjdXJyZW50OiBDdXJyZW50KTogUHJvbWlzZTx2b2lkPiB7XG4gICAgY29uc3Qgd3JpdHRlbiA9IHBhdGguam9pbihob21lLCBgY3VycmVudC0ke3JhbmRvbVVVSUQoKX0uanNvbmApO1xuICAgIGF3YWl0IGZzLndyaXRlRmlsZSh3cml0dGVuLCBKU09OLnN0cmluZ2lmeShjdXJyZW50KSk7XG4gICAgYXdhaXQgZnMucmVuYW1lKHdyaXR0ZW4sIHBhdGguam9pbihob21lLCBcImN1cnJlbnQuanNvblwiKSk7XG59XG5cbi8qKiBPdGhlciB3aW5kb3dzIG1heSBzdGlsbCBydW4gZnJvbSBhbiBvbGRlciBvbmUsIHNvIG9ubHkgd2hhdCBpcyBhIGRheSBvbGQgZ29lczsgd2hhdCBpcyBpbiB1c2Ugc3RheXMgb24gV2luZG93cyBhbnl3YXkuICovXG5hc3luYyBmdW5jdGlvbiByZW1vdmVPbGQoaG9tZTogc3RyaW5nLCBrZXB0OiBzdHJpbmcpOiBQcm9taXNlPHZvaWQ+IHtcbiAgICBmb3IgKGNvbnN0IGVudHJ5IG9mIGF3YWl0IGZzLnJlYWRkaXIoaG9tZSwgeyB3aXRoRmlsZVR5cGVzOiB0cnVlIH0pKSB7XG4gICAgICAgIGNvbnN0IGZvbGRlciA9IHBhdGguam9pbihob21lLCBlbnRyeS5uYW1lKTtcbiAgICAgICAgaWYgKGVudHJ5LmlzRGlyZWN0b3J5KCkgJiYgZW50cnkubmFtZSAhPT0ga2VwdCAmJiBEYXRlLm5vdygpIC0gKGF3YWl0IGZzLnN0YXQoZm9sZGVyKSkubXRpbWVNcyA+IERBWV9NUykge1xuICAgICAgICAgICAgYXdhaXQgZnMucm0oZm9sZGVyLCB7IHJlY3Vyc2l2ZTogdHJ1ZSwgZm9yY2U6IHRydWUgfSkuY2F0Y2goKCkgPT4gdW5kZWZpbmVkKTtcbiAgICAgICAgfVxuICAgIH1cbn1cblxuZnVuY3Rpb24gcHl0aG9uT2YoZm9sZGVyOiBzdHJpbmcpOiBzdHJpbmcge1xuICAgIHJldHVybiBwcm9jZXNzLnBsYXRmb3JtID09PSBcIndpbjMyXCIgPyBwYXRoLmpvaW4oZm9sZGVyLCBcIlNjcmlwdHNcIiwgXCJweXRob24uZXhlXCIpIDogcGF0aC5qb2luKGZvbGRlciwgXCJiaW5cIiwgXCJweXRob25cIik7XG59XG5cbmFzeW5jIGZ1bmN0aW9uIGhhc2hPZihmaWxlOiBzdHJpbmcpOiBQcm9taXNlPHN0cmluZz4ge1xuICAgIHJldHVybiBjcmVhdGVIYXNoKFwic2hhMjU2XCIpLnVwZGF0ZShhd2FpdCBmcy5yZWFkRmlsZShmaWxlKSkuZGlnZXN0KFwiaGV4XCIpO1xufVxuXG5mdW5jdGlvbiBsYXN0TGluZShvdXRwdXQ6IHN0cmluZyk6IHN0cmluZyB7XG4gICAgY29uc3QgbGluZXMgPSBvdXRwdXQuc3BsaXQoXCJcXG5cIikuZmlsdGVyKGxpbmUgPT4gbGluZS50cmltKCkgIT09IFwiXCIpO1xuICAgIHJldHVybiBsaW5lcy5maW5kTGFzdChsaW5lID0+IC9lcnJvci9pLnRlc3QobGluZSkpID8/IGxpbmVzLmF0KC0xKSA/PyBcIlwiO1xufVxuIiwgImltcG9ydCB7IHNwYXduIH0gZnJvbSBcIm5vZGU6Y2hpbGRfcHJvY2Vzc1wiO1xuaW1wb3J0IHsgY3JlYXRlSW50ZXJmYWNlIH0gZnJvbSBcIm5vZGU6cmVhZGxpbmVcIjtcblxuZXhwb3J0IGludGVyZmFjZSBSdW4ge1xuICAgIGNvZGU6IG51bWJlcjtcbiAgICBvdXRwdXQ6IHN0cmluZztcbn1cblxuZXhwb3J0IGludGVyZmFjZSBSdW5PcHRpb25zIHtcbiAgICAvKiogUHJvZ3JhbXMgYXJlIGxvb2tlZCB1cCBhbmQgcnVuIGhlcmUsIG5ldmVyIGluIGEgd29ya3NwYWNlOiBvbiBXaW5kb3dzIHRoZSBjdXJyZW50IGZvbGRlciBjb21lcyBiZWZvcmUgdGhlIFBBVEguICovXG4gICAgY3dkOiBzdHJpbmc7XG4gICAgc2lnbmFsPzogQWJvcnRTaWduYWw7XG4gICAgZW52PzogTm9kZUpTLlByb2Nlc3NFbnY7XG4gICAgb25MaW5lPzogKGxpbmU6IHN0cmluZykgPT4gdm9pZDtcbn1cblxuY29uc3QgTU9TVF9DSEFSQUNURVJTID0gMjAwXzAwMDtcblxuLyoqIFJ1bnMgYSBjb21tYW5kIHRvIGl0cyBlbmQgd2l0aG91dCBhIHNoZWxsOyBib3RoIGl0cyBzdHJlYW1zIGFyZSBgb3V0cHV0YC4gUmVqZWN0cyB3aGVuIGl0IGNhbm5vdCBiZSBzdGFydGVkIG9yIHdhcyBhYm9ydGVkLiAqL1xuZXhwb3J0IGZ1bmN0aW9uIHJ1bihjb21tYW5kOiByZWFkb25seSBzdHJpbmdbXSwgb3B0aW9uczogUnVuT3B0aW9ucyk6IFByb21pc2U8UnVuPiB7XG4gICAgY29uc3QgW3Byb2dyYW0gPSBcIlwiLCAuLi5hcmdzXSA9IGNvbW1hbmQ7XG4gICAgY29uc3QgeyBjd2QsIHNpZ25hbCwgZW52ID0gcHJvY2Vzcy5lbnYgfSA9IG9wdGlvbnM7XG4gICAgcmV0dXJuIG5ldyBQcm9taXNlKChyZXNvbHZlLCByZWplY3QpID0+IHtcbiAgICAgICAgY29uc3QgY2hpbGQgPSBzcGF3bihwcm9ncmFtLCBhcmdzLCB7IGN3ZCwgZW52LCBzdGRpbzogW1wiaWdub3JlXCIsIFwicGlwZVwiLCBcInBpcGVcIl0sIHdpbmRvd3NIaWRlOiB0cnVlLCAuLi4oc2lnbmFsID8geyBzaWduYWwgfSA6IHt9KSB9KTtcbiAgICAgICAgbGV0IG91dHB1dCA9IFwiXCI7XG4gICAgICAgIGZvciAoY29uc3Qgc3RyZWFtIG9mIFtjaGlsZC5zdGRvdXQsIGNoaWxkLnN0ZGVycl0pIHtcbiAgICAgICAgICAgIGNyZWF0ZUludGVyZmFjZSh7IGlucHV0OiBzdHJlYW0gfSkub24oXCJsaW5lXCIsIGxpbmUgPT4ge1xuICAgICAgICAgICAgICAgIG91dHB1dCA9IGAke291dHB1dH0ke2xpbmV9XFxuYC5zbGljZSgtTU9TVF9DSEFSQUNURVJTKTtcbiAgICAgICAgICAgICAgICBvcHRpb25zLm9uTGluZT8uKGxpbmUpO1xuICAgICAgICAgICAgfSk7XG4gICAgICAgIH1cbiAgICAgICAgY2hpbGQub24oXCJlcnJvclwiLCByZWplY3QpO1xuICAgICAgICBjaGlsZC5vbihcImNsb3NlXCIsIGNvZGUgPT4geyByZXNvbHZlKHsgY29kZTogY29kZSA/PyAtMSwgb3V0cHV0IH0pOyB9KTtcbiAgICB9KTtcbn1cbiIsICJpbXBvcnQgeyBydW4sIFJ1bk9wdGlvbnMgfSBmcm9tIFwiLi9wcm9jZXNzZXNcIjtcblxuLyoqIEEgUHl0aG9uIHRoYXQgdGhlIHNlcnZlcidzIGVudmlyb25tZW50IGNhbiBiZSBtYWRlIHdpdGguICovXG5leHBvcnQgaW50ZXJmYWNlIFB5dGhvbiB7XG4gICAgZXhlY3V0YWJsZTogc3RyaW5nO1xuICAgIHZlcnNpb246IHJlYWRvbmx5IFtudW1iZXIsIG51bWJlciwgbnVtYmVyXTtcbn1cblxuLyoqIFdoeSBub25lIG9mIHRoZSBjYW5kaWRhdGVzIHdpbGwgZG8uICovXG5leHBvcnQgdHlwZSBOb1B5dGhvbiA9XG4gICAgfCB7IHJlYXNvbjogXCJhYnNlbnRcIiB9XG4gICAgfCB7IHJlYXNvbjogXCJ0b29PbGRcIjsgZm91bmQ6IFB5dGhvbiB9XG4gICAgfCB7IHJlYXNvbjogXCJub1ZlbnZcIjsgZm91bmQ6IFB5dGhvbiB9O1xuXG5jb25zdCBPTERFU1QgPSBbMywgMTFdIGFzIGNvbnN0O1xuY29uc3QgUFJPQkUgPSBgXG5pbXBvcnQgaW1wb3J0bGliLnV0aWwsIGpzb24sIHN5c1xucHJpbnQoanNvbi5kdW1wcyhbc3lzLmV4ZWN1dGFibGUsIHN5cy52ZXJzaW9uX2luZm9bOjNdLCBhbGwoaW1wb3J0bGliLnV0aWwuZmluZF9zcGVjKG5hbWUpIGZvciBuYW1lIGluIChcInZlbnZcIiwgXCJlbnN1cmVwaXBcIikpXSkpXG5gO1xuXG4vKiogVGhlIGZpcnN0IGNhbmRpZGF0ZSB0aGF0IGlzIG5ldyBlbm91Z2ggYW5kIGNhbiBtYWtlIGVudmlyb25tZW50cywgZWxzZSB3aHkgdGhlcmUgaXMgbm9uZS4gKi9cbmV4cG9ydCBhc3luYyBmdW5jdGlvbiBmaW5kUHl0aG9uKHNldHRpbmc6IHN0cmluZywgb3B0aW9uczogUnVuT3B0aW9ucywgcGxhdGZvcm0gPSBwcm9jZXNzLnBsYXRmb3JtKTogUHJvbWlzZTxQeXRob24gfCBOb1B5dGhvbj4ge1xuICAgIGxldCBmYWlsdXJlOiBOb1B5dGhvbiA9IHsgcmVhc29uOiBcImFic2VudFwiIH07XG4gICAgZm9yIChjb25zdCBjYW5kaWRhdGUgb2YgY2FuZGlkYXRlcyhzZXR0aW5nLCBwbGF0Zm9ybSkpIHtcbiAgICAgICAgY29uc3QgcHJvYmVkID0gYXdhaXQgcHJvYmUoY2FuZGlkYXRlLCBvcHRpb25zKTtcbiAgICAgICAgaWYgKHByb2JlZCAmJiBcImV4ZWN1dGFibGVcIiBpbiBwcm9iZWQpIHtcbiAgICAgICAgICAgIHJldHVybiBwcm9iZWQ7XG4gICAgICAgIH1cbiAgICAgICAgaWYgKHByb2JlZCAmJiByYW5rKHByb2JlZCkgPiByYW5rKGZhaWx1cmUpKSB7XG4gICAgICAgICAgICBmYWlsdXJlID0gcHJvYmVkO1xuICAgICAgICB9XG4gICAgfVxuICAgIHJldHVybiBmYWlsdXJlO1xufVxuXG4vKiogV2hhdCBhIHBlcnNvbiB3aXRoIHRoYXQgZmFpbHVyZSBpcyBuZWFyZXN0IHRvOiBubyB2ZW52IChvbmUgcGFja2FnZSBhd2F5KSBiZWZvcmUgdG9vIG9sZCBiZWZvcmUgbm90aGluZy4gKi9cbmZ1bmN0aW9uIHJhbmsoZmFpbHVyZTogTm9QeXRob24pOiBudW1iZXIge1xuICAgIHJldHVybiBbXCJhYnNlbnRcIiwgXCJ0b29PbGRcIiwgXCJub1ZlbnZcIl0uaW5kZXhPZihmYWlsdXJlLnJlYXNvbik7XG59XG5cbmZ1bmN0aW9uIGNhbmRpZGF0ZXMoc2V0dGluZzogc3RyaW5nLCBwbGF0Zm9ybTogTm9kZUpTLlBsYXRmb3JtKTogc3RyaW5nW11bXSB7XG4gICAgaWYgKHNldHRpbmcgIT09IFwiXCIpIHtcbiAgICAgICAgcmV0dXJuIFtbc2V0dGluZ11dO1xuICAgIH1cbiAgICBjb25zdCBwbGFpbiA9IFtbXCJweXRob24zXCJdLCBbXCJweXRob25cIl0sIFtcInB5dGhvbjMuMTNcIl0sIFtcInB5dGhvbjMuMTJcIl0sIFtcInB5dGhvbjMuMTFcIl1dO1xuICAgIHJldHVybiBwbGF0Zm9ybSA9PT0gXCJ3aW4zMlwiID8gW1tcInB5XCIsIFwiLTNcIl0sIC4uLnBsYWluXSA6IHBsYWluO1xufVxuXG5hc3luYyBmdW5jdGlvbiBwcm9iZShjb21tYW5kOiByZWFkb25seSBzdHJpbmdbXSwgb3B0aW9uczogUnVuT3B0aW9ucyk6IFByb21pc2U8UHl0aG9uIHwgTm9QeXRob24gfCB1bmRlZmluZWQ+IHtcbiAgICBjb25zdCB7IGNvZGUsIG91dHB1dCB9ID0gYXdhaXQgcnVuKFsuLi5jb21tYW5kLCBcIi1JXCIsIFwiLWNcIiwgUFJPQkVdLCBvcHRpb25zKS5jYXRjaCgoZXJyb3I6IHVua25vd24pID0+IHtcbiAgICAgICAgb3B0aW9ucy5zaWduYWw/LnRocm93SWZBYm9ydGVkKCk7XG4gICAgICAgIHJldHVybiB7IGNvZGU6IC0xLCBvdXRwdXQ6IFN0cmluZyhlcnJvcikgfTtcbiAgICB9KTtcbiAgICBjb25zdCBhbnN3ZXIgPSBvdXRwdXQuc3BsaXQoXCJcXG5cIikuZmluZChsaW5lID0+IGxpbmUuc3RhcnRzV2l0aChcIltcIikpO1xuICAgIGlmIChjb2RlICE9PSAwIHx8IGFuc3dlciA9PT0gdW5kZWZpbmVkKSB7XG4gICAgICAgIHJldHVybiB1bmRlZmluZWQ7XG4gICAgfVxuICAgIGNvbnN0IFtleGVjdXRhYmxlLCB2ZXJzaW9uLCBtYWtlc0Vudmlyb25tZW50c10gPSBKU09OLnBhcnNlKGFuc3dlcikgYXMgW3N0cmluZywgUHl0aG9uW1widmVyc2lvblwiXSwgYm9vbGVhbl07XG4gICAgY29uc3QgZm91bmQgPSB7IGV4ZWN1dGFibGUsIHZlcnNpb24gfTtcbiAgICBpZiAodmVyc2lvblswXSAhPT0gT0xERVNUWzBdIHx8IHZlcnNpb25bMV0gPCBPTERFU1RbMV0pIHtcbiAgICAgICAgcmV0dXJuIHsgcmVhc29uOiBcInRvb09sZFwiLCBmb3VuZCB9O1xuICAgIH1cbiAgICByZXR1cm4gbWFrZXNFbnZpcm9ubWVudHMgPyBmb3VuZCA6IHsgcmVhc29uOiBcIm5vVmVudlwiLCBmb3VuZCB9O1xufVxuIl0sCiAgIm1hcHBpbmdzIjogIjs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7OztBQUFBLGFBQXdCO0FBQ3hCLElBQUFBLDZCQUE2QjtBQUM3QixJQUFBQyxNQUFvQjtBQUNwQixTQUFvQjtBQUNwQixJQUFBQyxRQUFzQjs7O0FDQ3RCLHlCQUF1QztBQUN2QyxTQUFvQjtBQUNwQixXQUFzQjs7O0FDUHRCLGdDQUFzQjtBQUN0QiwyQkFBZ0M7QUFlaEMsSUFBTSxrQkFBa0I7QUFHakIsU0FBUyxJQUFJLFNBQTRCLFNBQW1DO0FBQy9FLFFBQU0sQ0FBQyxVQUFVLElBQUksR0FBRyxJQUFJLElBQUk7QUFDaEMsUUFBTSxFQUFFLEtBQUssUUFBUSxNQUFNLFFBQVEsSUFBSSxJQUFJO0FBQzNDLFNBQU8sSUFBSSxRQUFRLENBQUMsU0FBUyxXQUFXO0FBQ3BDLFVBQU0sWUFBUSxpQ0FBTSxTQUFTLE1BQU0sRUFBRSxLQUFLLEtBQUssT0FBTyxDQUFDLFVBQVUsUUFBUSxNQUFNLEdBQUcsYUFBYSxNQUFNLEdBQUksU0FBUyxFQUFFLE9BQU8sSUFBSSxDQUFDLEVBQUcsQ0FBQztBQUNwSSxRQUFJLFNBQVM7QUFDYixlQUFXLFVBQVUsQ0FBQyxNQUFNLFFBQVEsTUFBTSxNQUFNLEdBQUc7QUFDL0MsZ0RBQWdCLEVBQUUsT0FBTyxPQUFPLENBQUMsRUFBRSxHQUFHLFFBQVEsVUFBUTtBQUNsRCxpQkFBUyxHQUFHLE1BQU0sR0FBRyxJQUFJO0FBQUEsRUFBSyxNQUFNLENBQUMsZUFBZTtBQUNwRCxnQkFBUSxTQUFTLElBQUk7QUFBQSxNQUN6QixDQUFDO0FBQUEsSUFDTDtBQUNBLFVBQU0sR0FBRyxTQUFTLE1BQU07QUFDeEIsVUFBTSxHQUFHLFNBQVMsVUFBUTtBQUFFLGNBQVEsRUFBRSxNQUFNLFFBQVEsSUFBSSxPQUFPLENBQUM7QUFBQSxJQUFHLENBQUM7QUFBQSxFQUN4RSxDQUFDO0FBQ0w7OztBRFZPLElBQU0sbUJBQU4sY0FBK0IsTUFBTTtBQUFBLEVBR3hDLFlBQXFCLE1BQStCLFFBQWdCO0FBQ2hFLFVBQU0sR0FBRyxJQUFJLFlBQVksU0FBUyxNQUFNLENBQUMsRUFBRTtBQUQxQjtBQUErQjtBQUFBLEVBRXBEO0FBQUEsRUFGcUI7QUFBQSxFQUErQjtBQUFBLEVBRmxDLE9BQU87QUFLN0I7QUFJQSxJQUFNLFNBQVM7QUFHZixlQUFzQixtQkFBbUIsTUFBYyxPQUE0QztBQUMvRixNQUFJO0FBQ0EsVUFBTSxVQUFVLEtBQUssTUFBTSxNQUFTLFlBQWMsVUFBSyxNQUFNLGNBQWMsR0FBRyxNQUFNLENBQUM7QUFDckYsVUFBTSxTQUFTLFNBQWMsVUFBSyxNQUFXLGNBQVMsUUFBUSxNQUFNLENBQUMsQ0FBQztBQUN0RSxVQUFTLFVBQU8sUUFBVyxhQUFVLElBQUk7QUFDekMsV0FBTyxRQUFRLFVBQVcsTUFBTSxPQUFPLEtBQUssSUFBSyxTQUFTO0FBQUEsRUFDOUQsUUFBUTtBQUNKLFdBQU87QUFBQSxFQUNYO0FBQ0o7QUFHQSxlQUFzQixnQkFBZ0IsTUFBd0M7QUFDMUUsUUFBTSxPQUFPLE1BQU0sT0FBTyxLQUFLLEtBQUs7QUFDcEMsUUFBTSxTQUFjLFVBQUssS0FBSyxNQUFNLEdBQUcsS0FBSyxNQUFNLEdBQUcsRUFBRSxDQUFDLFFBQUksK0JBQVcsRUFBRSxNQUFNLEdBQUcsQ0FBQyxDQUFDLEVBQUU7QUFDdEYsUUFBUyxTQUFNLEtBQUssTUFBTSxFQUFFLFdBQVcsS0FBSyxDQUFDO0FBQzdDLE1BQUk7QUFDQSxVQUFNLFFBQVEsUUFBUSxJQUFJO0FBQzFCLFVBQU0sU0FBUyxLQUFLLE1BQU0sRUFBRSxRQUFhLGNBQVMsTUFBTSxHQUFHLE9BQU8sS0FBSyxDQUFDO0FBQUEsRUFDNUUsU0FBUyxPQUFPO0FBQ1osVUFBUyxNQUFHLFFBQVEsRUFBRSxXQUFXLE1BQU0sT0FBTyxLQUFLLENBQUM7QUFDcEQsVUFBTTtBQUFBLEVBQ1Y7QUFDQSxRQUFNLFVBQVUsS0FBSyxNQUFXLGNBQVMsTUFBTSxDQUFDO0FBQ2hELFNBQU8sU0FBUyxNQUFNO0FBQzFCO0FBRUEsZUFBZSxRQUFRLFFBQWdCLE1BQXNDO0FBQ3pFLFFBQU0sVUFBc0IsRUFBRSxLQUFLLEtBQUssTUFBTSxRQUFRLEtBQUssUUFBUSxLQUFLLEtBQUssS0FBSyxRQUFRLEtBQUssT0FBTztBQUN0RyxRQUFNLE9BQU8sTUFBTSxJQUFJLENBQUMsTUFBTSxLQUFLLE9BQU8sR0FBRyxNQUFNLE1BQU0sUUFBUSxNQUFNLEdBQUcsT0FBTztBQUNqRixNQUFJLEtBQUssU0FBUyxHQUFHO0FBQ2pCLFVBQU0sSUFBSSxpQkFBaUIsUUFBUSxLQUFLLE1BQU07QUFBQSxFQUNsRDtBQUNBLFFBQU0sUUFBUSxDQUFDLCtCQUErQixjQUFjLGtCQUFrQixLQUFLO0FBQ25GLFFBQU0sTUFBTSxNQUFNLElBQUksQ0FBQyxTQUFTLE1BQU0sR0FBRyxNQUFNLE9BQU8sV0FBVyxHQUFHLE9BQU8sS0FBSyxLQUFLLEdBQUcsT0FBTztBQUMvRixNQUFJLElBQUksU0FBUyxHQUFHO0FBQ2hCLFVBQU0sSUFBSSxpQkFBaUIsT0FBTyxJQUFJLE1BQU07QUFBQSxFQUNoRDtBQUNKO0FBR0EsZUFBZSxTQUFTLE1BQWMsU0FBaUM7QUFDbkUsUUFBTSxVQUFlLFVBQUssTUFBTSxlQUFXLCtCQUFXLENBQUMsT0FBTztBQUM5RCxRQUFTLGFBQVUsU0FBUyxLQUFLLFVBQVUsT0FBTyxDQUFDO0FBQ25ELFFBQVMsVUFBTyxTQUFjLFVBQUssTUFBTSxjQUFjLENBQUM7QUFDNUQ7QUFHQSxlQUFlLFVBQVUsTUFBYyxNQUE2QjtBQUNoRSxhQUFXLFNBQVMsTUFBUyxXQUFRLE1BQU0sRUFBRSxlQUFlLEtBQUssQ0FBQyxHQUFHO0FBQ2pFLFVBQU0sU0FBYyxVQUFLLE1BQU0sTUFBTSxJQUFJO0FBQ3pDLFFBQUksTUFBTSxZQUFZLEtBQUssTUFBTSxTQUFTLFFBQVEsS0FBSyxJQUFJLEtBQUssTUFBUyxRQUFLLE1BQU0sR0FBRyxVQUFVLFFBQVE7QUFDckcsWUFBUyxNQUFHLFFBQVEsRUFBRSxXQUFXLE1BQU0sT0FBTyxLQUFLLENBQUMsRUFBRSxNQUFNLE1BQU0sTUFBUztBQUFBLElBQy9FO0FBQUEsRUFDSjtBQUNKO0FBRUEsU0FBUyxTQUFTLFFBQXdCO0FBQ3RDLFNBQU8sUUFBUSxhQUFhLFVBQWUsVUFBSyxRQUFRLFdBQVcsWUFBWSxJQUFTLFVBQUssUUFBUSxPQUFPLFFBQVE7QUFDeEg7QUFFQSxlQUFlLE9BQU8sTUFBK0I7QUFDakQsYUFBTywrQkFBVyxRQUFRLEVBQUUsT0FBTyxNQUFTLFlBQVMsSUFBSSxDQUFDLEVBQUUsT0FBTyxLQUFLO0FBQzVFO0FBRUEsU0FBUyxTQUFTLFFBQXdCO0FBQ3RDLFFBQU0sUUFBUSxPQUFPLE1BQU0sSUFBSSxFQUFFLE9BQU8sVUFBUSxLQUFLLEtBQUssTUFBTSxFQUFFO0FBQ2xFLFNBQU8sTUFBTSxTQUFTLFVBQVEsU0FBUyxLQUFLLElBQUksQ0FBQyxLQUFLLE1BQU0sR0FBRyxFQUFFLEtBQUs7QUFDMUU7OztBRTNGQSxJQUFNLFNBQVMsQ0FBQyxHQUFHLEVBQUU7QUFDckIsSUFBTSxRQUFRO0FBQUE7QUFBQTtBQUFBO0FBTWQsZUFBc0IsV0FBVyxTQUFpQixTQUFxQixXQUFXLFFBQVEsVUFBc0M7QUFDNUgsTUFBSSxVQUFvQixFQUFFLFFBQVEsU0FBUztBQUMzQyxhQUFXLGFBQWEsV0FBVyxTQUFTLFFBQVEsR0FBRztBQUNuRCxVQUFNLFNBQVMsTUFBTSxNQUFNLFdBQVcsT0FBTztBQUM3QyxRQUFJLFVBQVUsZ0JBQWdCLFFBQVE7QUFDbEMsYUFBTztBQUFBLElBQ1g7QUFDQSxRQUFJLFVBQVUsS0FBSyxNQUFNLElBQUksS0FBSyxPQUFPLEdBQUc7QUFDeEMsZ0JBQVU7QUFBQSxJQUNkO0FBQUEsRUFDSjtBQUNBLFNBQU87QUFDWDtBQUdBLFNBQVMsS0FBSyxTQUEyQjtBQUNyQyxTQUFPLENBQUMsVUFBVSxVQUFVLFFBQVEsRUFBRSxRQUFRLFFBQVEsTUFBTTtBQUNoRTtBQUVBLFNBQVMsV0FBVyxTQUFpQixVQUF1QztBQUN4RSxNQUFJLFlBQVksSUFBSTtBQUNoQixXQUFPLENBQUMsQ0FBQyxPQUFPLENBQUM7QUFBQSxFQUNyQjtBQUNBLFFBQU0sUUFBUSxDQUFDLENBQUMsU0FBUyxHQUFHLENBQUMsUUFBUSxHQUFHLENBQUMsWUFBWSxHQUFHLENBQUMsWUFBWSxHQUFHLENBQUMsWUFBWSxDQUFDO0FBQ3RGLFNBQU8sYUFBYSxVQUFVLENBQUMsQ0FBQyxNQUFNLElBQUksR0FBRyxHQUFHLEtBQUssSUFBSTtBQUM3RDtBQUVBLGVBQWUsTUFBTSxTQUE0QixTQUE2RDtBQUMxRyxRQUFNLEVBQUUsTUFBTSxPQUFPLElBQUksTUFBTSxJQUFJLENBQUMsR0FBRyxTQUFTLE1BQU0sTUFBTSxLQUFLLEdBQUcsT0FBTyxFQUFFLE1BQU0sQ0FBQyxVQUFtQjtBQUNuRyxZQUFRLFFBQVEsZUFBZTtBQUMvQixXQUFPLEVBQUUsTUFBTSxJQUFJLFFBQVEsT0FBTyxLQUFLLEVBQUU7QUFBQSxFQUM3QyxDQUFDO0FBQ0QsUUFBTSxTQUFTLE9BQU8sTUFBTSxJQUFJLEVBQUUsS0FBSyxVQUFRLEtBQUssV0FBVyxHQUFHLENBQUM7QUFDbkUsTUFBSSxTQUFTLEtBQUssV0FBVyxRQUFXO0FBQ3BDLFdBQU87QUFBQSxFQUNYO0FBQ0EsUUFBTSxDQUFDLFlBQVksU0FBUyxpQkFBaUIsSUFBSSxLQUFLLE1BQU0sTUFBTTtBQUNsRSxRQUFNLFFBQVEsRUFBRSxZQUFZLFFBQVE7QUFDcEMsTUFBSSxRQUFRLENBQUMsTUFBTSxPQUFPLENBQUMsS0FBSyxRQUFRLENBQUMsSUFBSSxPQUFPLENBQUMsR0FBRztBQUNwRCxXQUFPLEVBQUUsUUFBUSxVQUFVLE1BQU07QUFBQSxFQUNyQztBQUNBLFNBQU8sb0JBQW9CLFFBQVEsRUFBRSxRQUFRLFVBQVUsTUFBTTtBQUNqRTs7O0FIdERBLElBQU0sYUFBYTtBQUFBO0FBQUE7QUFBQTtBQUFBO0FBQUE7QUFBQTtBQUFBO0FBQUE7QUFBQTtBQVduQixTQUFTLDJCQUEyQixNQUFNO0FBQ3RDLE1BQUk7QUFDSixNQUFJO0FBRUosUUFBTSxVQUFVLENBQUMsU0FBaUIsU0FBaUI7QUFDL0MsaURBQWEsV0FBVyxDQUFDLE1BQU0sWUFBWSxRQUFRLFNBQVMsSUFBSSxDQUFDO0FBQ2pFLFdBQVksV0FBSyxRQUFRLFFBQVEsT0FBTyxtQkFBbUI7QUFBQSxFQUMvRDtBQUNBLFFBQU0sU0FBUyxDQUFDLE9BQWUsU0FBbUMsQ0FBQyxPQUF3QjtBQUFBLElBQ3ZGLE1BQVcsV0FBSyxRQUFRLE1BQU07QUFBQSxJQUM5QjtBQUFBLElBQ0EsUUFBUSxZQUFZO0FBQ2hCLFlBQU0sUUFBUSxNQUFNLFdBQVcsSUFBSSxFQUFFLEtBQUssT0FBTyxDQUFDO0FBQ2xELE1BQU8sVUFBRyxnQkFBZ0IsS0FBSztBQUMvQixhQUFPLE1BQU07QUFBQSxJQUNqQjtBQUFBLElBQ0EsUUFBUSxVQUFRLE1BQU0sS0FBSyxJQUFJO0FBQUEsSUFDL0IsS0FBSyxRQUFRO0FBQUEsSUFDYixRQUFRLElBQUksZ0JBQWdCLEVBQUU7QUFBQSxJQUM5QixHQUFHO0FBQUEsRUFDUDtBQUNBLFFBQU0sZUFBZSxhQUFhLE1BQVMsWUFBYSxXQUFLLFFBQVEsTUFBTSxDQUFDLEdBQUcsT0FBTyxVQUFRLFNBQVMsY0FBYztBQUVySCxhQUFXLFlBQVk7QUFDbkIsWUFBUSxDQUFDO0FBQ1QsYUFBUyxNQUFTLFlBQWEsV0FBUSxVQUFPLEdBQUcscUJBQXFCLENBQUM7QUFBQSxFQUMzRSxDQUFDO0FBQ0QsWUFBVSxNQUFTLE9BQUcsUUFBUSxFQUFFLFdBQVcsS0FBSyxDQUFDLENBQUM7QUFFbEQsS0FBRyxxRUFBcUUsWUFBWTtBQUNoRixVQUFNLFFBQVEsUUFBUSxPQUFPLGdCQUFnQjtBQUM3QyxVQUFNLE9BQVksV0FBSyxRQUFRLE1BQU07QUFDckMsSUFBTyxhQUFNLE1BQU0sbUJBQW1CLE1BQU0sS0FBSyxHQUFHLE1BQVM7QUFDN0QsVUFBTSxTQUFTLE1BQU0sZ0JBQWdCLE9BQU8sS0FBSyxDQUFDO0FBQ2xELFVBQU0sT0FBTyxNQUFNLElBQUksQ0FBQyxRQUFRLE1BQU0sK0JBQStCLEdBQUcsRUFBRSxLQUFLLE9BQU8sQ0FBQztBQUN2RixJQUFPLGFBQU0sS0FBSyxPQUFPLEtBQUssR0FBRyxPQUFPO0FBQ3hDLElBQU8sVUFBRyxNQUFNLEtBQUssVUFBUSxLQUFLLFdBQVcsWUFBWSxDQUFDLENBQUM7QUFDM0QsSUFBTyxhQUFNLE1BQU0sbUJBQW1CLE1BQU0sS0FBSyxHQUFHLE1BQU07QUFDMUQsSUFBTyxhQUFNLE1BQU0sbUJBQW1CLE1BQU0sUUFBUSxPQUFPLGlCQUFpQixDQUFDLEdBQUcsTUFBUztBQUFBLEVBQzdGLENBQUM7QUFFRCxLQUFHLDBDQUEwQyxZQUFZO0FBQ3JELFVBQU0sUUFBUSxRQUFRLE9BQU8sRUFBRTtBQUMvQixVQUFNLFNBQVMsTUFBTSxnQkFBZ0IsT0FBTyxLQUFLLENBQUM7QUFDbEQsVUFBUyxPQUFHLE1BQU07QUFDbEIsSUFBTyxhQUFNLE1BQU0sbUJBQXdCLFdBQUssUUFBUSxNQUFNLEdBQUcsS0FBSyxHQUFHLE1BQVM7QUFBQSxFQUN0RixDQUFDO0FBRUQsS0FBRyxnRUFBZ0UsWUFBWTtBQUMzRSxVQUFNLFFBQWEsV0FBSyxRQUFRLDZCQUE2QjtBQUM3RCxVQUFTLGNBQVUsT0FBTyxrQkFBa0I7QUFDNUMsVUFBYSxlQUFRLGdCQUFnQixPQUFPLEtBQUssQ0FBQyxHQUFHLENBQUMsVUFBbUI7QUFDckUsTUFBTyxVQUFHLGlCQUFpQixnQkFBZ0I7QUFDM0MsTUFBTyxhQUFNLE1BQU0sTUFBTSxLQUFLO0FBQzlCLGFBQU8sV0FBVyxLQUFLLE1BQU0sTUFBTTtBQUFBLElBQ3ZDLENBQUM7QUFDRCxJQUFPLGlCQUFVLE1BQU0sYUFBYSxHQUFHLENBQUMsQ0FBQztBQUFBLEVBQzdDLENBQUM7QUFFRCxLQUFHLDhDQUE4QyxZQUFZO0FBQ3pELFVBQU0sUUFBUSxJQUFJLGdCQUFnQjtBQUNsQyxVQUFNLFNBQVMsTUFBdUI7QUFDbEMsWUFBTSxNQUFNO0FBQ1osYUFBTyxRQUFRLFFBQVEsU0FBUztBQUFBLElBQ3BDO0FBQ0EsVUFBYSxlQUFRLGdCQUFnQixPQUFPLFFBQVEsT0FBTyxFQUFFLEdBQUcsRUFBRSxRQUFRLE1BQU0sUUFBUSxPQUFPLENBQUMsQ0FBQyxDQUFDO0FBQ2xHLElBQU8saUJBQVUsTUFBTSxhQUFhLEdBQUcsQ0FBQyxDQUFDO0FBQUEsRUFDN0MsQ0FBQztBQUVELEtBQUcscUVBQXFFLFlBQVk7QUFDaEYsVUFBTSxPQUFZLFdBQUssUUFBUSxNQUFNO0FBQ3JDLGVBQVcsQ0FBQyxNQUFNLEdBQUcsS0FBSyxDQUFDLENBQUMsT0FBTyxDQUFDLEdBQUcsQ0FBQyxTQUFTLENBQUMsQ0FBQyxHQUFZO0FBQzNELFlBQVMsVUFBVyxXQUFLLE1BQU0sSUFBSSxHQUFHLEVBQUUsV0FBVyxLQUFLLENBQUM7QUFDekQsWUFBTSxPQUFPLEtBQUssSUFBSSxJQUFJLE1BQU8sTUFBTTtBQUN2QyxZQUFTLFdBQVksV0FBSyxNQUFNLElBQUksR0FBRyxNQUFNLElBQUk7QUFBQSxJQUNyRDtBQUNBLFVBQU0sZ0JBQWdCLE9BQU8sUUFBUSxPQUFPLEVBQUUsQ0FBQyxDQUFDO0FBQ2hELFVBQU0sUUFBUSxNQUFNLGFBQWE7QUFDakMsSUFBTyxVQUFHLE1BQU0sU0FBUyxPQUFPLEtBQUssQ0FBQyxNQUFNLFNBQVMsS0FBSyxHQUFHLE1BQU0sS0FBSyxHQUFHLENBQUM7QUFBQSxFQUNoRixDQUFDO0FBQ0wsQ0FBQzsiLAogICJuYW1lcyI6IFsiaW1wb3J0X25vZGVfY2hpbGRfcHJvY2VzcyIsICJmcyIsICJwYXRoIl0KfQo=
