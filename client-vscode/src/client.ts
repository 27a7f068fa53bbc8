import * as vscode from "vscode";
import { ClientCapabilities, CloseAction, ErrorAction, LanguageClient, LanguageClientOptions, State, StaticFeature } from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents";
import { ServerCommand } from "./server";
import { explicitSettings, withExplicitSettings } from "./settings";

/** A client that is ready to be started. When its server goes without being asked to, `gone` is called and nothing else happens. */
export function createClient(server: ServerCommand, log: vscode.LogOutputChannel, gone: () => void): LanguageClient {
    const [command = "", ...args] = server.command;
    const client = new QuietClient(
        "amends",
        "Amends",
        { command, args, options: { env: { ...process.env, PYTHONUTF8: "1" } } },
        clientOptions(log, gone),
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

function clientOptions(log: vscode.LogOutputChannel, gone: () => void): LanguageClientOptions {
    return {
        documentSelector: DOCUMENTS,
        outputChannel: log,
        initializationOptions: () => ({ ...explicitSettings(undefined), trusted: vscode.workspace.isTrusted }),
        initializationFailedHandler: () => false,
        errorHandler: {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            closed: () => {
                gone();
                return { action: CloseAction.DoNotRestart, handled: true };
            },
        },
        middleware: { workspace: withExplicitSettings },
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
