/**
 * The server's private environment: `<home>/<wheel hash>-<random>/` with the wheel and its dependencies installed, and
 * `<home>/current.json` that says which one counts. A half-made one never counts, because that file is written last;
 * two windows that make one at the same time do not meet, and the later one wins.
 */
import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { run, RunOptions } from "./processes";

export interface EnvironmentPlan {
    /** Folder that holds the environments. */
    home: string;
    /** The server's wheel. */
    wheel: string;
    /** Executable of a Python that can make environments; asked only when one is needed. */
    python: () => Promise<string>;
    /** Folder of wheels that make the network needless for some versions of Python. */
    wheels?: { folder: string; pythons: readonly string[] } | undefined;
    /** uv, where it is installed: it needs neither venv nor pip, and is faster. */
    uv?: string | undefined;
    /** What pip reports, line by line, and what happens now. */
    report: (line: string) => void;
    env: NodeJS.ProcessEnv;
    signal: AbortSignal;
}

/** pip or venv failed; the output says why. */
export class EnvironmentError extends Error {
    override readonly name = "EnvironmentError";

    constructor(readonly step: "venv" | "pip", readonly output: string) {
        super(`${step} failed: ${lastLine(output)}`);
    }
}

interface Current { folder: string; wheel: string }

const DAY_MS = 86_400_000;

/** The Python of a whole environment with this very wheel, or undefined. Quick: reads two files. */
export async function currentEnvironment(home: string, wheel: string): Promise<string | undefined> {
    try {
        const current = JSON.parse(await fs.readFile(path.join(home, "current.json"), "utf8")) as Current;
        const python = pythonOf(path.join(home, path.basename(current.folder)));
        await fs.access(python, fs.constants.X_OK);
        return current.wheel === (await hashOf(wheel)) ? python : undefined;
    } catch {
        return undefined;
    }
}

/** Makes a new environment, whatever there is, and returns its Python. Raises EnvironmentError, or the signal's reason. */
export async function makeEnvironment(plan: EnvironmentPlan): Promise<string> {
    const hash = await hashOf(plan.wheel);
    const folder = path.join(plan.home, `${hash.slice(0, 12)}-${randomUUID().slice(0, 8)}`);
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

async function install(folder: string, plan: EnvironmentPlan): Promise<void> {
    const options: RunOptions = { cwd: plan.home, signal: plan.signal, env: plan.env, onLine: plan.report };
    const base = await plan.python();
    const venv = await run(plan.uv === undefined ? [base, "-I", "-m", "venv", folder] : [plan.uv, "venv", "--no-config", "--no-project", "--python", base, folder], options);
    if (venv.code !== 0) {
        throw new EnvironmentError("venv", venv.output);
    }
    const python = pythonOf(folder);
    const quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"];
    const install = plan.uv === undefined ? [python, "-m", "pip", "install", ...quiet] : [plan.uv, "pip", "install", "--no-config", "--python", python];
    const pip = await run([...install, ...(await withoutNetwork(python, plan, options)), plan.wheel], options);
    if (pip.code !== 0) {
        throw new EnvironmentError("pip", pip.output);
    }
}

/** Options that take every package from the extension itself, where it carries those for this Python. */
async function withoutNetwork(python: string, { wheels }: EnvironmentPlan, options: RunOptions): Promise<string[]> {
    if (!wheels) {
        return [];
    }
    const asked = await run([python, "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], { ...options, onLine: () => undefined });
    return wheels.pythons.includes(asked.output.trim()) ? ["--no-index", "--find-links", wheels.folder] : [];
}

/** Written beside and renamed, so that a reader sees the old one or the new one. */
async function remember(home: string, current: Current): Promise<void> {
    const written = path.join(home, `current-${randomUUID()}.json`);
    await fs.writeFile(written, JSON.stringify(current));
    await fs.rename(written, path.join(home, "current.json"));
}

/** Other windows may still run from an older one, so only what is a day old goes; what is in use stays on Windows anyway. */
async function removeOld(home: string, kept: string): Promise<void> {
    for (const entry of await fs.readdir(home, { withFileTypes: true })) {
        const folder = path.join(home, entry.name);
        if (entry.isDirectory() && entry.name !== kept && Date.now() - (await fs.stat(folder)).mtimeMs > DAY_MS) {
            await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
        }
    }
}

function pythonOf(folder: string): string {
    return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

async function hashOf(file: string): Promise<string> {
    return createHash("sha256").update(await fs.readFile(file)).digest("hex");
}

function lastLine(output: string): string {
    const lines = output.split("\n").filter(line => line.trim() !== "");
    return lines.findLast(line => /error/i.test(line)) ?? lines.at(-1) ?? "";
}
