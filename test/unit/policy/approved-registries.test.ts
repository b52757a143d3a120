import assert from "node:assert/strict";
import { approvedRegistries } from "../../../policy/rules/approved-registries";
import { unknownValue } from "../../../policy/rules/field";
import { container, deployment, pod, running, said } from "./judged";

const from = (image: unknown, ...registries: string[]) =>
    said(approvedRegistries, running(container({ image })), { registries });
const refuses = (image: string, ...registries: string[]) => assert.equal(from(image, ...registries).length, 1, image);
const passes = (image: string, ...registries: string[]) => assert.deepEqual(from(image, ...registries), []);

describe("policy rule approved-registries", () => {
    it("passes images of a registry, of a path in it, and of a repository", () => {
        passes("ghcr.io/github/github-mcp-server:1.0", "quay.io", "ghcr.io");
        passes("ghcr.io/github/github-mcp-server:1.0", "ghcr.io/github");
        passes("ghcr.io/github/github-mcp-server:1.0", "ghcr.io/github/github-mcp-server/");
        passes("localhost:5000/demo:1.0", "localhost:5000");
    });

    it("refuses an image from elsewhere, and says what is approved", () => {
        assert.deepEqual(from("docker.io/mcp/github:1.0", "ghcr.io", "quay.io/team"), [
            'spec.template.spec.containers[0].image is "docker.io/mcp/github:1.0"; approved are ghcr.io, quay.io/team',
        ]);
    });

    it("takes a name without a host for Docker Hub's", () => {
        refuses("mcp/github:1.0", "mcp");
        passes("mcp/github:1.0", "docker.io/mcp");
        passes("node:22", "docker.io/library");
    });

    it("does not take the beginning of a name for the name", () => {
        refuses("ghcr.io/github-evil/server:1.0", "ghcr.io/github");
        refuses("ghcr.io.example.com/server:1.0", "ghcr.io");
    });

    it("takes * for part of a host or path, and never for a slash", () => {
        const ecr = "*.dkr.ecr.*.amazonaws.com";
        passes("123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/github:1.0", ecr);
        refuses("public.ecr.aws/mcp/github:1.0", ecr);
        refuses("evil.example/x.dkr.ecr.x.amazonaws.com/github:1.0", ecr);
        passes("ghcr.io/team-a/server:1.0", "ghcr.io/team-*");
        refuses("ghcr.io/team-a/server:1.0", "ghcr.io/*-b");
    });

    it("refuses every image when no registry is approved, and what is no image's name", () => {
        assert.match(from("ghcr.io/x/y:1.0")[0] ?? "", /no registry is approved/);
        refuses("GHCR.io/Upper Case", "ghcr.io");
        assert.equal(from(undefined, "ghcr.io").length, 1);
    });

    it("looks at containers that run first, too", () => {
        const object = deployment(pod({ initContainers: [container({ image: "docker.io/busybox:1" })] }));
        assert.match(said(approvedRegistries, object)[0] ?? "", /^spec\.template\.spec\.initContainers\[0\]\.image /);
    });

    it("says nothing of an image that is not known yet", () => {
        assert.deepEqual(from(unknownValue, "ghcr.io"), []);
    });
});
