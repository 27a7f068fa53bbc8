import * as assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { findPython } from "../../src/python";

/** Stands for a machine: a folder with the interpreters that are on its PATH. */
describe("finding a Python", () => {
    let folder: string;

    const python = async (name: string, version: [number, number, number], makesEnvironments: boolean) => {
        const file = path.join(folder, name);
        await fs.writeFile(file, `#!/bin/sh\necho 'some warning'\necho '${JSON.stringify([file, version, makesEnvironments])}'\n`, { mode: 0o755 });
        return file;
    };
    const find = (setting = "", env: NodeJS.ProcessEnv = { PATH: folder }) => findPython(setting, { cwd: folder, env }, "linux");

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
