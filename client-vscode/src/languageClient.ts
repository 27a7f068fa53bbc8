import * as vscode from "vscode";
import { ClientCapabilities, CloseAction, ErrorAction, ExecuteCommandMiddleware, LanguageClient, LanguageClientOptions, State, StaticFeature } from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents";
import { Wanted } from "./fixes";
import { withPreviews } from "./lightbulb";
import { ServerCommand } from "./server";
import { SettingsSource, withExplicitSettings } from "./settings";

/** Makes a fix and shows it. */
export type Propose = (wanted: Wanted) => Promise<void>;

/** A client that is ready to be started; `env` is what its server's environment has beyond the editor's. */
export function createClient(server: ServerCommand, env: NodeJS.ProcessEnv, options: LanguageClientOptions, log: vscode.LogOutputChannel): LanguageClient {
    const [command = "", ...args] = server.command;
    const client = new QuietClient(
        "amends",
        "Amends",
        { command, args, options: { env: { ...process.env, ...env, PYTHONUTF8: "1" } } },
        options,
    );
    client.registerFeature(announceStatus);
    client.onDidChangeState(event => {
        log.debug(`Server: ${State[event.oldState]} → ${State[event.newState]}`);
    });
    return client;
}

/** While it starts, errors are the session's to tell: one message with what to do, not two. */
class QuietClient extends LanguageClient {
    override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
        super.error(message, data, this.state === State.Running ? showNotification : false);
    }
}

/** When the server goes without being asked to, `gone` is called and nothing else happens. */
export function clientOptions(log: vscode.LogOutputChannel, source: SettingsSource, gone: () => void, propose: Propose): LanguageClientOptions {
    return {
        documentSelector: DOCUMENTS,
        outputChannel: log,
        initializationOptions: () => ({ ...source.settings(undefined), trusted: vscode.workspace.isTrusted }),
        initializationFailedHandler: () => false,
        errorHandler: {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            closed: () => {
                gone();
                return { action: CloseAction.DoNotRestart, handled: true };
            },
        },
        middleware: { ...withPreviews, executeCommand: generatingWith(propose), workspace: withExplicitSettings(source) },
    };
}

/** “Generate a fix” of the lightbulb ends in a preview here, where other clients have the edit applied. */
function generatingWith(propose: Propose): NonNullable<ExecuteCommandMiddleware["executeCommand"]> {
    return (command, args, next): unknown => {
        const [wanted] = args as [Wanted | undefined];
        return command === "amends.generateFix" && wanted ? propose(wanted) : next(command, args);
    };
}

/** Tells the server that somebody listens to `amends/status`. */
const announceStatus: StaticFeature = {
    fillClientCapabilities(capabilities: ClientCapabilities): void {
        const experimental = (capabilities.experimental ?? {}) as Record<string, unknown>;
        capabilities.experimental = { ...experimental, amends: { status: true } };
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
};
