import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { stringify } from "yaml";
import type { StackConfig } from "../stacks/config";
import { caddyFile } from "./caddy";
import { composeFile, environmentTemplate } from "./compose-file";
import { nginxFile } from "./nginx";
import { type ComposePlace, composeServers } from "./server";

export interface FileOptions extends ComposePlace {
    redis: boolean;
    certificate: string;
    certificateKey: string;
}

const ports = { httpPort: 80, httpsPort: 443 };

/** Every file by its name in the directory. */
export function files(config: StackConfig, options: FileOptions): Record<string, string> {
    const servers = composeServers(config, options);
    return {
        "docker-compose.yaml": stringify(composeFile(servers, options), { lineWidth: 0 }),
        ".env.example": environmentTemplate(servers),
        "nginx.conf": nginxFile(servers, { ...options, ...ports }),
        Caddyfile: caddyFile(servers, ports),
        ...Object.assign({}, ...servers.map((server) => server.files)),
    };
}

/** Writes the files, none when one of them is there already and may not be overwritten. */
export function writeFiles(directory: string, contents: Record<string, string>, overwrite: boolean): void {
    const existing = Object.keys(contents).filter((name) => existsSync(join(directory, name)));
    if (existing.length > 0 && !overwrite) {
        throw new Error(`${directory} has ${existing.join(", ")} already, nothing was written; --force overwrites`);
    }
    const outside = Object.keys(contents).filter((name) => relative(directory, join(directory, name)).startsWith(".."));
    if (outside.length > 0) throw new Error(`${outside.join(", ")} would be outside ${directory}, nothing was written`);
    for (const [name, content] of Object.entries(contents)) {
        const file = join(directory, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
    }
}
