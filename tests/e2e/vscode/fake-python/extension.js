// Stands for the Python extension: its documented API, with one environment that tests choose by a command.
const vscode = require("vscode");

let chosen = { path: "/usr/bin/python3" };

exports.activate = context => {
    const changed = new vscode.EventEmitter();
    context.subscriptions.push(vscode.commands.registerCommand("fakePython.choose", environment => {
        chosen = environment;
        changed.fire(undefined);
    }));
    const resolve = ({ path, type }) => ({ executable: { uri: vscode.Uri.file(path) }, ...(type ? { environment: { type } } : {}) });
    return {
        environments: {
            known: [resolve(chosen)],
            getActiveEnvironmentPath: () => chosen,
            resolveEnvironment: environment => Promise.resolve(resolve(environment)),
            onDidChangeActiveEnvironmentPath: changed.event,
        },
    };
};
