/**
 * For a suite whose tests build on each other, in place of mocha's `bail`: that skips such a suite silently also when a test of
 * another one failed, so that one failure hides what else is wrong. Here the tests after a failed one of the same suite
 * are skipped, and counted as such.
 */
export function eachBuildsOnTheLast(suite: Mocha.Suite): void {
    let failed = false;
    suite.beforeEach("unless an earlier step failed", function () {
        if (failed) this.skip();
    });
    suite.afterEach("remembers whether the step failed", function () {
        failed ||= this.currentTest?.state === "failed";
    });
}
