import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { currentEnvironment, EnvironmentError, EnvironmentPlan, makeEnvironment } from "../../src/environment";
import { findPython } from "../../src/python";
import { run } from "../../src/processes";

const MAKE_WHEEL = `
import sys, zipfile
folder, version, body, *needs = sys.argv[1:]
info = f"tiny-{version}.dist-info"
needed = "".join(f"Requires-Dist: {name}\\n" for name in needs)
files = {"tiny.py": body, f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: tiny\\nVersion: {version}\\n{needed}",
         f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n", f"{info}/RECORD": ""}
with zipfile.ZipFile(f"{folder}/tiny-{version}-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
`;

/** The same wheel under another name. */
const REPACK = `
import sys, zipfile
source, target = sys.argv[1:]
with zipfile.ZipFile(source) as wheel, zipfile.ZipFile(target, "w") as renamed:
    for name in wheel.namelist():
        renamed.writestr(name.replace("tiny", "need"), wheel.read(name).replace(b"Name: tiny", b"Name: need"))
`;

describe("the private environment", () => {
    let folder: string;
    let lines: string[];

    const wheelOf = (version: string, body: string, ...needs: string[]) => {
        execFileSync("python3", ["-c", MAKE_WHEEL, folder, version, body, ...needs]);
        return path.join(folder, `tiny-${version}-py3-none-any.whl`);
    };
    const planOf = (wheel: string, fields: Partial<EnvironmentPlan> = {}): EnvironmentPlan => ({
        home: path.join(folder, "home"),
        wheel,
        python: async () => {
            const found = await findPython("", { cwd: folder });
            assert.ok("executable" in found);
            return found.executable;
        },
        report: line => lines.push(line),
        env: process.env,
        signal: new AbortController().signal,
        ...fields,
    });
    const environments = async () => (await fs.readdir(path.join(folder, "home"))).filter(name => name !== "current.json");

    beforeEach(async () => {
        lines = [];
        folder = await fs.mkdtemp(path.join(os.tmpdir(), "amends environment "));
    });
    afterEach(() => fs.rm(folder, { recursive: true }));

    it("is made from a wheel, found again, and replaced for another wheel", async () => {
        const wheel = wheelOf("1.0", "name = 'first'");
        const home = path.join(folder, "home");
        assert.equal(await currentEnvironment(home, wheel), undefined);
        const python = await makeEnvironment(planOf(wheel));
        const said = await run([python, "-c", "import tiny; print(tiny.name)"], { cwd: folder });
        assert.equal(said.output.trim(), "first");
        assert.ok(lines.some(line => line.startsWith("Installing")));
        assert.equal(await currentEnvironment(home, wheel), python);
        assert.equal(await currentEnvironment(home, wheelOf("2.0", "name = 'second'")), undefined);
    });

    it("takes what it needs from the extension's own wheels, without asking any index", async () => {
        const wheels = path.join(folder, "wheels");
        await fs.mkdir(wheels);
        const needed = wheelOf("1.0", "name = 'needed'");
        execFileSync("python3", ["-c", REPACK, needed, path.join(wheels, "need-1.0-py3-none-any.whl")]);
        const wheel = wheelOf("2.0", "import need", "need");
        const env = { ...process.env, PIP_INDEX_URL: "http://127.0.0.1:9/", PIP_RETRIES: "0" };
        const version = execFileSync("python3", ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).toString().trim();
        const python = await makeEnvironment(planOf(wheel, { env, wheels: { folder: wheels, pythons: [version] } }));
        assert.equal((await run([python, "-c", "import tiny; print('works')"], { cwd: folder })).output.trim(), "works");
        await assert.rejects(makeEnvironment(planOf(wheel, { env, wheels: { folder: wheels, pythons: ["2.7"] } })), EnvironmentError);
    });

    it("is made by uv where that is installed", async function () {
        const uv = await run(["uv", "--version"], { cwd: folder }).catch(() => undefined);
        if (uv?.code !== 0) {
            this.skip();
        }
        const python = await makeEnvironment(planOf(wheelOf("1.0", "name = 'by uv'"), { uv: "uv" }));
        assert.equal((await run([python, "-c", "import tiny; print(tiny.name)"], { cwd: folder })).output.trim(), "by uv");
    });

    it("does not count when its Python is gone", async () => {
        const wheel = wheelOf("1.0", "");
        const python = await makeEnvironment(planOf(wheel));
        await fs.rm(python);
        assert.equal(await currentEnvironment(path.join(folder, "home"), wheel), undefined);
    });

    it("leaves nothing behind when pip fails, and says what pip said", async () => {
        const wheel = path.join(folder, "broken-1.0-py3-none-any.whl");
        await fs.writeFile(wheel, "this is no wheel");
        await assert.rejects(makeEnvironment(planOf(wheel)), (error: unknown) => {
            assert.ok(error instanceof EnvironmentError);
            assert.equal(error.step, "pip");
            return /invalid/i.test(error.output);
        });
        assert.deepEqual(await environments(), []);
    });

    it("leaves nothing behind when it is cancelled", async () => {
        const abort = new AbortController();
        const python = (): Promise<string> => {
            abort.abort();
            return Promise.resolve("python3");
        };
        await assert.rejects(makeEnvironment(planOf(wheelOf("1.0", ""), { signal: abort.signal, python })));
        assert.deepEqual(await environments(), []);
    });

    it("removes what is a day old, and spares what another window may use", async () => {
        const home = path.join(folder, "home");
        for (const [name, age] of [["old", 2], ["young", 0]] as const) {
            await fs.mkdir(path.join(home, name), { recursive: true });
            const time = Date.now() / 1000 - age * 86_400;
            await fs.utimes(path.join(home, name), time, time);
        }
        await makeEnvironment(planOf(wheelOf("1.0", "")));
        const names = await environments();
        assert.ok(names.includes("young") && !names.includes("old"), names.join(" "));
    });
});
