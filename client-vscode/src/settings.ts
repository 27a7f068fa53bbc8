import * as vscode from "vscode";
import { WorkspaceMiddleware } from "vscode-languageclient/node";
import manifest from "../package.json";
import { Json, nested } from "./nested";

const SECTION = "amends";
const OWN = [`${SECTION}.server.`, `${SECTION}.trace.`];
const KEYS = Object.keys(manifest.contributes.configuration.properties).filter(key => !OWN.some(prefix => key.startsWith(prefix)));

/**
 * The settings that somebody really set, nested. Defaults stay out: they stand in the server too, and here they
 * would hide what the project's own `pyproject.toml` says.
 */
export function explicitSettings(scope: vscode.ConfigurationScope | undefined): Json {
    const configuration = vscode.workspace.getConfiguration(undefined, scope ?? null);
    const found = KEYS.filter(key => isSet(configuration.inspect(key))).map(key => [key, configuration.get(key)] as const);
    return (nested(found)[SECTION] ?? {}) as Json;
}

/** Answers the server's questions with explicit settings, and makes a change a hint to ask again. */
export const withExplicitSettings: WorkspaceMiddleware = {
    configuration(params, token, next) {
        if (params.items.some(item => item.section !== SECTION)) {
            return next(params, token);
        }
        return params.items.map(item => explicitSettings(item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined));
    },
};

function isSet(values: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): boolean {
    return [values?.globalValue, values?.workspaceValue, values?.workspaceFolderValue].some(value => value !== undefined);
}
