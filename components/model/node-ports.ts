import { checked, type Problem } from "./problem";

/** Ports that Kubernetes keeps for Services unless its API server was told otherwise. */
const lowest = 30_000;
const highest = 32_767;

/** What is wrong with a port of the nodes. */
export function nodePortProblems(field: string, port: number | undefined): Problem[] {
    return checked(
        field,
        port,
        (found) => found === undefined || (Number.isInteger(found) && found >= lowest && found <= highest),
        `a port of the nodes is a whole number from ${lowest} to ${highest}`,
    );
}

/** What is wrong with a register of such ports, by server: each is one server's, and every server is known. */
export function portRegisterProblems(register: { [server: string]: number } = {}, servers: string[]): Problem[] {
    const owner = new Map<number, string>();
    return Object.entries(register).flatMap(([server, port]) => {
        const field = `nodePorts.${server}`;
        const other = owner.get(port);
        owner.set(port, other ?? server);
        return [
            ...nodePortProblems(field, port),
            ...checked(field, port, () => other === undefined, `server "${other}" has this port`),
            ...checked(field, port, () => servers.includes(server), "there is no server of this name"),
        ];
    });
}
