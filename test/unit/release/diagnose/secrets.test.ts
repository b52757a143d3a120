import assert from "node:assert/strict";
import { causesOf } from "../../../../release/diagnose/causes";
import { chained } from "../../../../release/diagnose/chain";
import type { ExternalSecret } from "../../../../release/diagnose/objects";
import { answer, deployment, evidence, expecting, said, waitingPod } from "./recorded";

const synced = (message: string, status = "False"): ExternalSecret => ({
    metadata: { name: "demo-mcp-secrets" },
    spec: {
        secretStoreRef: { name: "aws-secrets-manager", kind: "ClusterSecretStore" },
        data: [{ secretKey: "TOKEN", remoteRef: { key: "mcp/github/token" } }],
    },
    status: { conditions: [{ type: "Ready", status, reason: "SecretSyncedError", message }] },
});
const store = (ready: string) => ({
    "ClusterSecretStore/aws-secrets-manager": {
        metadata: { name: "aws-secrets-manager" },
        status: {
            conditions: [{ type: "Ready", status: ready, reason: "InvalidProviderConfig", message: "no region" }],
        },
    },
});
const answered = (fields: Parameters<typeof answer>[0]) => ({ answers: [answer(fields)] });

describe("diagnose: secrets and roles", () => {
    it("says why External Secrets did not sync", () => {
        const why = (message: string, ready = "True") =>
            said(evidence({ externalSecrets: [synced(message)], stores: store(ready) }), "external-secret");
        assert.match(
            why(
                "AccessDeniedException: User: arn:aws:sts::1:assumed-role/eso is not authorized to perform: secretsmanager:GetSecretValue",
            ),
            /the store may not read "mcp\/github\/token".*GetSecretValue/s,
        );
        assert.match(
            why("error processing spec.data[0] (key: mcp/github/token), err: Secret does not exist"),
            /there is no secret "mcp\/github\/token".*secrets\.TOKEN\.existing\.name/s,
        );
        assert.match(
            why("key password does not exist in secret mcp/github/token"),
            /has no such property.*existing\.property/s,
        );
        assert.match(
            why("could not get secret data from provider", "False"),
            /its ClusterSecretStore "aws-secrets-manager" is not ready.*no region/s,
        );
        assert.match(
            said(evidence({ externalSecrets: [synced("x")] }), "external-secret"),
            /there is no ClusterSecretStore "aws-secrets-manager".*secretStore\.store/s,
        );
    });

    it("shows a secret, the pods that miss it and the route without pods as one chain", () => {
        const missing = waitingPod("CreateContainerConfigError", 'secret "demo-mcp-secrets" not found');
        const causes = causesOf(
            evidence({
                externalSecrets: [synced("err: Secret does not exist")],
                stores: store("True"),
                pods: [missing],
                deployment: { ...deployment, status: { replicas: 1, updatedReplicas: 1 } },
                endpointSlices: [],
                ...answered({ status: 503 }),
            }),
        );
        const ids: string[] = [];
        let [chain, ...others] = chained(causes);
        assert.deepEqual(others, []);
        while (chain) {
            ids.push(chain.id);
            [chain, ...others] = chain.consequences;
            assert.deepEqual(others, []);
        }
        assert.deepEqual(ids, ["external-secret", "missing-configuration", "rollout", "service", "route-answer"]);
    });

    it("knows a role that is gone, and pods that call AWS without one", () => {
        const arn = "arn:aws:iam::123456789012:role/demo-mcp-1a2b";
        const serviceAccount = { metadata: { name: "demo-mcp", annotations: { "eks.amazonaws.com/role-arn": arn } } };
        const gone = expecting({ hasPermissions: true }, { serviceAccount, role: { arn, exists: false } });
        assert.match(said(gone, "role"), /the role does not exist/);
        const log = [
            {
                pod: "demo-mcp-1",
                previous: false,
                lines: ["Unable to locate credentials. You can configure them by aws configure"],
            },
        ];
        assert.match(said(evidence({ logs: log }), "role"), /calls AWS and has no role.*servers\.demo\.permissions/s);
    });

    it("knows a role that is sound and may not do what is asked for", () => {
        const arn = "arn:aws:iam::123456789012:role/demo";
        const serviceAccount = { metadata: { name: "demo-mcp", annotations: { "eks.amazonaws.com/role-arn": arn } } };
        const trust = {
            Statement: { Condition: { StringEquals: { "oidc/id:sub": "system:serviceaccount:mcp:demo-mcp" } } },
        };
        const lines = [
            "AccessDenied: User: arn:aws:sts::1:assumed-role/demo/s is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::docs because",
        ];
        const logs = [{ pod: "demo-mcp-1", previous: false, lines }];
        const of = expecting({ hasPermissions: true }, { serviceAccount, role: { arn, exists: true, trust }, logs });
        assert.match(
            said(of, "role"),
            /AWS refuses what the server asks for.*permissions: \[\{ actions: \[s3:ListBucket\], resources: \[arn:aws:s3:::docs\] \}\]/s,
        );
    });

    it("takes a subject with wildcards for what it admits", () => {
        const arn = "arn:aws:iam::123456789012:role/demo";
        const serviceAccount = { metadata: { name: "demo-mcp", annotations: { "eks.amazonaws.com/role-arn": arn } } };
        const trusting = (sub: string) => {
            const trust = { Statement: [{ Condition: { StringLike: { "oidc/id:sub": sub } } }] };
            return said(
                expecting({ hasPermissions: true }, { serviceAccount, role: { arn, exists: true, trust } }),
                "role",
            );
        };
        assert.match(trusting("system:serviceaccount:mcp:*"), /^no role/);
        assert.match(trusting("system:serviceaccount:other:*"), /trusts another ServiceAccount/);
    });
});
