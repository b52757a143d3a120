import { z } from "zod";
import { flag, wholeNumberFrom } from "./kinds";

const mostConnections = 10_000;

/** What is said of `database` in the configuration file of a server without these settings. */
export const noDatabase =
    "this server has no database, and one that has takes databaseSettings into its settings (docs/servers.md)";

/**
 * Settings of a server that has a database, by the names that others use, to spread into its own. The runtime opens none:
 * the server does, with the library of its choice.
 */
export const databaseSettings = {
    DATABASE_URL: z
        .string()
        // Not by URL.parse: a URL of PostgreSQL may name several hosts. Its password never reaches a message.
        .regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$/i, "must look like postgresql://host:5432/name")
        .meta({ description: "Where the database is, with user and password", key: "database.url", secret: true }),
    DB_POOL_SIZE: wholeNumberFrom(1, mostConnections).default(5).meta({
        description: "Connections that stay open",
        key: "database.pool_size",
    }),
    DB_MAX_OVERFLOW: wholeNumberFrom(0, mostConnections).default(10).meta({
        description: "Connections beyond DB_POOL_SIZE, while all of those are in use",
        key: "database.max_overflow",
    }),
    DB_ECHO: flag.default(false).meta({ description: "Whether statements are logged", key: "database.echo" }),
};
