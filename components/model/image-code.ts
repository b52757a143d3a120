import { createHash } from "node:crypto";
import type { PrebuiltImageArgs } from "../prebuilt-image";
import { prebuiltProblems } from "./image-prebuilt";
import { checked, type Problem, within } from "./problem";

/** Most that a ConfigMap holds (kubernetes.io/docs/concepts/configuration/configmap/#motivation). */
const configMapBytes = 1024 * 1024;

/** Where the code is seen in the container. */
export const codeDirectory = "/app";

/** The shape of a server's code; files whose text is only known later (Outputs) pass. */
export interface CodeSource {
    runtime: PrebuiltImageArgs;
    folder?: string;
    files?: { [name: string]: unknown };
    command: string[];
}

/** What is wrong with a server's code; `exists` says whether a path is there, `read` gives a folder's files. */
export function codeProblems(
    code: CodeSource,
    exists: (path: string) => boolean,
    read: (folder: string) => Record<string, string>,
): Problem[] {
    const { folder, files, command } = code;
    const fromFolder = folder !== undefined && exists(folder) ? read(folder) : undefined;
    return [
        ...within("runtime", prebuiltProblems(code.runtime, exists)),
        ...checked("folder", folder, (path) => path === undefined || exists(path), "it is a folder that is there"),
        ...checked(
            "folder",
            folder,
            () => (folder === undefined) !== (files === undefined),
            "give folder or files, one of the two",
        ),
        ...checked(
            "command",
            command,
            (words) => words.length > 0,
            `it is what runs the code, as ["node", "${codeDirectory}/server.mjs"]`,
        ),
        ...filesProblems(folder === undefined ? "files" : "folder", fromFolder ?? files),
    ];
}

function filesProblems(field: string, files: { [name: string]: unknown } | undefined): Problem[] {
    if (files === undefined) return [];
    const names = Object.keys(files);
    const bytes = codeBytes(files);
    return [
        ...checked(field, names, () => names.length > 0, "there is no file in it"),
        ...names.flatMap((name) =>
            checked(
                `${field}.${name}`,
                name,
                () => /^[-._A-Za-z0-9]{1,253}$/.test(name) && !name.startsWith(".."),
                'a file is named by letters, digits and ". _ -"; a ConfigMap has no folders: bundle the code, or build an image',
            ),
        ),
        ...checked(
            field,
            `${bytes} bytes`,
            () => bytes <= configMapBytes,
            `a ConfigMap holds up to ${configMapBytes} bytes; build an image (image.context) of more`,
        ),
    ];
}

/** What Kubernetes counts: names and texts; a text that is not known yet counts when it is. */
export function codeBytes(files: { [name: string]: unknown }): number {
    const size = (text: unknown) => (typeof text === "string" ? Buffer.byteLength(text) : 0);
    return Object.entries(files).reduce((sum, [name, text]) => sum + size(name) + size(text), 0);
}

/** Ends an update whose code turns out to be too much only when it is known. */
export function fitting(files: Record<string, string>): Record<string, string> {
    const [problem] = filesProblems("files", files);
    if (problem) throw new Error(`code ${problem.field} is ${JSON.stringify(problem.found)}; ${problem.allowed}`);
    return files;
}

/** Another one for other code: as the pods' annotation it rolls them. */
export function codeChecksum(files: Record<string, string>): string {
    const hash = createHash("sha256");
    for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name]}\0`);
    return hash.digest("hex");
}
