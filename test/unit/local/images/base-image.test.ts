import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostCaBundle, uniqueCertificates } from "../../../../local/images/base-image/host-trust";
import { imageKey, rootfsKey } from "../../../../local/images/base-image/recipe";

const certificate = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

describe("trusted certificates of the base image", () => {
    let directory: string;
    const write = (name: string, text: string) => {
        const file = join(directory, name);
        writeFileSync(file, text);
        return file;
    };
    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-test-"));
    });
    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    it("are the machine's own and a proxy CA that only Node.js was told of", () => {
        const system = write("system.crt", certificate("AAAA"));
        const proxy = write("proxy.crt", certificate("BBBB"));
        const bundle = hostCaBundle({ NODE_EXTRA_CA_CERTS: proxy }, [system]);
        assert.equal(bundle, `${certificate("AAAA")}\n${certificate("BBBB")}\n`);
    });

    it("are those of the first bundle that exists", () => {
        const second = write("second.crt", certificate("AAAA"));
        assert.equal(hostCaBundle({}, [join(directory, "missing.crt"), second]), `${certificate("AAAA")}\n`);
    });

    it("are kept once each, without comments", () => {
        const pem = `# a root\n${certificate("AAAA")}\n# again\n${certificate("AAAA")}\n`;
        assert.equal(uniqueCertificates(pem), `${certificate("AAAA")}\n`);
    });

    it("are asked for by package name when the machine has none", () => {
        assert.throws(() => hostCaBundle({}, [join(directory, "missing.crt")]), /apt-get install ca-certificates/);
    });
});

describe("key of the base image", () => {
    it("changes with the trusted certificates and with the npm configuration", () => {
        const keys = [imageKey("a", "registry=x"), imageKey("b", "registry=x"), imageKey("a", "registry=y")];
        assert.equal(new Set(keys).size, keys.length);
    });

    it("does not take text moved from one part to the next for the same", () => {
        assert.notEqual(imageKey("ab", "c"), imageKey("a", "bc"));
    });

    it("stays the same while nothing changes, also for the root file system", () => {
        assert.equal(imageKey("a", "b"), imageKey("a", "b"));
        assert.equal(rootfsKey(), rootfsKey());
    });
});
