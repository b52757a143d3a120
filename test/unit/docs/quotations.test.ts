import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../../local/paths";
import { pages, proseOf } from "./pages";

/** Everything that can refuse a configuration. */
function sources(folder: string): string[] {
    return readdirSync(join(repositoryDir, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources(path);
        return entry.name.endsWith(".ts") ? [readFileSync(join(repositoryDir, path), "utf8")] : [];
    });
}

interface Line {
    place: string;
    text: string;
}

const lines: Line[] = pages().flatMap((page) =>
    proseOf(page)
        .split("\n")
        .map((text, index) => ({ place: `${page.path}:${index + 1}`, text })),
);

/** Messages of ours: the first cells of tables that are headed so. */
function quotedMessages(): Line[] {
    let isMessages = false;
    return lines.flatMap(({ place, text }) => {
        if (/^\| (refused|ends) with \|/.test(text)) isMessages = true;
        else if (!text.startsWith("|")) isMessages = false;
        const [, message] = /^\| `([^`]+)` \|/.exec(text) ?? [];
        return isMessages && message !== undefined ? [{ place, text: message }] : [];
    });
}

/** The same as the terminal shows them: `server "github": port is 80; a port is …` */
const shownMessages = lines.flatMap(({ place, text }) => {
    const [, message] = /^ {6}(?:server "|mcp-eks:).*?; (.+)$/.exec(text) ?? [];
    return message === undefined ? [] : [{ place, text: message }];
});

describe("what the pages quote", () => {
    it("of messages is what the program says, but for what … stands for", () => {
        const source = [
            ...sources("components"),
            ...sources("stacks"),
            ...sources("policy"),
            ...sources("release"),
        ].join("\n");
        const messages = [...quotedMessages(), ...shownMessages];
        assert.ok(messages.length > 20 && shownMessages.length > 3);
        const unsaid = messages.filter(({ text }) => !text.split("…").every((part) => source.includes(part.trim())));
        assert.deepEqual(unsaid, []);
    });

    it("of commands is a script of package.json", () => {
        const { scripts } = JSON.parse(readFileSync(join(repositoryDir, "package.json"), "utf8")) as {
            scripts: Record<string, string>;
        };
        const named = lines.flatMap(({ place, text }) =>
            [...text.matchAll(/\bnpm (?:run |(?=test\b))(?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => ({
                place,
                script,
            })),
        );
        assert.ok(named.length > 20);
        assert.deepEqual(
            named.filter(({ script }) => !(script in scripts)),
            [],
        );
    });

    it("of test files is there", () => {
        const named = lines.flatMap(({ place, text }) =>
            [...text.matchAll(/\bnpx mocha (\S+)/g)].map(([, file = ""]) => ({ place, file })),
        );
        assert.ok(named.length > 0);
        assert.deepEqual(
            named.filter(({ file }) => !existsSync(join(repositoryDir, file))),
            [],
        );
    });
});
