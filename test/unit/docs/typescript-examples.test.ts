import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { repositoryDir } from "../../../local/paths";
import { examplesOf, pages } from "./pages";

const compilerOptions = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2023"],
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    paths: { "mcp-eks": [join(repositoryDir, "components", "index.ts")] },
};

describe("examples in TypeScript", function () {
    this.timeout(120_000);

    let directory: string;
    before(() => {
        directory = mkdtempSync(join(repositoryDir, "node_modules", ".cache-examples-"));
    });
    after(() => rmSync(directory, { recursive: true }));

    it("compile", async () => {
        // The reference shows declarations, made from those that are compiled anyway.
        const programs = pages()
            .filter(({ path }) => !path.startsWith("docs/reference/"))
            .flatMap(examplesOf)
            .filter(({ language }) => language === "ts");
        assert.ok(programs.length > 0);
        const files = programs.map(({ place, text }) => {
            const file = join(directory, `${place.replace(/\W/g, "-")}.ts`);
            writeFileSync(file, text);
            return file;
        });
        writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
        const tsc = join(repositoryDir, "node_modules", ".bin", "tsc");
        const { exitCode, stdout } = await execa(tsc, ["--project", directory], { reject: false });
        assert.equal(exitCode, 0, stdout);
    });
});
