import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { repositoryDir } from "../../../local/paths";
import { commands, releaseProgram } from "../../../release/program";
import { exitCodeTexts } from "../../../release/report/exit-codes";
import { openStack } from "../../../release/stack";
import { runTool } from "../../support/release";

/** Without a `pulumi`: what is refused is so before it is needed. */
const release = (...args: string[]) => runTool(args, { PATH: "/nowhere" });

describe("the release command", function () {
    this.timeout(60_000);

    it("tells all exit codes in the help of the tool and of every command", () => {
        const help = (name?: string) => {
            let text = "";
            const program = releaseProgram();
            const command = program.commands.find((one) => one.name() === name) ?? program;
            command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
            return text;
        };
        for (const name of [undefined, ...Object.keys(commands)]) {
            for (const [code, meaning] of Object.entries(exitCodeTexts)) {
                assert.match(help(name), new RegExp(`^ +${code} +${meaning}$`, "m"), `${name} does not tell ${code}`);
            }
        }
    });

    it("refuses a stack that is not there with those that are, as text and as JSON", async () => {
        const { exitCode, stdout, stderr } = await release("preview", "nope", "--json");
        assert.equal(exitCode, 2);
        assert.match(stderr, /there is no stack "nope" .*; there are: dev, prod, staging/);
        const { seconds, error, ...result } = JSON.parse(stdout);
        assert.ok(seconds >= 0 && /there is no stack/.test(error));
        assert.deepEqual(result, {
            command: "preview",
            stack: "nope",
            exitCode: 2,
            outcome: "usage or configuration refused, nothing was started",
        });
    });

    it("refuses wrong usage by the same exit code, and says what is allowed", async () => {
        const { exitCode, stderr } = await release("preview");
        assert.equal(exitCode, 2);
        assert.match(stderr, /missing required argument 'stack'/);
        assert.match(stderr, /--save-plan <file>/);
    });
});

describe("opening a stack", () => {
    function configured(
        change: (config: ReturnType<typeof parseDocument>) => void,
    ): [file: string, remove: () => void] {
        const directory = mkdtempSync(join(tmpdir(), "config-"));
        const config = parseDocument(readFileSync(join(repositoryDir, "Pulumi.dev.yaml"), "utf8"));
        change(config);
        const file = join(directory, "config.yaml");
        writeFileSync(file, config.toString());
        return [file, () => rmSync(directory, { recursive: true })];
    }

    it("refuses configuration that the program would refuse, all problems at once", async () => {
        const [configFile, remove] = configured((config) => {
            config.setIn(["config", "mcp-eks:servers", "demo", "path"], "no-slash");
            config.deleteIn(["config", "mcp-eks:demoToken"]);
        });
        try {
            await assert.rejects(openStack("dev", { configFile }), (error: Error & { exitCode: number }) => {
                assert.equal(error.exitCode, 2);
                assert.match(error.message, /^2 problems, nothing was created:/);
                assert.match(error.message, /server "demo": path is "no-slash"/);
                assert.match(
                    error.message,
                    /server "demo": secrets\.DEMO_TOKEN\.fromConfig is "demoToken"; this stack has no/,
                );
                return true;
            });
        } finally {
            remove();
        }
    });

    it("takes secure values within a block for what the engine makes of them: a secret block", async () => {
        const [configFile, remove] = configured((config) =>
            config.setIn(
                ["config", "mcp-eks:servers", "demo", "settings", "KEY"],
                config.createNode({ secure: "v1:abc" }),
            ),
        );
        try {
            await assert.rejects(openStack("dev", { configFile }), /mcp-eks:servers holds a secure value/);
        } finally {
            remove();
        }
    });

    it("refuses a folder that is no project", async () => {
        await assert.rejects(openStack("dev", { projectDir: tmpdir() }), /is no project: it has no Pulumi.yaml/);
    });
});
