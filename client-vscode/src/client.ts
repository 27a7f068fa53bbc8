import * as vscode from "vscode";
import {
    ClientCapabilities,
    CloseAction,
    CloseHandlerResult,
    ErrorAction,
    LanguageClient,
    LanguageClientOptions,
    State,
    StaticFeature,
} from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents";
import { ServerCommand } from "./server";
import { explicitSettings, withExplicitSettings } from "./settings";
import { FolderStatus, StatusItem } from "./status";

const MOST_CRASHES = 4;
const CRASH_WINDOW_MS = 3 * 60_000;

/** A client that is ready to be started; it says nothing to the user but what its server asks it to. */
export function createClient(server: ServerCommand, log: vscode.LogOutputChannel, status: StatusItem): LanguageClient {
    const [command = "", ...args] = server.command;
    const client = new LanguageClient(
        "amends",
        "Amends",
        { command, args, options: { env: { ...process.env, PYTHONUTF8: "1" } } },
        clientOptions(log, status),
    );
    client.registerFeature(announceStatus);
    client.onNotification("amends/status", (params: FolderStatus) => { status.show(params); });
    client.onDidChangeState(event => {
        log.debug(`Server: ${State[event.oldState]} → ${State[event.newState]}`);
    });
    return client;
}

function clientOptions(log: vscode.LogOutputChannel, status: StatusItem): LanguageClientOptions {
    return {
        documentSelector: DOCUMENTS,
        outputChannel: log,
        initializationOptions: () => ({ ...explicitSettings(undefined), trusted: vscode.workspace.isTrusted }),
        initializationFailedHandler: () => false,
        errorHandler: restartAFewTimes(status),
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

/** Restarts a crashed server; one that crashes again and again is left alone, and the status says so. */
function restartAFewTimes(status: StatusItem): NonNullable<LanguageClientOptions["errorHandler"]> {
    let crashes: number[] = [];
    return {
        error: () => ({ action: ErrorAction.Continue }),
        closed(): CloseHandlerResult {
            crashes = [...crashes.filter(time => Date.now() - time < CRASH_WINDOW_MS), Date.now()];
            if (crashes.length < MOST_CRASHES) {
                status.show({ state: "starting", detail: vscode.l10n.t("The server ended unexpectedly and is started again.") });
                return { action: CloseAction.Restart, handled: true };
            }
            status.show({ state: "stopped", detail: vscode.l10n.t("The server keeps ending unexpectedly. The log says more.") });
            return { action: CloseAction.DoNotRestart, handled: true };
        },
    };
}
