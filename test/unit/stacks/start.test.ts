import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { repositoryDir } from "../../../local/paths";

/** Runs code as Pulumi's runner would after it has set up its own source maps; returns what it prints as JSON. */
function run(code: string, env: Record<string, string> = {}): unknown {
    const script = `require("source-map-support/register");\n${code}`;
    const text = execFileSync(process.execPath, ["--import", "tsx", "--eval", script], {
        cwd: repositoryDir,
        env: { ...process.env, ...env },
        encoding: "utf8",
    });
    return JSON.parse(text);
}

const tracesOfPromises = `
    require("./stacks/promise-traces.ts");
    const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
    const promise = Promise.resolve();
    debuggablePromise(promise, "a test");
    console.log(JSON.stringify({ promise: promise._debugStackTrace ?? null, error: new Error("of a test").stack }));`;

const loadedModules = `
    require("./stacks/lazy-modules.ts");
    const pulumi = require("@pulumi/pulumi");
    const { z } = require("zod");
    const isLoaded = (name) => Object.keys(require.cache).some((path) => path.includes(name));
    const names = ["typescript/lib", "@npmcli/arborist", "normalize-package-data/lib", "fdir/", "pulumi/automation", "zod/v4/locales/de"];
    const loaded = names.filter(isLoaded);`;

describe("start of the program", function () {
    this.timeout(60_000);

    it("leaves out where promises were made, and only that", () => {
        const { promise, error } = run(tracesOfPromises, { PULUMI_DEBUG_PROMISE_LEAKS: "" }) as Record<string, string>;
        assert.equal(promise, null);
        assert.match(error ?? "", /^Error: of a test\n {4}at /);
    });

    it("keeps where promises were made for who looks for one that is never settled", () => {
        const { promise } = run(tracesOfPromises, { PULUMI_DEBUG_PROMISE_LEAKS: "1" }) as Record<string, string>;
        assert.match(promise ?? "", /debuggablePromise/);
    });

    it("does not load what it never uses", () => {
        assert.deepEqual(run(`${loadedModules} console.log(JSON.stringify(loaded));`), []);
    });

    it("loads it all the same when it is used", () => {
        const used = `[
            typeof pulumi.automation.LocalWorkspace.createStack,
            z.locales.de().localeError({ code: "not_multiple_of", divisor: 2 }),
            typeof pulumi.runtime.computeCodePaths,
        ]`;
        const [automation, message, codePaths] = run(
            `${loadedModules} console.log(JSON.stringify(${used}));`,
        ) as string[];
        assert.equal(automation, "function");
        assert.match(message ?? "", /^Ungültige Zahl/);
        assert.equal(codePaths, "function");
    });

    it("finds the code of functions, for which modules are used that were left for later", () => {
        const code = `${loadedModules}
            pulumi.runtime.computeCodePaths({ extraIncludePackages: ["ini"] }).then((found) =>
                console.log(JSON.stringify([...found.keys()].some((path) => path.endsWith("node_modules/ini")))));`;
        assert.equal(run(code), true);
    });
});
