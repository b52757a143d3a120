import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { environmentVariables } from "../../../local/environment";
import { paths } from "../../../local/paths";
import { embeddedTarget } from "../../../local/target";

describe("variables of the dev shell", () => {
    const external = {
        ...embeddedTarget,
        embedded: false,
        kubeconfig: "/home/me/.kube/config",
        dockerHost: "unix:///var/run/docker.sock",
        backendDir: "/states/kind",
    };

    it("lead to the target's cluster, image builder and state", () => {
        const { KUBECONFIG, DOCKER_HOST, PULUMI_BACKEND_URL } = environmentVariables(external);
        assert.deepEqual(
            [KUBECONFIG, DOCKER_HOST, PULUMI_BACKEND_URL],
            ["/home/me/.kube/config", "unix:///var/run/docker.sock", "file:///states/kind"],
        );
    });

    it("find the local kubectl and pulumi before those of the machine", () => {
        const places = environmentVariables().PATH?.split(delimiter) ?? [];
        assert.deepEqual(places.slice(0, 2), [paths.bin, `${paths.pulumiHome}/bin`]);
        assert.equal(places.slice(2).join(delimiter), process.env.PATH);
    });

    it("reach the emulator and no AWS account, whatever the cluster is", () => {
        for (const target of [embeddedTarget, external]) {
            const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = environmentVariables(target);
            assert.match(AWS_ENDPOINT_URL ?? "", /^http:\/\/127\.0\.0\.1:/);
            assert.equal(AWS_ACCESS_KEY_ID, "local");
        }
    });
});
