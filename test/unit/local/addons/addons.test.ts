import assert from "node:assert/strict";
import { contentHeaders } from "../../../../components/model/route-headers";
import { storeObjects } from "../../../../local/addons/external-secrets";
import { traefikArgs } from "../../../../local/addons/ingress";
import { externalSecretsServiceAccount } from "../../../../local/aws";

describe("ingress of the local environment", () => {
    it("listens on loopback only", () => {
        const addresses = traefikArgs.filter((arg) => /^--entrypoints\.\w+\.address=/.test(arg));
        assert.equal(addresses.length, 3);
        for (const address of addresses) assert.match(address, /=127\.0\.0\.1:\d+$/);
    });

    it("has one provider for Ingresses, so that none is served twice", () => {
        const providers = traefikArgs.filter((arg) => /^--providers\.kubernetesingress\w*=true$/.test(arg));
        assert.deepEqual(providers, ["--providers.kubernetesingressnginx=true"]);
    });

    it("allows the headers that routes add, all of them and no other", () => {
        const flag = "--providers.kubernetesingressnginx.globalallowedresponseheaders=";
        const allowed = traefikArgs.find((arg) => arg.startsWith(flag))?.slice(flag.length);
        assert.equal(allowed, Object.keys(contentHeaders).join(","));
    });
});

describe("secret store of the local environment", () => {
    it("authenticates as the ServiceAccount that carries the role", () => {
        const account = storeObjects.find((object) => object.kind === "ServiceAccount");
        const store = storeObjects.find((object) => object.kind === "ClusterSecretStore");
        const reference = store?.spec?.provider.aws.auth.jwt.serviceAccountRef;
        assert.deepEqual(reference, { name: account?.metadata.name, namespace: account?.metadata.namespace });
        assert.deepEqual(reference, { ...externalSecretsServiceAccount });
        assert.match(
            account?.metadata.annotations?.["eks.amazonaws.com/role-arn"] ?? "",
            /^arn:aws:iam::\d{12}:role\//,
        );
    });
});
