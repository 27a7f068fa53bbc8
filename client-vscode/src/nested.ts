export type Json = Record<string, unknown>;

/** `[["a.b", 1], ["a.c", 2]]` → `{a: {b: 1, c: 2}}`. */
export function nested(entries: readonly (readonly [string, unknown])[]): Json {
    const root: Json = {};
    for (const [key, value] of entries) {
        const parts = key.split(".");
        const last = parts.pop() ?? key;
        parts.reduce((node, part) => (node[part] ??= {}) as Json, root)[last] = value;
    }
    return root;
}
