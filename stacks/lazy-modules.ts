import Module from "node:module";

/**
 * What SDK and zod load at their start for programs that serialise functions, drive other stacks or speak other languages,
 * as this one never does, by the package that asks for it: half of what they take to load, and 90 MB. Import this file before
 * any SDK; each module is then loaded when it is first used.
 */
const lazy: Record<string, string> = {
    typescript: "@pulumi/pulumi",
    "@npmcli/arborist": "@pulumi/pulumi",
    "normalize-package-data": "@pulumi/pulumi",
    fdir: "@pulumi/pulumi",
    "./automation": "@pulumi/pulumi",
    "../locales/index.cjs": "zod",
};

const loader = Module as unknown as {
    _load(request: string, parent?: { filename: string }, ...rest: unknown[]): object;
};
const load = loader._load;

loader._load = function loadLater(request, parent, ...rest) {
    const asking = lazy[request];
    if (asking === undefined || !isIn(asking, parent?.filename)) return load.call(this, request, parent, ...rest);
    let loaded: Partial<Record<string | symbol, unknown>> | undefined;
    const get = (_target: object, key: string | symbol): unknown => {
        // Lets the compiled `import * as` take the module as it is, instead of copying every member of it.
        if (key === "__esModule") return true;
        loaded ??= load.call(this, request, parent, ...rest) as Partial<Record<string | symbol, unknown>>;
        // As the compiled `import x from` has it: the default of a module that names none is the module.
        return key === "default" && !loaded.__esModule ? loaded : Reflect.get(loaded, key);
    };
    return new Proxy({}, { get });
};

function isIn(name: string, file = ""): boolean {
    return file.replaceAll("\\", "/").includes(`/node_modules/${name}/`);
}
