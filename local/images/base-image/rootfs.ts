import {
    chmodSync,
    chownSync,
    existsSync,
    mkdirSync,
    readdirSync,
    renameSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { execa, type Options } from "execa";
import { cacheDir } from "../../paths";
import type { StepContext } from "../../step";
import { debianPackages, nodePackage, npmPackage, type PinnedPackage, rootfsKey } from "./recipe";

/** uid and gid of the user `node`, as in the public image. */
const nodeUser = 1000;

/** Tar of the image's root file system; made once for all checkouts, then taken from the cache. */
export async function ensureRootfs({ report, signal }: StepContext): Promise<string> {
    const directory = join(cacheDir, "base-image");
    const tar = join(directory, `rootfs-${rootfsKey()}.tar`);
    if (existsSync(tar)) return tar;
    mkdirSync(directory, { recursive: true });
    const work = await mkdtemp(join(directory, "making-"));
    try {
        const root = join(work, "root");
        mkdirSync(root);
        const options: Options = { cwd: work, cancelSignal: signal };
        report(`downloading Node.js ${nodePackage.version}`);
        const [node, npm] = [await downloadFromNpm(nodePackage, options), await downloadFromNpm(npmPackage, options)];
        report(`downloading Debian's ${debianPackages.join(", ")}`);
        await downloadFromDebian(options);
        report("putting the root file system together");
        for (const file of readdirSync(work).filter((name) => name.endsWith(".deb"))) {
            await execa("dpkg-deb", ["--extract", file, root], options);
        }
        rmSync(join(root, "usr/share/doc"), { recursive: true, force: true });
        rmSync(join(root, "usr/share/man"), { recursive: true, force: true });
        rmSync(join(root, "usr/share/lintian"), { recursive: true, force: true });
        await extract(node, join(root, "usr/local"), ["package/bin/node"], options);
        await extract(npm, join(root, "usr/local/lib/node_modules/npm"), ["package"], options);
        link(root, "usr/local/bin/npm", "usr/local/lib/node_modules/npm/bin/npm-cli.js");
        link(root, "usr/local/bin/npx", "usr/local/lib/node_modules/npm/bin/npx-cli.js");
        await linkBusyboxCommands(root, options);
        writeAccounts(root);
        await writeTar(root, join(work, "rootfs.tar"), options);
        renameSync(join(work, "rootfs.tar"), tar);
        return tar;
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
}

async function downloadFromNpm(pinned: PinnedPackage, options: Options): Promise<string> {
    const specifier = `${pinned.name}@${pinned.version}`;
    const { stdout } = await execa("npm", ["pack", "--json", specifier], options);
    const [packed] = JSON.parse(String(stdout)) as { filename: string; integrity: string }[];
    if (packed?.integrity !== pinned.integrity) {
        throw new Error(`${specifier} has integrity ${packed?.integrity}; pinned in recipe.ts is ${pinned.integrity}`);
    }
    return packed.filename;
}

async function downloadFromDebian(options: Options): Promise<void> {
    // _apt, apt's own user for downloads, may not write into a folder of root's.
    const download = () =>
        execa("apt-get", ["--option=APT::Sandbox::User=root", "download", ...debianPackages], options);
    try {
        await download();
    } catch {
        // Never updated, or so long ago that the versions it lists are gone from the mirror.
        await execa("apt-get", ["update"], options);
        await download();
    }
}

async function extract(tarball: string, into: string, members: string[], options: Options): Promise<void> {
    mkdirSync(into, { recursive: true });
    await execa(
        "tar",
        [
            "--extract",
            "--gzip",
            `--file=${tarball}`,
            `--directory=${into}`,
            "--strip-components=1",
            "--no-same-owner",
            ...members,
        ],
        options,
    );
}

function link(root: string, name: string, target: string): void {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    symlinkSync(relative(dirname(name), target), join(root, name));
}

/** As `busybox --install -s` would, which links to where busybox is on the host. */
async function linkBusyboxCommands(root: string, options: Options): Promise<void> {
    const { stdout } = await execa(join(root, "bin/busybox"), ["--list-full"], options);
    for (const command of String(stdout).split("\n")) {
        if (command.includes("/") && !existsSync(join(root, command))) link(root, command, "bin/busybox");
    }
}

function writeAccounts(root: string): void {
    for (const [directory, mode, owner] of [
        ["etc/ssl/certs", 0o755, 0],
        ["root", 0o700, 0],
        ["home/node", 0o755, nodeUser],
        ["tmp", 0o1777, 0],
        ["var/tmp", 0o1777, 0],
    ] as const) {
        const path = join(root, directory);
        mkdirSync(path, { recursive: true });
        chownSync(path, owner, owner);
        // By its own call: the mode that mkdir is given passes through the umask.
        chmodSync(path, mode);
    }
    const accounts = {
        passwd: [
            "root:x:0:0:root:/root:/bin/sh",
            `node:x:${nodeUser}:${nodeUser}:node:/home/node:/bin/sh`,
            "nobody:x:65534:65534:nobody:/nonexistent:/bin/false",
        ],
        group: ["root:x:0:", `node:x:${nodeUser}:`, "nogroup:x:65534:"],
    };
    for (const [file, lines] of Object.entries(accounts))
        writeFileSync(join(root, "etc", file), `${lines.join("\n")}\n`);
}

/** The same files give the same bytes, so that the registry and the nodes keep one layer. */
async function writeTar(root: string, file: string, options: Options): Promise<void> {
    const reproducible = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"];
    await execa("tar", ["--create", `--file=${file}`, `--directory=${root}`, ...reproducible, "."], options);
}
