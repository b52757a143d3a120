import { checked, type Problem, problemText } from "./problem";

/** A path of a host, and whether what is below it belongs to it. */
export interface PublishedPath {
    path: string;
    exact: boolean;
}

/** Below this, servers publish where their tokens come from (RFC 9728, section 3.1), each under its own path. */
export const metadataRoot = "/.well-known/oauth-protected-resource";

/** What decides which paths of a host lead to a server. */
export interface PathChoice {
    /** Path of the MCP endpoint. */
    path: string;
    morePaths?: string[];
    metadata?: boolean;
    metadataPaths?: string[];
}

/** Paths of a host that lead to a server: the MCP endpoint, others that were named, and RFC 9728 metadata. */
export function publishedPaths(choice: PathChoice): PublishedPath[] {
    return claimedPaths(choice).map(({ path, exact }) => ({ path, exact }));
}

/** The same, each with the field that asks for it. */
function claimedPaths({ path, morePaths = [], metadata = false, metadataPaths = [] }: PathChoice) {
    const ofEndpoint = metadataPath(path);
    return [
        { path, exact: false, field: "path" },
        ...morePaths.map((more, index) => ({ path: more, exact: false, field: `route.morePaths[${index}]` })),
        ...(metadata ? [{ path: ofEndpoint, exact: true, field: "route.metadata" }] : []),
        ...metadataPaths
            .filter((known) => !metadata || known !== ofEndpoint)
            .map((known) => ({ path: known, exact: true, field: known === ofEndpoint ? "path" : "auth.resource" })),
    ];
}

/** Where the metadata of a resource with this path is: the well-known path goes before it. */
export const metadataPath = (path: string) => `${metadataRoot}${path === "/" ? "" : path}`;

/** Paths that everybody may read, and those that a route may ask a token for. */
export function byAccess(paths: PublishedPath[]): { open: PublishedPath[]; guarded: PublishedPath[] } {
    const isOpen = ({ path }: PublishedPath) => path === metadataRoot || path.startsWith(`${metadataRoot}/`);
    return { open: paths.filter(isOpen), guarded: paths.filter((path) => !isOpen(path)) };
}

/** What is wrong with paths that are published beside the endpoint's own. */
export function morePathsProblems(paths: string[] = []): Problem[] {
    return paths.flatMap((path, index) =>
        checked(
            `morePaths[${index}]`,
            path,
            (value) => /^(\/[A-Za-z0-9._~-]+)+$/.test(value),
            'a path is one or more of "/" with letters, digits and . _ ~ - after it, as "/messages"',
        ),
    );
}

/** A server as others on its host see it. */
export interface Neighbour extends PathChoice {
    name: string;
    /** Undefined without a route. */
    host: string | undefined;
    /** What its paths lead to, where the same may have a path twice. */
    target?: string;
    /** Who takes its requests, and at which port (routed-by.ts), where that may differ: others have paths of their own. */
    routedBy?: string;
}

/** Who has which path already: no more is kept than is compared and named. */
export type PathOwners = Map<string, Pick<Neighbour, "name" | "target">>;

/** A path that leads to two servers: the second of them would never be reached. */
export interface PathCollision {
    name: string;
    other: string;
    host: string;
    path: string;
    /** Where the second server got it from: "path", "route.morePaths[0]", "route.metadata", "auth.resource". */
    field: string;
}

/** Paths that more than one server has on one host, by one who routes there; `owners` has those that were there before, and then these as well. */
export function pathCollisions(servers: Neighbour[], owners: PathOwners = new Map()): PathCollision[] {
    return servers.flatMap((server) => {
        const { name, host, target, routedBy = "" } = server;
        if (host === undefined) return [];
        return claimedPaths(server).flatMap(({ path, field }) => {
            const key = `${routedBy} ${host}${path}`;
            const owner = owners.get(key);
            if (owner === undefined) owners.set(key, { name, target });
            const isOthers = owner !== undefined && (target === undefined || owner.target !== target);
            return isOthers ? [{ name, other: owner.name, host, path, field }] : [];
        });
    });
}

export function collisionText({ name, other, host, path, field }: PathCollision): string {
    const allowed = `server "${other}" has this path on ${host} as well; every server needs its own`;
    return problemText(`server "${name}"`, { field, found: path, allowed });
}
