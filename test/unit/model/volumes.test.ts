import assert from "node:assert/strict";
import { fileExtras, fileKeys, settingsFileProblems } from "../../../components/model/settings-files";
import { type VolumeArgs, volumeExtras, volumeProblems } from "../../../components/model/volumes";

const cache: VolumeArgs = { name: "cache", mountPath: "/var/cache/mcp", emptyDir: { sizeLimit: "1Gi" } };

describe("volumes", () => {
    it("become a volume and a place in the container each", () => {
        const claim = {
            name: "index",
            mountPath: "/data",
            readOnly: true,
            persistentVolumeClaim: { claimName: "index" },
        };
        assert.deepEqual(volumeExtras([cache, claim]), {
            volumes: [
                { name: "cache", emptyDir: { sizeLimit: "1Gi" } },
                { name: "index", persistentVolumeClaim: { claimName: "index" } },
            ],
            volumeMounts: [
                { name: "cache", mountPath: "/var/cache/mcp" },
                { name: "index", mountPath: "/data", readOnly: true },
            ],
        });
    });

    for (const [title, volumes, field] of [
        ["no kind", [{ name: "a", mountPath: "/a" }], "volumes[0].kind"],
        ["two kinds", [{ ...cache, configMap: { name: "b" } }], "volumes[0].kind"],
        ["a name in capitals", [{ ...cache, name: "Cache" }], "volumes[0].name"],
        ["the name of /tmp's own", [{ ...cache, name: "tmp" }], "volumes[0].name"],
        ["a name twice", [cache, { ...cache, mountPath: "/b" }], "volumes[1].name"],
        ["a path twice", [cache, { ...cache, name: "b" }], "volumes[1].mountPath"],
        ["the path /tmp", [{ ...cache, mountPath: "/tmp" }], "volumes[0].mountPath"],
        ["the whole root file system", [{ ...cache, mountPath: "/" }], "volumes[0].mountPath"],
        ["a path with ..", [{ ...cache, mountPath: "/a/../etc" }], "volumes[0].mountPath"],
        ["a size of nothing", [{ ...cache, emptyDir: { sizeLimit: "0" } }], "volumes[0].emptyDir.sizeLimit"],
        ["another medium", [{ ...cache, emptyDir: { medium: "HugePages" } }], "volumes[0].emptyDir.medium"],
    ] as [string, VolumeArgs[], string][]) {
        it(`refuse ${title}`, () => {
            assert.deepEqual(
                volumeProblems(volumes).map((problem) => problem.field),
                [field],
            );
        });
    }
});

describe("files of settings", () => {
    it("have a key each, also where two have one name in two folders", () => {
        const keys = fileKeys(["/etc/mcp/config.yaml", "/app/config.yaml"]);
        assert.equal(new Set(Object.values(keys)).size, 2);
        for (const key of Object.values(keys)) assert.match(key, /^[-._a-zA-Z0-9]+$/);
    });

    it("are mounted one by one, so that what is beside them in the image stays", () => {
        const { volumes, volumeMounts } = fileExtras("demo-mcp-files-1", ["/etc/mcp/config.yaml"]);
        assert.deepEqual(volumes, [{ name: "settings-files", configMap: { name: "demo-mcp-files-1" } }]);
        assert.deepEqual(volumeMounts, [
            { name: "settings-files", mountPath: "/etc/mcp/config.yaml", subPath: "0-config.yaml", readOnly: true },
        ]);
    });

    it("are refused by a path that is none, at a volume's place, and beyond a megabyte", () => {
        const fields = (problems: { field: string }[]) => problems.map(({ field }) => field);
        assert.deepEqual(fields(settingsFileProblems({ "config.yaml": "" })), ["settingsFiles.config.yaml"]);
        assert.deepEqual(fields(settingsFileProblems({ "/etc/a b": "" })), ["settingsFiles./etc/a b"]);
        assert.deepEqual(fields(settingsFileProblems({ "/var/cache/mcp": "" }, [cache])), [
            "settingsFiles./var/cache/mcp",
        ]);
        assert.deepEqual(fields(settingsFileProblems({ "/etc/a": "x".repeat(1024 * 1024 + 1) })), ["settingsFiles"]);
        assert.deepEqual(settingsFileProblems({ "/etc/mcp/config.yaml": "port: 8000" }, [cache]), []);
    });
});
