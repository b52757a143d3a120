import { readFileSync } from "node:fs";
import { execa } from "execa";

/** Mount points in the directory, deepest first, of a text in the form of /proc/self/mountinfo (proc(5)). */
export function mountPointsBelow(directory: string, mountinfo: string): string[] {
    return mountinfo
        .split("\n")
        .map((line) => unescapeOctal(line.split(" ")[4] ?? ""))
        .filter((mountPoint) => mountPoint === directory || mountPoint.startsWith(`${directory}/`))
        .reverse();
}

/** Blanks and the like stand in mountinfo as \040. */
function unescapeOctal(text: string): string {
    return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** Unmounts what a container daemon left mounted, so that the directory can be removed. */
export async function unmountBelow(directory: string): Promise<void> {
    for (const mountPoint of mountPointsBelow(directory, readFileSync("/proc/self/mountinfo", "utf8"))) {
        await execa("umount", ["--lazy", mountPoint]);
    }
}
