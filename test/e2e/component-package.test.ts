import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { committedSchema, currentSchema } from "../../generate/schema/schema";
import { type SdkLanguage, writeSdk } from "../../generate/schema/sdk";
import { repositoryDir, stateDir } from "../../local/paths";
import { pythonEnvironment } from "../../local/python";
import { buildFlags } from "../../local/tools/catalogue";
import { findGo, runGo } from "../../local/tools/go";

const minutes = 60_000;
const context = { report: () => undefined, signal: new AbortController().signal };

describe("the component package", function () {
    this.timeout(20 * minutes);
    let directory: string;

    before(() => {
        mkdirSync(join(stateDir, "tests"), { recursive: true });
        directory = mkdtempSync(join(stateDir, "tests", "component-package-"));
    });
    after(() => rmSync(directory, { recursive: true, force: true }));

    /** A copy of the example with the package's SDK where `pulumi package add` puts it. */
    async function example(name: string, language: SdkLanguage, sdkFolder: string): Promise<string> {
        const copy = join(directory, name);
        cpSync(join(repositoryDir, "examples", "languages", name), copy, { recursive: true });
        await writeSdk(language, join(copy, sdkFolder));
        return copy;
    }

    it("has the schema that is committed (npm run schema writes it)", async () => {
        assert.equal(await currentSchema(), committedSchema());
    });

    it("is used from TypeScript, types checked", async () => {
        const copy = await example("typescript", "nodejs", "node_modules/@pulumi/mcp-eks");
        const options = ["--module", "nodenext", "--target", "es2022", "--types", "node", "--strict", "--skipLibCheck"];
        await execa("node_modules/.bin/tsc", ["--noEmit", "--ignoreConfig", ...options, join(copy, "index.ts")], {
            cwd: repositoryDir,
        });
    });

    it("is used from Python, types checked", async () => {
        const copy = await example("python", "python", "sdks/mcp-eks");
        const requirements = join(repositoryDir, "generate", "schema", "requirements.txt");
        const python = join(await pythonEnvironment("pulumi", requirements, context), "bin", "python");
        await execa(python, ["-m", "mypy", "--strict", "--cache-dir", join(directory, "mypy"), "__main__.py"], {
            cwd: copy,
            env: { PYTHONPATH: "sdks/mcp-eks" },
        });
    });

    it("is used from Go, and compiles", async () => {
        const copy = await example("go", "go", "sdks/mcp-eks");
        const go = findGo();
        assert.ok(go);
        // With the flags of the tools, whose packages are compiled already.
        await runGo(go, ["build", ...buildFlags("sdk-gen"), "-o", join(directory, "program"), "."], { cwd: copy });
    });
});
