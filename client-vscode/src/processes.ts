import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Run {
    code: number;
    output: string;
}

export interface RunOptions {
    /** Programs are looked up and run here, never in a workspace: on Windows the current folder comes before the PATH. */
    cwd: string;
    signal?: AbortSignal;
    env?: NodeJS.ProcessEnv;
    onLine?: (line: string) => void;
}

const MOST_CHARACTERS = 200_000;

/** Runs a command to its end without a shell; both its streams are `output`. Rejects when it cannot be started or was aborted. */
export function run(command: readonly string[], options: RunOptions): Promise<Run> {
    const [program = "", ...args] = command;
    const { cwd, signal, env = process.env } = options;
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], windowsHide: true, ...(signal ? { signal } : {}) });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            createInterface({ input: stream }).on("line", line => {
                output = `${output}${line}\n`.slice(-MOST_CHARACTERS);
                options.onLine?.(line);
            });
        }
        child.on("error", reject);
        child.on("close", code => { resolve({ code: code ?? -1, output }); });
    });
}
