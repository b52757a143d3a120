import type { ClusterReader } from "./cluster-reader";

/** "http://jaeger.monitoring.svc.cluster.local:4318", "postgres://db.data.svc:5432/app" */
const serviceName = /\b([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.svc\b/g;
/** A URL whose host is one word is a Service of the same namespace. */
const neighbour = /^[a-z][a-z0-9+]*:\/\/(?:[^/@]*@)?([a-z](?:[a-z0-9-]*[a-z0-9])?)(?=[:/]|$)/;

/** Services that settings name, as "service.namespace". */
export function servicesNamedIn(settings: Record<string, string>, namespace: string): string[] {
    const names = Object.values(settings).flatMap((value) => {
        const [, host] = neighbour.exec(value) ?? [];
        return [
            ...[...value.matchAll(serviceName)].map(([, service, of]) => `${service}.${of}`),
            ...(host === undefined || host === "localhost" ? [] : [`${host}.${namespace}`]),
        ];
    });
    return [...new Set(names)];
}

/** Whether they are there; those that could not be looked for are left out. */
export async function namedServices(
    reader: ClusterReader,
    settings: Record<string, string>,
    namespace: string,
): Promise<Record<string, boolean>> {
    const found = await Promise.all(
        servicesNamedIn(settings, namespace).map(async (name): Promise<[string, boolean][]> => {
            const [service, of] = name.split(".");
            const before = reader.unreadable.length;
            const there = await reader.json(`/api/v1/namespaces/${of}/services/${service}`, `named service ${name}`);
            return there === undefined && reader.unreadable.length > before ? [] : [[name, there !== undefined]];
        }),
    );
    return Object.fromEntries(found.flat());
}
