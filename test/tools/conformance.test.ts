import assert from "node:assert/strict";
import { join } from "node:path";
import { repositoryDir } from "../../local/paths";
import { freePort } from "../../local/process/free-port";
import { expectedFailures, surprises } from "../support/conformance/expected-failures";
import { assertKnown, erasPage } from "../support/conformance/known";
import { plainSuites, runPlainSuite } from "../support/conformance/plain-server";
import { conformance } from "../support/conformance/server/definition";
import { type Check, runSuite, type SuiteName, suites } from "../support/conformance/suites";
import { type DemoServer, startDemoServer, startRuntime } from "../support/demo-server";
import { npmPackages } from "../support/npm-packages";
import { startSingleFileServer } from "../support/single-file-server";

/** The suites call as a page of the server's own origin, which is theirs to allow. */
async function withOwnOrigin(): Promise<Record<string, string>> {
    const port = await freePort();
    return { PORT: String(port), ALLOWED_ORIGINS: `http://127.0.0.1:${port}` };
}

describe("the official conformance suites", function () {
    this.timeout(900_000);
    let everything: DemoServer;
    let demo: DemoServer;

    before("the suites, and two servers on the runtime", async () => {
        await npmPackages(join(repositoryDir, "test", "support", "conformance"));
        everything = await startRuntime(conformance, { LOG_LEVEL: "silent", ...(await withOwnOrigin()) });
        demo = await startDemoServer({ LOG_LEVEL: "silent" });
    });
    after(() => Promise.all([everything?.stop(), demo?.stop()]));

    for (const suite of Object.keys(suites) as SuiteName[]) {
        it(`find in the runtime what is known, and no more: ${suite}`, async () => {
            assertKnown(suite, await runSuite(suite, everything.url));
        });
    }

    for (const suite of plainSuites) {
        it(`find nothing in a plain server of tools: ${suite}`, async () => {
            const { wrong, passed } = await runPlainSuite(suite, demo.url);
            assert.deepEqual(wrong, []);
            assert.ok(passed.length > 3, JSON.stringify(passed));
        });
    }

    it("find nothing in a server of one file, of the revision that it serves", async () => {
        const single = await startSingleFileServer();
        try {
            assert.deepEqual((await runPlainSuite("2025-11-25", single.url)).wrong, []);
        } finally {
            single.process.kill("SIGKILL");
        }
    });
});

describe("the list of expected failures", () => {
    const check = (id: string, status: Check["status"]): Check => ({ scenario: "tools-list", id, status });

    it("lets nothing fail that it does not name", () => {
        const checks = [check("a", "FAILURE"), check("b", "FAILURE"), check("c", "WARNING")];
        assert.deepEqual(surprises(checks, ["tools-list:a"]), ["tools-list:b fails: undefined"]);
        assert.deepEqual(surprises(checks, ["tools-list"]), []);
    });

    it("names nothing that passes", () => {
        assert.deepEqual(surprises([check("a", "SUCCESS")], ["tools-list:a"]), ["tools-list:a was expected to fail"]);
    });

    it("is told in docs/eras.md, whole", () => {
        const names = (Object.keys(suites) as SuiteName[]).flatMap((suite) => expectedFailures("everything", suite));
        const untold = [...new Set(names.map((name) => name.split(":").at(-1) ?? name))].filter(
            (name) => !erasPage.includes(name),
        );
        assert.deepEqual(untold, []);
    });
});
