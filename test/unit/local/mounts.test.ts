import assert from "node:assert/strict";
import { mountPointsBelow } from "../../../local/process/mounts";

const line = (mountPoint: string) => `36 35 98:0 / ${mountPoint} rw,noatime master:1 - ext4 /dev/root rw`;

describe("mount points below a directory", () => {
    it("are listed deepest first, so that each can be unmounted in turn", () => {
        const mountinfo = ["/", "/srv/docker", "/srv/docker/overlay2/a/merged"].map(line).join("\n");
        assert.deepEqual(mountPointsBelow("/srv/docker", mountinfo), ["/srv/docker/overlay2/a/merged", "/srv/docker"]);
    });

    it("leave out a sibling whose name begins alike", () => {
        assert.deepEqual(mountPointsBelow("/srv/docker", line("/srv/docker-other/overlay2")), []);
    });

    it("are given with the blanks that the kernel writes as octal numbers", () => {
        assert.deepEqual(mountPointsBelow("/srv/my files", line("/srv/my\\040files/merged")), ["/srv/my files/merged"]);
    });
});
