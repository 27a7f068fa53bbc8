import { run, RunOptions } from "./processes";

/** A Python that the server's environment can be made with. */
export interface Python {
    executable: string;
    version: readonly [number, number, number];
}

/** Why none of the candidates will do. */
export type NoPython =
    | { reason: "absent" }
    | { reason: "tooOld"; found: Python }
    | { reason: "noVenv"; found: Python };

const OLDEST = [3, 11] as const;
const PROBE = `
import importlib.util, json, sys
print(json.dumps([sys.executable, sys.version_info[:3], all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))]))
`;

/** The first candidate that is new enough and can make environments, else why there is none. */
export async function findPython(setting: string, options: RunOptions, platform = process.platform, known: readonly string[] = []): Promise<Python | NoPython> {
    let failure: NoPython = { reason: "absent" };
    const more = setting === "" ? known.map(executable => [executable]) : [];
    for (const candidate of [...candidates(setting, platform), ...more]) {
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

/** What a person with that failure is nearest to: no venv (one package away) before too old before nothing. */
function rank(failure: NoPython): number {
    return ["absent", "tooOld", "noVenv"].indexOf(failure.reason);
}

function candidates(setting: string, platform: NodeJS.Platform): string[][] {
    if (setting !== "") {
        return [[setting]];
    }
    const plain = [["python3"], ["python"], ["python3.13"], ["python3.12"], ["python3.11"]];
    return platform === "win32" ? [["py", "-3"], ...plain] : plain;
}

async function probe(command: readonly string[], options: RunOptions): Promise<Python | NoPython | undefined> {
    const { code, output } = await run([...command, "-I", "-c", PROBE], options).catch((error: unknown) => {
        options.signal?.throwIfAborted();
        return { code: -1, output: String(error) };
    });
    const answer = output.split("\n").find(line => line.startsWith("["));
    if (code !== 0 || answer === undefined) {
        return undefined;
    }
    const [executable, version, makesEnvironments] = JSON.parse(answer) as [string, Python["version"], boolean];
    const found = { executable, version };
    if (version[0] !== OLDEST[0] || version[1] < OLDEST[1]) {
        return { reason: "tooOld", found };
    }
    return makesEnvironments ? found : { reason: "noVenv", found };
}
