import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { currentEnvironment, EnvironmentError, EnvironmentPlan, makeEnvironment } from "./environment";
import { knownInterpreters } from "./msPython";
import { run } from "./processes";
import { findPython, NoPython } from "./python";

/** How the server is started; `repair` makes its environment again, where that is ours to make and broken. */
export interface ServerCommand {
    command: readonly string[];
    repair?: () => Promise<ServerCommand>;
}

const SERVE = ["-m", "amends", "serve"];

/** The server of the setting, else that of the private environment, which is made first when there is none. */
export async function findServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<ServerCommand> {
    const command = vscode.workspace.getConfiguration("amends").get<string[]>("server.command", []);
    if (command.length > 0) {
        log.info(`Server from the settings: ${command.join(" ")}`);
        return { command };
    }
    const wheel = await bundledWheel(context);
    const home = environmentsFolder(context);
    const make = async (): Promise<ServerCommand> => ({ command: [await makeWithProgress(home, wheel, log), ...SERVE] });
    const python = await currentEnvironment(home, wheel);
    if (python === undefined) {
        return make();
    }
    const server: ServerCommand = { command: [python, ...SERVE] };
    return { ...server, repair: async () => ((await canImport(python, home)) ? server : make()) };
}

/** Whether an environment is whole; a server that was killed while it started is no reason to install it again. */
async function canImport(python: string, home: string): Promise<boolean> {
    const asked = await run([python, "-I", "-c", "import amends.app, amends.lsp.server"], { cwd: home }).catch(() => undefined);
    return asked?.code === 0;
}

function environmentsFolder(context: vscode.ExtensionContext): string {
    return path.join(context.globalStorageUri.fsPath, "server");
}

async function bundledWheel(context: vscode.ExtensionContext): Promise<string> {
    const folder = context.asAbsolutePath("bundled");
    const wheel = (await fs.readdir(folder).catch(() => [])).find(name => name.endsWith(".whl"));
    if (wheel === undefined) {
        throw new Error(vscode.l10n.t("This build of the extension carries no server. Set “amends.server.command”."));
    }
    return path.join(folder, wheel);
}

async function makeWithProgress(home: string, wheel: string, log: vscode.LogOutputChannel): Promise<string> {
    const title = vscode.l10n.t("Amends: preparing its server (once)");
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => { abort.abort(); });
        const report = (line: string) => {
            log.info(line);
            progress.report({ message: summary(line) });
        };
        await fs.mkdir(home, { recursive: true });
        const uv = await findUv(home, abort.signal);
        const python = () => choosePython(home, abort.signal, uv !== undefined);
        const plan = { home, wheel, wheels: await bundledWheels(wheel), uv, python, report, env: withProxy(process.env), signal: abort.signal };
        return makeEnvironment(plan).catch((error: unknown) => { throw explained(error, abort.signal, log); });
    });
}

async function choosePython(home: string, signal: AbortSignal, hasUv: boolean): Promise<string> {
    const setting = vscode.workspace.getConfiguration("amends").get<string>("server.python", "");
    const found = await findPython(setting, { cwd: home, signal }, process.platform, setting === "" ? await knownInterpreters() : []);
    if ("executable" in found) {
        return found.executable;
    }
    if (found.reason === "noVenv" && hasUv) {
        return found.found.executable;
    }
    throw new Error(explainNoPython(found, setting));
}

async function findUv(home: string, signal: AbortSignal): Promise<string | undefined> {
    const asked = await run(["uv", "--version"], { cwd: home, signal }).catch(() => undefined);
    return asked?.code === 0 ? "uv" : undefined;
}

/** The wheels of a build for machines without a network, beside the server's own. */
async function bundledWheels(wheel: string): Promise<EnvironmentPlan["wheels"]> {
    const folder = path.join(path.dirname(wheel), "wheels");
    const pythons = await fs.readFile(path.join(folder, "pythons.json"), "utf8").catch(() => undefined);
    return pythons === undefined ? undefined : { folder, pythons: JSON.parse(pythons) as string[] };
}

function explainNoPython(failure: NoPython, setting: string): string {
    if (failure.reason === "absent") {
        return setting === ""
            ? vscode.l10n.t("Amends needs Python 3.11 or newer and found no Python. Install one, or name it in “amends.server.python”.")
            : vscode.l10n.t("Amends cannot run “{0}”. Correct “amends.server.python”.", setting);
    }
    const version = failure.found.version.join(".");
    if (failure.reason === "tooOld") {
        return vscode.l10n.t("Amends needs Python 3.11 or newer and found {0}. Install a newer one, or name it in “amends.server.python”.", version);
    }
    const name = `python${failure.found.version.slice(0, 2).join(".")}-venv`;
    return vscode.l10n.t("Python {0} cannot make environments. On Debian or Ubuntu run “sudo apt install {1}”, then try again.", version, name);
}

/** One sentence with what to do; the whole output is in the log already. */
function explained(error: unknown, signal: AbortSignal, log: vscode.LogOutputChannel): unknown {
    if (signal.aborted) {
        return new Error(vscode.l10n.t("Amends was not set up, because it was cancelled. Use “Amends: Restart Server” to set it up."));
    }
    if (!(error instanceof EnvironmentError)) {
        return error;
    }
    log.error(error.message);
    return error.step === "venv"
        ? new Error(vscode.l10n.t("Python could not make an environment for Amends. The log has its output; “amends.server.python” chooses another Python."))
        : new Error(vscode.l10n.t("The packages of Amends could not be installed. Check the network or proxy, then try again; the log has pip's output."));
}

/** The few of pip's lines that mean something to a person who waits. */
function summary(line: string): string {
    const collected = /^Collecting (\S+?)[<>=!~;\s]/.exec(`${line} `);
    if (collected?.[1]) {
        return vscode.l10n.t("fetching {0}", collected[1]);
    }
    return line.startsWith("Installing") ? vscode.l10n.t("installing") : "";
}

/** pip reads proxies from the environment only; the editor may have its own. */
function withProxy(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const proxy = vscode.workspace.getConfiguration("http").get<string>("proxy", "");
    const known = [env.HTTPS_PROXY, env.https_proxy].some(value => value !== undefined && value !== "");
    const direct = vscode.workspace.getConfiguration("http").get<string[]>("noProxy", []).join(",");
    return proxy === "" || known ? env : { ...env, HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ...(direct === "" ? {} : { NO_PROXY: direct }) };
}
