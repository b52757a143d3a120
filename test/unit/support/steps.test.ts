import assert from "node:assert/strict";
import Mocha from "mocha";
import { eachBuildsOnTheLast } from "../../support/steps";

/** Runs suites of one mocha, and tells what became of each test. */
async function outcomes(define: (root: Mocha.Suite) => void): Promise<Record<string, string>> {
    const mocha = new Mocha({ reporter: "min" });
    mocha.suite.timeout(1000);
    define(mocha.suite);
    const found: Record<string, string> = {};
    const runner = new Mocha.Runner(mocha.suite);
    const keep = (test: Mocha.Test, state: string) => {
        found[test.title] = state;
    };
    runner.on("pass", (test) => keep(test, "passed"));
    runner.on("fail", (test) => keep(test as Mocha.Test, "failed"));
    runner.on("pending", (test) => keep(test, "skipped"));
    await new Promise((resolve) => runner.run(resolve));
    return found;
}

const passes = (title: string) => new Mocha.Test(title, () => {});
const fails = (title: string) =>
    new Mocha.Test(title, () => {
        throw new Error("on purpose");
    });

function suiteOf(root: Mocha.Suite, title: string, ...tests: Mocha.Test[]): Mocha.Suite {
    const suite = Mocha.Suite.create(root, title);
    for (const test of tests) suite.addTest(test);
    return suite;
}

describe("a suite whose tests build on each other", () => {
    it("skips what comes after a test that failed, also in suites within it", async () => {
        const found = await outcomes((root) => {
            const steps = suiteOf(root, "steps", passes("first"), fails("second"), passes("third"));
            eachBuildsOnTheLast(steps);
            suiteOf(steps, "within", passes("fourth"));
        });
        assert.deepEqual(found, { first: "passed", second: "failed", third: "skipped", fourth: "skipped" });
    });

    it("runs whatever failed elsewhere before", async () => {
        const found = await outcomes((root) => {
            suiteOf(root, "elsewhere", fails("other"));
            eachBuildsOnTheLast(suiteOf(root, "steps", passes("first"), passes("second")));
        });
        assert.deepEqual(found, { other: "failed", first: "passed", second: "passed" });
    });
});
