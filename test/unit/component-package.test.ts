import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { packageDir } from "../../generate/schema/schema";
import { repositoryDir } from "../../local/paths";

interface Manifest {
    name: string;
    version: string;
    dependencies: Record<string, string>;
    devDependencies?: Record<string, string>;
}

const manifest = (directory: string) => JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;

/** "@pulumi/aws" of "@pulumi/aws/ecr". */
const packageOf = (module: string) => /^(@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;

/** What the sources of the components import. */
function imports(): { file: string; module: string }[] {
    return readdirSync(packageDir, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
        .flatMap((file) =>
            ts
                .preProcessFile(readFileSync(join(packageDir, file), "utf8"))
                .importedFiles.map(({ fileName }) => ({ file, module: fileName })),
        );
}

describe("components/ as a package", () => {
    const own = manifest(packageDir);
    const repository = manifest(repositoryDir);

    it("has the repository's name and version", () => {
        assert.deepEqual([own.name, own.version], [repository.name, repository.version]);
    });

    it("imports nothing from outside its folder", () => {
        const outside = imports().filter(
            ({ file, module }) => module.startsWith(".") && join(file, "..", module).startsWith(".."),
        );
        assert.deepEqual(outside, []);
    });

    // tsx loads the sources; the SDK analyses them by typescript.
    const loading = ["tsx", "typescript"];

    it("depends on what it imports, and on what loads it", () => {
        const imported = imports()
            .filter(({ module }) => !module.startsWith(".") && !isBuiltin(module))
            .map(({ module }) => packageOf(module));
        assert.deepEqual(Object.keys(own.dependencies).sort(), [...new Set([...imported, ...loading])].sort());
    });

    it("asks for the versions that the repository tests", () => {
        const tested = { ...repository.devDependencies, ...repository.dependencies };
        for (const [name, range] of Object.entries(own.dependencies)) assert.equal(range, tested[name], name);
    });

    it("imports nothing that a user of the repository's npm package would not get", () => {
        const missing = Object.keys(own.dependencies).filter(
            (name) => name !== "typescript" && !(name in repository.dependencies),
        );
        assert.deepEqual(missing, []);
    });
});
