import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Programs that the environment runs. */
export type EnvironmentTool = "pulumi" | "kubernetes" | "coredns" | "kube-router" | "external-secrets" | "reloader";

/** Programs that only tests run, built when the first test asks for them. */
export type TestTool = "kube-score" | "sdk-gen" | "cosign" | "syft" | "actionlint";

export type ToolName = EnvironmentTool | TestTool;

export interface Tool {
    /** What is built: "." for a main.go of ours, else upstream's own main package. */
    package: string;
    /** Go variable that holds the program's version, and the module whose version that is. */
    version?: { variable: string; module: string };
    /** Module, pinned in crds/, that is built with the files of the tool's overlay/ on top. */
    overlaidModule?: string;
}

export const tools: Record<ToolName, Tool> = {
    pulumi: {
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        version: {
            variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
            module: "github.com/pulumi/pulumi/pkg/v3",
        },
    },
    kubernetes: {
        package: ".",
        // Without it kubelet and API server call themselves v0.0.0-master.
        version: { variable: "k8s.io/component-base/version.gitVersion", module: "k8s.io/kubernetes" },
    },
    coredns: { package: "." },
    "kube-router": { package: "." },
    "external-secrets": {
        package: "github.com/external-secrets/external-secrets",
        overlaidModule: "github.com/external-secrets/external-secrets",
    },
    reloader: { package: "github.com/stakater/Reloader", overlaidModule: "github.com/stakater/Reloader" },
    actionlint: { package: "github.com/rhysd/actionlint/cmd/actionlint" },
    "kube-score": { package: "github.com/zegl/kube-score/cmd/kube-score" },
    "sdk-gen": { package: "." },
    cosign: { package: "." },
    syft: { package: "github.com/anchore/syft/cmd/syft" },
};

/** Folder of modules of which only files are used. */
export const crdsDir = join(__dirname, "crds");

export const toolDir = (name: ToolName): string => join(__dirname, name);

/** Version of a module as the go.mod of a tools folder requires it. */
export function pinnedVersion(dir: string, module: string): string {
    const words = readFileSync(join(dir, "go.mod"), "utf8").split("\n");
    for (const line of words.map((text) => text.trim().split(/\s+/))) {
        const [path, version] = line[0] === "require" ? line.slice(1) : line;
        if (path === module && version?.startsWith("v")) return version;
    }
    throw new Error(`${join(dir, "go.mod")} requires no module ${module}`);
}

export function buildFlags(name: ToolName): string[] {
    const { version } = tools[name];
    const setVersion = version ? ` -X ${version.variable}=${pinnedVersion(toolDir(name), version.module)}` : "";
    return [
        "-mod=readonly",
        "-buildvcs=false",
        "-trimpath",
        // No inlining: a quarter faster to build and smaller, at a speed that local tools do not need.
        "-gcflags=all=-l",
        `-ldflags=-s -w${setVersion}`,
    ];
}

/** 16 hex digits that change whenever the built program may. */
export function cacheKey(dir: string, flags: string[], goVersion: string, architecture: string): string {
    const hash = createHash("sha256");
    for (const file of sourceFiles(dir))
        hash.update(`${relative(dir, file)}\0`)
            .update(readFileSync(file))
            .update("\0");
    hash.update([...flags, goVersion, architecture].join("\0"));
    return hash.digest("hex").slice(0, 16);
}

function sourceFiles(dir: string): string[] {
    return readdirSync(dir, { recursive: true, encoding: "utf8" })
        .filter((file) => /(^|\/)go\.(mod|sum)$|\.go$/.test(file))
        .map((file) => join(dir, file))
        .sort();
}
