import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../../local/paths";

/** A page of the repository. */
export interface Page {
    /** "docs/routes.md" */
    path: string;
    text: string;
}

/** A fenced block of a page. */
export interface Example {
    /** "docs/routes.md:26", the line that it begins in. */
    place: string;
    language: string;
    text: string;
}

/** Text between backticks in a line. */
export interface Span {
    place: string;
    text: string;
}

/** Every Markdown file of the repository; what others have written (node_modules) and state (.local) are none. */
export function pages(directory = ""): Page[] {
    return readdirSync(join(repositoryDir, directory), { withFileTypes: true }).flatMap((entry) => {
        if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
        const path = join(directory, entry.name);
        if (entry.isDirectory()) return pages(path);
        return entry.name.endsWith(".md") ? [{ path, text: readFileSync(join(repositoryDir, path), "utf8") }] : [];
    });
}

const fence = /^```(\w*)\n(.*?)^```$/gms;
const lineOf = (text: string, index: number) => text.slice(0, index).split("\n").length;

export function examplesOf({ path, text }: Page): Example[] {
    return [...text.matchAll(fence)].map((match) => ({
        place: `${path}:${lineOf(text, match.index)}`,
        language: match[1] ?? "",
        // Digests are cut short on paper.
        text: (match[2] ?? "").replaceAll("sha256:…", `sha256:${"0".repeat(64)}`),
    }));
}

/** The page without its fenced blocks, line for line. */
export function proseOf({ text }: Page): string {
    return text.replace(fence, (block) => block.replace(/[^\n]/g, ""));
}

export function spansOf(page: Page): Span[] {
    return proseOf(page)
        .split("\n")
        .flatMap((line, index) =>
            [...line.matchAll(/(?<!`)`([^`]+)`(?!`)/g)].map(([, text]) => ({
                place: `${page.path}:${index + 1}`,
                text: text ?? "",
            })),
        );
}
