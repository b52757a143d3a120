import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryDir } from "../local/paths";
import type { Config } from "./stack";

/** The dev stack's configuration, with its demo server as often as wanted, in a namespace of its own. */
export interface DevConfig {
    config: Config;
    encryptionsalt: string;
}

export function devConfig(servers: number, change: (server: Config) => void = () => {}): DevConfig {
    const file = parse(readFileSync(join(repositoryDir, "Pulumi.dev.yaml"), "utf8")) as DevConfig;
    const { demo } = file.config["mcp-eks:servers"] as { demo: Config };
    change(demo);
    const names = Array.from({ length: servers }, (_, index) => `bench-${index + 1}`);
    return {
        encryptionsalt: file.encryptionsalt,
        config: {
            ...file.config,
            "mcp-eks:platform": { ...(file.config["mcp-eks:platform"] as Config), namespace: `mcp-bench-${servers}` },
            "mcp-eks:servers": Object.fromEntries(names.map((name) => [name, demo])),
        },
    };
}

/** What of it configures providers, for a program that is not ours. */
export function providerConfig({ config }: DevConfig): Config {
    return Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith("mcp-eks:")));
}
