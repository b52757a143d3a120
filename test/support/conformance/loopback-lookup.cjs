// For programs that take no lookup of ours: names below `localhost` are this machine (RFC 6761, section 6.3), as for
// local/client/mcp.ts; most systems' resolvers do not know that.
const dns = require("node:dns");
const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith(".localhost") ? "localhost" : host, ...rest);
