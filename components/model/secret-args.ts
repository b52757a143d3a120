import type { Input } from "@pulumi/pulumi";
import type { SecretFileArgs } from "./secret-delivery";

/** A secret value that Pulumi makes up once and keeps. */
export interface GeneratedSecretArgs {
    /**
     * Characters, 16 to 128.
     * @default 32
     */
    length?: number;
    /**
     * Whether there are other characters than letters and digits; these need quoting in URLs and connection strings.
     * @default false
     */
    special?: boolean;
    /**
     * Which other characters: "-_.~" for values in URLs. Needs `special`.
     * @default "!@#$%&*()-_=+[]{}<>:?"
     */
    specialCharacters?: string;
    /**
     * Any text; another one has another value made up: "2026-11".
     * @default none
     */
    version?: string;
}

/** A secret that somebody else keeps in AWS Secrets Manager; named in one of two ways. */
export interface ExistingSecretArgs {
    /**
     * Its name: "prod/github". Excludes `arn`.
     * @default none: `arn` is given
     */
    name?: Input<string>;
    /**
     * Its ARN. Excludes `name`.
     * @default none: `name` is given
     */
    arn?: Input<string>;
    /**
     * One value of a secret that is JSON: "password", or further down "db.password".
     * @default all of it
     */
    property?: string;
    /**
     * Version: a stage ("AWSPREVIOUS") or "uuid/<version id>".
     * @default "AWSCURRENT"
     */
    version?: string;
}

/** One secret of a server, from one of four sources: given, generated, existing, or made of others by a template. */
export interface SecretArgs {
    /**
     * The value; kept encrypted in Pulumi's state, and in Secrets Manager. Excludes the other sources.
     * @default none: another source is given
     */
    value?: Input<string>;
    /** Has the value made up, and kept in Secrets Manager. Excludes the other sources. */
    generate?: GeneratedSecretArgs;
    /** Reads a secret that is there. Excludes the other sources. */
    existing?: ExistingSecretArgs;
    /**
     * Text with other secrets of the server in it, by Go templates as External Secrets has them (engine v2):
     * "postgres://app:{{ .DB_PASSWORD }}@db:5432/app". Excludes the other sources.
     * @default none: another source is given
     */
    template?: string;
    /** Has it a file in place of an environment variable. */
    file?: SecretFileArgs;
}

/** A JSON secret whose values all become environment variables under their own names. */
export interface SecretBundleArgs extends ExistingSecretArgs {
    /**
     * What is put before every name: "GITHUB_".
     * @default nothing
     */
    prefix?: string;
}

/** A client's secret that a route needs as well as, or in place of, the server. */
export interface RouteSecretArgs {
    /** Entry of the secrets. */
    variable: string;
    /** Namespace of the route. */
    namespace: Input<string>;
    /**
     * Whether the server has it, too.
     * @default true
     */
    forServer?: boolean;
}
