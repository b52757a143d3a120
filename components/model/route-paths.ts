import { checked, type Problem } from "./problem";

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
}

/** Paths of a host that lead to a server: the MCP endpoint, others that were named, and RFC 9728 metadata. */
export function publishedPaths({ path, morePaths = [], metadata = false }: PathChoice): PublishedPath[] {
    return [
        { path, exact: false },
        ...morePaths.map((more) => ({ path: more, exact: false })),
        ...(metadata ? [{ path: `${metadataRoot}${path}`, exact: true }] : []),
    ];
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
}

/** A path that leads to two servers: the second of them would never be reached. */
export interface PathCollision {
    name: string;
    other: string;
    host: string;
    path: string;
    /** Where the second server got it from: "path", "route.morePaths[0]", "route.metadata". */
    field: string;
}

/** Paths that more than one server has on one host. */
export function pathCollisions(servers: Neighbour[]): PathCollision[] {
    const owners = new Map<string, string>();
    return servers.flatMap(({ name, host, ...choice }) => {
        if (host === undefined) return [];
        return publishedPaths(choice).flatMap(({ path, exact }, index) => {
            const key = `${host}${path}`;
            const other = owners.get(key);
            if (other === undefined) owners.set(key, name);
            const more = exact ? "route.metadata" : `route.morePaths[${index - 1}]`;
            const field = index === 0 ? "path" : more;
            return other === undefined ? [] : [{ name, other, host, path, field }];
        });
    });
}
