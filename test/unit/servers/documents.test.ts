import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { documentsFrom } from "../../../servers/documents/definition";
import { type DemoServer, startRuntime } from "../../support/demo-server";
import { callTool, listTools } from "../../support/mcp";
import { type S3, startS3 } from "../../support/s3";

const settings = {
    MCP_PATH: "/documents/mcp",
    DOCUMENTS_BUCKET: "company-docs",
    DOCUMENTS_PREFIX: "public/",
    DOCUMENTS_MAX_BYTES: "40",
    DOCUMENTS_PAGE_SIZE: "2",
};

describe("documents server", () => {
    let s3: S3;
    let server: DemoServer;

    before(async () => {
        s3 = await startS3("company-docs");
        server = await startRuntime(
            documentsFrom(() => s3.client()),
            settings,
        );
    });
    beforeEach(() => {
        s3.refuse();
        s3.asked.length = 0;
        s3.objects.clear();
        s3.objects.set("public/", "");
        s3.objects.set("public/a.md", "Alpha");
        s3.objects.set("public/plans/b.md", "Beta, größer");
        s3.objects.set("public/plans/c.md", "Gamma");
        s3.objects.set("public-drafts/secret.md", "not for everybody");
        s3.objects.set("secret.md", "for nobody");
    });
    after(async () => {
        await server.stop();
        s3.stop();
    });

    const read = (name: string) => callTool(server.url, "read_document", { name });
    const list = (args: Record<string, string> = {}) => callTool(server.url, "list_documents", args);

    it("offers its tools", async () => {
        assert.deepEqual(await listTools(server.url), ["list_documents", "read_document"]);
    });

    it("lists what is below its prefix, page by page", async () => {
        assert.equal(await list(), 'a.md (5 bytes)\nplans/b.md (14 bytes)\nThere are more, after "plans/b.md".');
        assert.equal(await list({ after: "plans/b.md" }), "plans/c.md (5 bytes)");
    });

    it("lists one folder, and not the objects that mark folders", async () => {
        assert.equal(await list({ folder: "plans" }), "plans/b.md (14 bytes)\nplans/c.md (5 bytes)");
        assert.equal(await list({ folder: "plan" }), "There are no documents here.");
        assert.doesNotMatch(await list(), /^ \(/m);
    });

    it("goes on after a page that ends with an object that marks a folder", async () => {
        s3.objects.set("public/plans/", "");
        assert.equal(await list(), 'a.md (5 bytes)\nThere are more, after "plans/".');
        assert.equal(await list({ after: "plans/" }), "plans/b.md (14 bytes)\nplans/c.md (5 bytes)");
    });

    it("lists what is below its prefix wherever it is told to go on", async () => {
        for (const after of ["../secret.md", "/", "..", "a//b", "\u0000"]) {
            assert.doesNotMatch(await list({ after }), /secret/, after);
        }
        assert.equal(s3.asked.length, 5);
        for (const asked of s3.asked) assert.match(asked, /[?&]prefix=public%2F(&|$)/);
    });

    it("reads a document as text", async () => {
        assert.equal(await read("plans/b.md"), "Beta, größer");
    });

    it("asks S3 for nothing outside its prefix", async () => {
        const ways = [
            "../secret.md",
            "plans/../../secret.md",
            "/secret.md",
            "./a.md",
            "a//b",
            "..",
            "a\\..\\b",
            "a\nb",
        ];
        for (const name of ways) {
            await assert.rejects(read(name), /is no name of a document/, name);
            await assert.rejects(list({ folder: name }), /is no name of a document/, name);
        }
        assert.deepEqual(s3.asked, []);
        // What looks encoded is a name like any other, and stays one on its way.
        await assert.rejects(read("%2e%2e/secret.md"), /there is no document/);
        assert.match(s3.asked[0] ?? "", /^\/company-docs\/public\/%252e%252e\/secret.md/);
    });

    it("reads no more than its limit", async () => {
        s3.objects.set("public/long.md", "x".repeat(41));
        s3.objects.set("public/just.md", "x".repeat(40));
        await assert.rejects(read("long.md"), /document "long.md" has 41 bytes; at most 40 are read/);
        assert.equal((await read("just.md")).length, 40);
    });

    it("refuses what is no text", async () => {
        s3.objects.set("public/image.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]));
        s3.objects.set("public/zeros", Buffer.from([0x41, 0]));
        await assert.rejects(read("image.png"), /document "image.png" is no text in UTF-8/);
        await assert.rejects(read("zeros"), /is no text in UTF-8/);
    });

    it("says which permission is missing, and for what", async () => {
        s3.refuse(403, "AccessDenied");
        await assert.rejects(read("a.md"), /role lacks s3:GetObject for arn:aws:s3:::company-docs\/public\/a\.md/);
        await assert.rejects(list(), /role lacks s3:ListBucket for arn:aws:s3:::company-docs,/);
    });

    it("says what else is wrong in AWS", async () => {
        await assert.rejects(read("z.md"), /there is no document "z.md"/);
        s3.refuse(404, "NoSuchBucket");
        await assert.rejects(list(), /there is no bucket .* DOCUMENTS_BUCKET names it/);
        s3.refuse(503, "SlowDown");
        await assert.rejects(list(), /S3 could not be asked for folder: SlowDown/);
    });

    it("says that it has no role where there is none", async () => {
        const credentials = () =>
            Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" }));
        const roleless = await startRuntime(
            documentsFrom(() => s3.client({ credentials })),
            settings,
        );
        try {
            await assert.rejects(
                callTool(roleless.url, "read_document", { name: "a.md" }),
                /has no role in AWS: give it permissions \(s3:GetObject for arn:aws:s3:::company-docs\/public\/a\.md\)/,
            );
        } finally {
            await roleless.stop();
        }
    });

    it("is not ready before its role could list its documents", async () => {
        s3.refuse(403, "AccessDenied");
        const starting = await startRuntime(
            documentsFrom(() => s3.client()),
            settings,
        );
        try {
            const refused = await fetch(`${starting.origin}/ready`);
            assert.equal(refused.status, 503);
            assert.match(await refused.text(), /role lacks s3:ListBucket for arn:aws:s3:::company-docs/);
            s3.refuse();
            assert.equal(await readyWithin(starting.origin, 5000), true);
            assert.match(s3.asked.at(-1) ?? "", /^\/company-docs\/?\?.*prefix=public%2F/);
        } finally {
            await starting.stop();
        }
    });

    const readyWithin = async (origin: string, milliseconds: number) => {
        for (const end = Date.now() + milliseconds; Date.now() < end; await pause(200)) {
            if ((await fetch(`${origin}/ready`)).ok) return true;
        }
        return false;
    };

    it("counts what it asks of S3", async () => {
        const counted = async (endpoint: string, status: string) => {
            const text = await (await fetch(`${server.origin}/metrics`)).text();
            const labels = [`endpoint="${endpoint}"`, `status="${status}"`];
            const line = text
                .split("\n")
                .find(
                    (found) =>
                        found.startsWith("mcp_api_calls_total{") && labels.every((label) => found.includes(label)),
                );
            return Number(line?.split(" ").at(-1) ?? 0);
        };
        const [succeeded, failed] = [await counted("GetObject", "success"), await counted("GetObject", "error")];
        await read("a.md");
        await assert.rejects(read("z.md"));
        assert.equal(await counted("GetObject", "success"), succeeded + 1);
        assert.equal(await counted("GetObject", "error"), failed + 1);
    });
});
