import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What is read of an installed package's package.json. */
interface PackageManifest {
    name?: string;
    version?: string;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
    pulumi?: { resource?: boolean; name?: string; version?: string; server?: string; parameterization?: unknown };
}

export interface NamedVersion {
    name: string;
    version: string;
}

export interface RequiredPlugin extends NamedVersion {
    server: string;
}

function readManifest(dir: string): PackageManifest | undefined {
    const file = join(dir, "package.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PackageManifest) : undefined;
}

/** Every package under `dir`/node_modules and, as npm nests them, under theirs. */
function* installedPackages(dir: string): Generator<PackageManifest> {
    const modules = join(dir, "node_modules");
    if (!existsSync(modules)) return;
    const isPackage = (name: string) => !name.startsWith(".");
    for (const entry of readdirSync(modules).filter(isPackage)) {
        const names = entry.startsWith("@")
            ? readdirSync(join(modules, entry)).map((name) => join(entry, name))
            : [entry];
        for (const name of names) {
            const manifest = readManifest(join(modules, name));
            if (manifest !== undefined) yield manifest;
            yield* installedPackages(join(modules, name));
        }
    }
}

/** Provider plugins that the packages under the program's own node_modules ask for. */
export function requiredPlugins(programDir: string): RequiredPlugin[] {
    const found = new Map<string, RequiredPlugin>();
    for (const { name = "", version = "", pulumi } of installedPackages(programDir)) {
        if (!pulumi?.resource) continue;
        if (pulumi.parameterization !== undefined) {
            throw new Error(
                `package ${name} is parameterized, which the stand-in for the language host does not serve`,
            );
        }
        const plugin = {
            name: pulumi.name ?? name.replace(/^@pulumi\//, ""),
            version: `v${(pulumi.version ?? version).replace(/^v/, "")}`,
            server: pulumi.server ?? "",
        };
        found.set(`${plugin.name}@${plugin.version}`, plugin);
    }
    return [...found.values()];
}

/** What `pulumi about` lists: the program's own dependencies, or everything that is installed. */
export function programDependencies(programDir: string, transitive: boolean): NamedVersion[] {
    const root = manifestDirectory(programDir);
    if (root === undefined) return [];
    if (transitive) {
        return [...installedPackages(root)].flatMap(({ name, version }) =>
            name && version ? [{ name, version }] : [],
        );
    }
    const { dependencies, devDependencies } = readManifest(root) ?? {};
    return Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
        const version = readManifest(join(root, "node_modules", name))?.version;
        return version === undefined ? [] : [{ name, version }];
    });
}

function manifestDirectory(dir: string): string | undefined {
    if (existsSync(join(dir, "package.json"))) return dir;
    return dirname(dir) === dir ? undefined : manifestDirectory(dirname(dir));
}
