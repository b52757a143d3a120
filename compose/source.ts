import { relative, resolve } from "node:path";
import { codeDirectory } from "../components/model/image-code";
import { stdioExtras } from "../components/model/stdio";
import type { VolumeArgs } from "../components/model/volumes";
import type { ServerConfig } from "../stacks/schema";

/** How an image is built, its context relative to the compose file. */
export interface ComposeBuild {
    context: string;
    dockerfile?: string;
    target?: string;
    args?: Record<string, string>;
    network?: string;
}

/** What runs in a container, and what is mounted into it. */
export interface ComposeSource {
    /** One of the two. */
    build?: ComposeBuild;
    image?: string;
    /** In place of the image's ENTRYPOINT and CMD. */
    entrypoint?: string[];
    command?: string[];
    /** "source:target" and perhaps ":ro"; sources begin with "./" or "../", or name a volume. */
    mounts: string[];
    /** Names of the volumes among the mounts. */
    volumeNames: string[];
    /** Paths of empty space beside /tmp. */
    emptyPaths: string[];
    /** Files that are mounted, by their path beside the compose file. */
    files: Record<string, string>;
}

/** Paths relative to the compose file begin with a dot: compose takes others for names of volumes. */
function fromOut(outDir: string, path: string): string {
    const found = relative(outDir, path);
    return found.startsWith(".") ? found : `./${found}`;
}

/** Where a server's program comes from; `projectDir` is what the configuration's paths are relative to. */
export function composeSource(name: string, server: ServerConfig, projectDir: string, outDir: string): ComposeSource {
    const { image, prebuilt, code, stdio } = server;
    const found = (path: string) => fromOut(outDir, resolve(projectDir, path));
    const start = stdioExtras(stdio) ?? { command: server.command, args: server.args };
    const settings = Object.entries(server.settingsFiles ?? {}).map(([path, text]) => ({
        file: `files/${name}/settings${path}`,
        path,
        text,
    }));
    const inlineCode = Object.entries(code?.files ?? {}).map(([file, text]) => [`files/${name}/code/${file}`, text]);
    const codeFolder = code && (code.folder === undefined ? `./files/${name}/code` : found(code.folder));
    const volumes = server.volumes ?? [];
    const claims = volumes.filter(({ persistentVolumeClaim }) => persistentVolumeClaim);
    return {
        ...(image && { build: buildOf(image, found(image.context)) }),
        ...(prebuilt && { image: prebuilt.image }),
        ...(code && { image: code.runtime.image }),
        entrypoint: code?.command ?? start.command,
        command: start.args,
        mounts: [
            ...(codeFolder ? [`${codeFolder}:${codeDirectory}:ro`] : []),
            ...settings.map(({ file, path }) => `./${file}:${path}:ro`),
            ...claims.map((volume) => `${volumeName(name, volume)}:${volume.mountPath}${volume.readOnly ? ":ro" : ""}`),
        ],
        volumeNames: claims.map((volume) => volumeName(name, volume)),
        emptyPaths: volumes.filter(({ emptyDir }) => emptyDir).map(({ mountPath }) => mountPath),
        files: Object.fromEntries([...settings.map(({ file, text }) => [file, text]), ...inlineCode]),
    };
}

const volumeName = (server: string, { name }: VolumeArgs) => `${server}-${name}`;

function buildOf(image: NonNullable<ServerConfig["image"]>, context: string): ComposeBuild {
    const { dockerfile, target, buildArgs: args, network } = image;
    return { context, dockerfile, target, args, network };
}

/** What a server needs and only the cluster has. */
export function missingHere(server: ServerConfig): string[] {
    const { volumes = [], secrets = {}, secretBundles = [] } = server;
    return [
        ...volumes.flatMap(({ name, configMap, secret }) =>
            configMap || secret
                ? [`volume "${name}" is a ${configMap ? "ConfigMap" : "Secret"} of the cluster, which compose lacks`]
                : [],
        ),
        ...Object.entries(secrets).flatMap(([variable, { file }]) =>
            file ? [`secrets.${variable} is a file; compose hands secrets over as variables only`] : [],
        ),
        ...secretBundles.map(() => "secretBundles do not say which variables they have; name them in secrets"),
    ];
}
