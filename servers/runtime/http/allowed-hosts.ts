import { validateHostHeader } from "@modelcontextprotocol/server";
import { sendRefusal } from "./answers";
import type { Gate } from "./gate";

/**
 * Refuses requests for other hosts: a page whose name was rebound to this server's address asks for its own. Every host
 * is allowed where none is named, as probes and other pods ask by address.
 */
export function allowedHosts(hosts: string[]): Gate {
    return ({ headers }, response) => {
        if (hosts.length === 0 || validateHostHeader(headers.host?.toLowerCase(), hosts).ok) return false;
        sendRefusal(response, 403, `Host ${headers.host} is not allowed`);
        return true;
    };
}
