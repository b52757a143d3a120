import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Tells from which address a request comes. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * The address that a request came from, as far as it can be believed: X-Forwarded-For is a client's to write, but for
 * the entries that trusted proxies have added at its end.
 */
export function clientAddress(trustedProxies: string[]): ClientAddress {
    const trusted = new BlockList();
    for (const range of trustedProxies) {
        const [address = "", bits] = range.split("/");
        if (bits === undefined) trusted.addAddress(address, family(address));
        else trusted.addSubnet(address, Number(bits), family(address));
    }
    const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, family(address));
    return ({ socket, headers }) => {
        let address = plain(socket.remoteAddress ?? "");
        const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").map(plain);
        while (isTrusted(address)) {
            const before = forwarded.pop();
            // What is no address was not written by a proxy that can be trusted.
            if (before === undefined || isIP(before) === 0) break;
            address = before;
        }
        return address;
    };
}

const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** IPv4 addresses as IPv6 sockets show them are what they are without that. */
function plain(address: string): string {
    return address.trim().replace(/^::ffff:(?=\d+\.)/i, "");
}
