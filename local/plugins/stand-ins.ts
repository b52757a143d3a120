import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../paths";

/** A plugin of Pulumi that no package registry has, and a program of ours that stands in for it. */
export interface StandIn {
    /** Folder under local/plugins whose main.ts is the program. */
    name: string;
    /** Where the engine looks for the plugin, beneath PULUMI_HOME. */
    place: string;
}

/** Providers by the names of their npm packages, @pulumi/<name>. */
const providers = ["kubernetes", "aws", "docker", "random"];

/** Everything that the stacks need. The engine picks a provider by the version of the installed npm package. */
export function standIns(): StandIn[] {
    const resources = providers.map((name) => {
        const directory = `resource-${name}-v${installedVersion(`@pulumi/${name}`)}`;
        return { name, place: join("plugins", directory, `pulumi-resource-${name}`) };
    });
    return [{ name: "language-nodejs", place: join("bin", "pulumi-language-nodejs") }, ...resources];
}

function installedVersion(packageName: string): string {
    const file = join(repositoryDir, "node_modules", packageName, "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
