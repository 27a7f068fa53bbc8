import * as vscode from "vscode";
import type { WorkspaceMiddleware } from "vscode-languageclient/node";
import { Interpreters } from "./interpreters";
import { Consents } from "./model/consent";
import { Json, nested } from "./nested";

const SECTION = "amends";
const OWN = [`${SECTION}.server.`, `${SECTION}.trace.`];
/** Names of all settings; the build reads them from the manifest. */
declare const SETTING_NAMES: readonly string[];
const KEYS = SETTING_NAMES.filter(key => !OWN.some(prefix => key.startsWith(prefix)));

/**
 * The settings that somebody really set, nested. Defaults stay out: they stand in the server too, and here they
 * would hide what the project's own `pyproject.toml` says.
 */
function explicitSettings(scope: vscode.ConfigurationScope | undefined): Json {
    const configuration = vscode.workspace.getConfiguration(undefined, scope ?? null);
    const found = KEYS.filter(key => isSet(configuration.inspect(key))).map(key => [key, configuration.get(key)] as const);
    return withFurtherCheckers((nested(found)[SECTION] ?? {}) as Json);
}

/** VS Code knows no setting whose name a person makes up, so further checkers stand in one object of their own. */
function withFurtherCheckers(settings: Json): Json {
    const { more, ...checkers } = (settings.checkers ?? {}) as Json;
    return more === undefined ? settings : { ...settings, checkers: { ...checkers, ...(more as Json) } };
}

/** Answers the server's questions with explicit settings, and makes a change a hint to ask again. */
export function withExplicitSettings(source: SettingsSource): WorkspaceMiddleware {
    return {
        configuration(params, token, next) {
            if (params.items.some(item => item.section !== SECTION)) {
                return next(params, token);
            }
            return params.items.map(item => source.settings(item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined));
        },
    };
}

/** What the server gets: the settings, held back and completed by what the person said elsewhere in the editor. */
export class SettingsSource {
    constructor(readonly consents: Consents, readonly interpreters: Interpreters) {}

    /** Of a folder, or of all of them. */
    settings(scope: vscode.Uri | undefined): Json {
        const interpreter = this.interpreters.of(scope);
        return { ...(interpreter === undefined ? {} : { interpreter }), ...this.consents.guard(explicitSettings(scope), scope) };
    }
}

function isSet(values: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): boolean {
    return [values?.globalValue, values?.workspaceValue, values?.workspaceFolderValue].some(value => value !== undefined);
}
