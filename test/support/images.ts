import { execa } from "execa";
import { registryHost } from "../../local/addresses";

/** Tags that the environment's registry has of the repository. */
export async function pushedTags(repository: string): Promise<string[]> {
    const response = await fetch(`http://${registryHost}/v2/${repository}/tags/list`);
    if (response.status === 404) return [];
    const { tags } = (await response.json()) as { tags: string[] | null };
    return (tags ?? []).sort();
}

/** Ids of every image and layer that the builder has: a build that did anything adds to them. */
export async function builtLayers(): Promise<string[]> {
    const { stdout } = await execa("docker", ["images", "--all", "--quiet", "--no-trunc"]);
    return [...new Set(stdout.split("\n"))].sort();
}
