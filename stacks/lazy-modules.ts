import Module from "node:module";

/**
 * What @pulumi/pulumi loads at its start for programs that serialise functions, as this one never does: a third of the
 * program's processor time and 80 MB. Import this file before any SDK; each module is then loaded when it is first used.
 */
const lazy = new Set(["typescript", "@npmcli/arborist"]);

const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): object };
const load = loader._load;

loader._load = function loadLater(request, ...rest) {
    if (!lazy.has(request)) return load.call(this, request, ...rest);
    let loaded: object | undefined;
    const get = (_target: object, key: string | symbol): unknown => {
        // Lets the compiled `import * as` take the module as it is, instead of copying every member of it.
        if (key === "__esModule") return true;
        loaded ??= load.call(this, request, ...rest);
        return Reflect.get(loaded, key);
    };
    return new Proxy({}, { get });
};
