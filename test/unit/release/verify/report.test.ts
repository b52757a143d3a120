import assert from "node:assert/strict";
import { Command } from "commander";
import type { Verification } from "../../../../release/verify";
import { addVerifyOptions, bearerToken, type VerifyFlags, verifyOptionsOf } from "../../../../release/verify/options";
import { verificationMarkdown } from "../../../../release/verify/report/markdown";
import { verificationResult } from "../../../../release/verify/report/result";
import { toolsDiff } from "../../../../release/verify/tools/diff";
import { toolSnapshot } from "../../../../release/verify/tools/snapshot";

const [before, after] = ["Adds", "Adds | all `numbers`"].map((description) =>
    toolSnapshot([{ name: "add", description }]),
) as [ReturnType<typeof toolSnapshot>, ReturnType<typeof toolSnapshot>];
const verification: Verification = {
    stack: "prod",
    passed: false,
    recorded: false,
    servers: [
        {
            server: "demo",
            image: "registry.example/demo@sha256:1",
            passed: false,
            findings: [
                { check: "rollout", verdict: "ok", found: "2 pods run it" },
                { check: "route", verdict: "skipped", found: "it has no route" },
                { check: "tools", verdict: "failed", found: "1 tool, `other`", advice: "accept <them> | not" },
            ],
            tools: after,
            toolsDiff: toolsDiff(before, after),
        },
    ],
};

describe("what a verification tells", () => {
    it("leads to the diagnosis when the cluster may know why, and not for tools that differ", () => {
        const failed = (check: "health" | "tools"): Verification => {
            const [server] = verification.servers;
            assert.ok(server);
            const findings = [{ check, verdict: "failed" as const, found: "it answered 500" }];
            return { ...verification, servers: [{ ...server, findings }] };
        };
        assert.match(verificationResult(failed("health")).text ?? "", /`npm run release -- diagnose prod` looks/);
        assert.doesNotMatch(verificationResult(failed("tools")).text ?? "", /diagnose/);
    });

    it("is a table for Markdown, with what failed and the tools' difference below it", () => {
        assert.deepEqual(verificationMarkdown(verification).split("\n"), [
            "### `prod`: **not verified**",
            "",
            "| server | rollout | secrets | health | readiness | route | handshake | tools | stream | metrics |",
            "|---|:-:|:-:|:-:|:-:|:-:|:-:|:-:|:-:|:-:|",
            "| `demo` | ✅ |  |  |  | – |  | ❌ |  |  |",
            "",
            "- `demo` tools: `` 1 tool, `other` ``. accept \\<them\\> \\| not",
            "",
            "Tools of `demo`:",
            "",
            "```diff",
            "! tool add",
            '-   description: "Adds"',
            '+   description: "Adds | all `numbers`"',
            "```",
            "",
        ]);
    });

    it("is an exit code, text with advice, and JSON without the tools' whole text", () => {
        const { exitCode, text = "", json = {} } = verificationResult(verification);
        assert.equal(exitCode, 4);
        assert.match(text, / {2}✖ tools +1 tool, `other`\n +→ accept <them> \| not\n +! tool add\n/);
        assert.match(text, /\nprod: not verified\n$/);
        const [server] = json.servers as { tools?: unknown; toolsHash: string }[];
        assert.deepEqual([server?.tools, server?.toolsHash], [undefined, after.hash]);
        assert.equal(verificationResult({ ...verification, passed: true }).exitCode, 0);
    });
});

describe("options of commands that verify", () => {
    const parsed = (...args: string[]) => {
        const command = addVerifyOptions(new Command()).parse(args, { from: "user" });
        return verifyOptionsOf(command.opts<VerifyFlags>());
    };

    it("have two minutes, the route and the record by default", () => {
        const { timeoutSeconds, internal, tokenEnv, acceptTools } = parsed();
        assert.deepEqual([timeoutSeconds, internal, tokenEnv, acceptTools], [120, undefined, undefined, undefined]);
    });

    it("are taken over", () => {
        const options = parsed(
            "--timeout",
            "30",
            "--internal",
            "--accept-tools",
            "--token-env",
            "A",
            "--token-env",
            "demo=B",
        );
        assert.deepEqual(
            [options.timeoutSeconds, options.internal, options.acceptTools, options.tokenEnv],
            [30, true, true, ["A", "demo=B"]],
        );
        assert.throws(() => parsed("--timeout", "soon"), /--timeout is "soon"/);
    });

    it("find a server's token by the variable of its own, then by that of all", () => {
        const environment = { A: "for-all", B: "for-demo" };
        assert.equal(bearerToken("demo", ["A", "demo=B"], environment), "for-demo");
        assert.equal(bearerToken("other", ["A", "demo=B"], environment), "for-all");
        assert.equal(bearerToken("other", ["demo=B"], environment), undefined);
        assert.throws(() => bearerToken("demo", ["NONE"], environment), /--token-env names NONE, which is not set$/);
    });
});
