import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { McpServerArgs } from "../components";
import { codeFiles } from "../components/code-files";
import { parseReference, repositoryOf } from "../components/model/image-reference";
import { digestOf } from "../components/model/image-tag";
import type { Pin } from "./release-record";
import type { ServerConfig } from "./schema";
import type { Surroundings } from "./server-args";

type ImageArgs = Pick<McpServerArgs, "image" | "prebuilt" | "code" | "pull">;
type PrebuiltConfig = NonNullable<ServerConfig["prebuilt"]>;
type CodeConfig = NonNullable<ServerConfig["code"]>;

/** Where a server's image comes from, with what the platform says of all images. */
export function imageArgs(name: string, server: ServerConfig, around: Surroundings): ImageArgs {
    const { image, prebuilt, code, pull } = server;
    const { pull: pullOfPlatform } = around.platform;
    const { from, pins } = around.released ?? {};
    const promoted = image && from !== undefined ? pins?.[name] : undefined;
    return {
        image: image && promoted === undefined ? ownImage(name, image, around) : undefined,
        prebuilt: promoted ? promotedImage(promoted, around) : prebuilt && foreignImage(prebuilt, around),
        code: code && { ...code, ...codeSource(code, around), runtime: foreignImage(code.runtime, around) },
        pull: (pullOfPlatform || pull) && { ...pullOfPlatform, ...pull },
    };
}

function ownImage(name: string, image: NonNullable<ServerConfig["image"]>, around: Surroundings) {
    const { signature } = around.platform.images ?? {};
    const { pins, rebuilds } = around.released ?? {};
    const pin = pins?.[name];
    return {
        ...repository(around),
        ...image,
        tag: rebuiltTag(image.tag, rebuilds?.[name]),
        pinnedDigest: pin && digestOf(pin.image),
        context: path(image.context, around),
        signature: signature && {
            ...signature,
            key: keyPath(signature.key, around),
            signingKey: keyPath(signature.signingKey, around),
        },
    };
}

/** The same content may have been pushed before the rollback, and a tag is pushed once: `1.4.0-r1`. */
function rebuiltTag(tag: string | undefined, rebuilds = 0): string | undefined {
    return rebuilds === 0 ? tag : `${tag ?? "src"}-r${rebuilds}`;
}

/** The very image that was verified, where the stack that built it has pushed it. */
function promotedImage({ image }: Pin, around: Surroundings) {
    const reference = parseReference(image);
    const { signature } = around.platform.images ?? {};
    return {
        image,
        via: "direct",
        allowed: reference && [repositoryOf(reference)],
        signature: signature && { ...signature, key: keyPath(signature.key, around) },
    };
}

function foreignImage({ signature, ...prebuilt }: PrebuiltConfig, around: Surroundings) {
    const registry = parseReference(prebuilt.image)?.registry;
    return {
        ...repository(around),
        ...prebuilt,
        allowed: around.platform.images?.allowed,
        cacheUrl: registry === undefined ? undefined : around.cacheUrl?.(registry),
        signature: signature && { ...signature, key: keyPath(signature.key, around) },
    };
}

/** What the platform says of every image and its repository. */
function repository({ platform }: Surroundings) {
    const {
        allowed: _allowed,
        caches: _caches,
        scanType: _scanType,
        signature: _signature,
        ...own
    } = platform.images ?? {};
    return { ...own, registry: platform.registry };
}

/** A folder is read here: the component's paths are relative to where the program runs, the configuration's are not. */
function codeSource({ folder, files }: CodeConfig, around: Surroundings) {
    if (folder === undefined) return {};
    const absolute = resolve(around.projectDir, folder);
    return files === undefined && existsSync(absolute)
        ? { folder: undefined, files: codeFiles(absolute) }
        : { folder: path(folder, around) };
}

/** Not an absolute path: the state would tell one engineer's checkout from another's, and build anew. */
function path(given: string, { projectDir, workingDir }: Surroundings): string {
    return relative(workingDir, resolve(projectDir, given)) || ".";
}

/** A key is a file, or a reference as "awskms:///alias/mcp-images". */
function keyPath(key: string | undefined, around: Surroundings): string | undefined {
    return key === undefined || key.includes("://") ? key : path(key, around);
}
