import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { repositoryDir } from "../../../local/paths";
import { type Page, pages, proseOf } from "./pages";

const all = pages();

/** Anchors of a page's headings, as GitHub makes them: `## \`mcp-eks:servers\`` is #mcp-eksservers. */
function anchors(page: Page): Set<string> {
    const seen = new Map<string, number>();
    return new Set(
        [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
            const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
            const anchor = text
                .toLowerCase()
                .replace(/[^\p{L}\p{N}_ -]/gu, "")
                .replaceAll(" ", "-");
            const before = seen.get(anchor) ?? 0;
            seen.set(anchor, before + 1);
            return before === 0 ? anchor : `${anchor}-${before}`;
        }),
    );
}

interface Link {
    place: string;
    /** As written. */
    target: string;
    /** File or folder from the repository's root; of a bare anchor the page itself. */
    path: string;
    anchor: string | undefined;
}

/** Links within the repository; text in backticks is no link. */
function linksOf(page: Page): Link[] {
    return proseOf(page)
        .split("\n")
        .flatMap((line, index) =>
            [...line.replace(/`[^`]*`/g, "``").matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
                if (/^(https?|mailto):/.test(target)) return [];
                const [file = "", anchor] = target.split("#");
                const path = file === "" ? page.path : normalize(join(page.path, "..", file));
                return [{ place: `${page.path}:${index + 1}`, target, path, anchor }];
            }),
        );
}

const links = all.flatMap(linksOf);

describe("links in the pages", () => {
    it("lead to files that are there", () => {
        assert.ok(links.length > 50);
        const dead = links.filter(({ path }) => !existsSync(join(repositoryDir, path)));
        assert.deepEqual(
            dead.map(({ place, target }) => `${place}: ${target}`),
            [],
        );
    });

    it("lead to headings that are there", () => {
        const withAnchor = links.filter(({ anchor }) => anchor !== undefined);
        assert.ok(withAnchor.length > 20);
        const dead = withAnchor.filter(({ path, anchor = "" }) => {
            const page = all.find((one) => one.path === path);
            return page === undefined || !anchors(page).has(anchor);
        });
        assert.deepEqual(
            dead.map(({ place, target }) => `${place}: ${target}`),
            [],
        );
    });

    for (const from of ["README.md", "docs/configuration.md"]) {
        it(`lead from ${from} to every guide`, () => {
            const linked = links.filter(({ place }) => place.startsWith(`${from}:`)).map(({ path }) => path);
            const guides = all.map(({ path }) => path).filter((path) => /^docs\/[^/]+$/.test(path) && path !== from);
            assert.deepEqual(
                guides.filter((guide) => !linked.includes(guide)),
                [],
            );
        });
    }
});
