// Mocha's spec reporter, which also writes the counts and what failed where test/run.ts reads them. JavaScript, as mocha loads a
// reporter before any loader is in place.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = runner.stats;
            const told = this.failures.map((test) => ({ title: test.fullTitle(), message: String(test.err?.message) }));
            writeFileSync(
                options.reporterOptions.statsFile,
                JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: told }),
            );
        });
    }
};
