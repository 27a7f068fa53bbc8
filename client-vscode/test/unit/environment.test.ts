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
folder, version, body = sys.argv[1:]
info = f"tiny-{version}.dist-info"
files = {"tiny.py": body, f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: tiny\\nVersion: {version}\\n",
         f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n", f"{info}/RECORD": ""}
with zipfile.ZipFile(f"{folder}/tiny-{version}-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
`;

describe("the private environment", () => {
    let folder: string;
    let lines: string[];

    const wheelOf = (version: string, body: string) => {
        execFileSync("python3", ["-c", MAKE_WHEEL, folder, version, body]);
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
