import type { FunctionHandler } from "../shared";
import type { RegistryCredentials } from "./credentials";
import type { Daemon } from "./daemon";

/** Lists of manifests first: the digest is that of the image for all platforms, as the official plugin gives it. */
const manifestTypes = [
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
].join(", ");

/** Digest that the registry has for a name with a tag. */
export async function registryDigest(name: string, credentials?: RegistryCredentials): Promise<string> {
    const { host, repository, tag } = nameParts(name);
    const scheme = /^(localhost|127\.[0-9.]+)(:|$)/.test(host) ? "http" : "https";
    const url = `${scheme}://${host}/v2/${repository}/manifests/${tag}`;
    const ask = (authorization?: string) =>
        fetch(url, { method: "HEAD", headers: { accept: manifestTypes, ...(authorization && { authorization }) } });
    const basic =
        credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
    let response = await ask(basic);
    if (response.status === 401) response = await ask(await bearer(response, basic));
    const digest = response.headers.get("docker-content-digest");
    if (!response.ok || digest === null) {
        throw new Error(
            `Got error when attempting to fetch image version ${name} from registry: HTTP ${response.status}`,
        );
    }
    return digest;
}

/** distribution.github.io/distribution/spec/auth/token/ */
async function bearer(refusal: Response, basic?: string): Promise<string> {
    const challenge = refusal.headers.get("www-authenticate") ?? "";
    const fields = Object.fromEntries(
        [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    if (fields.realm === undefined) throw new Error(`bad credentials: ${refusal.status}`);
    const query = new URLSearchParams({ service: fields.service ?? "", scope: fields.scope ?? "" });
    const answer = await fetch(`${fields.realm}?${query}`, { headers: basic ? { authorization: basic } : {} });
    const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
    return `Bearer ${token ?? access_token ?? ""}`;
}

export function nameParts(name: string): { host: string; repository: string; tag: string } {
    const [, path = name, tag = "latest"] = /^(.*?)(?::([^/:]+))?$/.exec(name) ?? [];
    const [first = "", ...rest] = path.split("/");
    const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    const given = hasHost ? first : "docker.io";
    const repository = hasHost ? rest.join("/") : path;
    const isHub = given === "docker.io";
    return {
        host: isHub ? "registry-1.docker.io" : given,
        repository: isHub && !repository.includes("/") ? `library/${repository}` : repository,
        tag,
    };
}

/** docker.getRegistryImage: the digest that a tag has now. */
export const getRegistryImage: FunctionHandler<Daemon> = {
    token: "docker:index/getRegistryImage:getRegistryImage",
    args: ["name"],
    async invoke({ name }) {
        const sha256Digest = await registryDigest(String(name));
        return { id: sha256Digest, name: String(name), sha256Digest };
    },
};
