import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { awsProvider } from "../../../local/plugins/aws/provider";
import { ProviderClient } from "./support/provider-client";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const inputs = { clusterName: "tools", namespace: "mcp", serviceAccount: "demo-mcp", roleArn: role("one") };
const collection = "/clusters/tools/pod-identity-associations";

type Association = Record<string, unknown>;

/** As much of EKS' API as associations need; the emulator has none of it. */
class Associations {
    readonly held = new Map<string, Association>();

    answer(method: string, path: string, body: Association): [status: number, body: object] {
        if (path === collection && method === "POST") {
            const association = {
                ...body,
                clusterName: "tools",
                associationId: "a-1",
                associationArn: "arn:aws:eks:::a-1",
            };
            this.held.set("a-1", association);
            return [200, { association }];
        }
        const id = path.replace(`${collection}/`, "");
        const association = this.held.get(id);
        if (association === undefined) return [404, { message: "none" }];
        if (method === "DELETE") this.held.delete(id);
        else if (method === "POST") Object.assign(association, body);
        return [200, { association }];
    }
}

async function bodyOf(request: IncomingMessage): Promise<Association> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return text === "" ? {} : (JSON.parse(text) as Association);
}

/** Behaviour of the official plugin: terraform-provider-aws, internal/service/eks/pod_identity_association.go. */
describe("stand-in for associations of EKS Pod Identity", () => {
    const eks = new Associations();
    let server: Server;
    let client: ProviderClient;

    before(async () => {
        server = createServer(async (request, response) => {
            const [status, body] = eks.answer(request.method ?? "", request.url ?? "", await bodyOf(request));
            const error = status === 404 ? { "x-amzn-errortype": "ResourceNotFoundException" } : {};
            response.writeHead(status, { "content-type": "application/json", ...error }).end(JSON.stringify(body));
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        client = await ProviderClient.connect(awsProvider());
        const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        await client.configure({
            region: "eu-central-1",
            accessKey: "test",
            secretKey: "test",
            endpoints: JSON.stringify([{ eks: endpoint }]),
        });
    });
    after(() => {
        client.close();
        server.closeAllConnections();
        server.close();
    });

    it("makes one that EKS knows, changes its role in place, and takes it away again", async () => {
        const made = await client.create(ASSOCIATION, inputs);
        assert.equal(made.id, "tools,a-1");
        assert.equal(made.outputs.associationArn, "arn:aws:eks:::a-1");
        assert.equal(eks.held.get("a-1")?.serviceAccount, "demo-mcp");

        await client.update(
            ASSOCIATION,
            made.id,
            { inputs, outputs: made.outputs },
            { ...inputs, roleArn: role("two") },
        );
        assert.equal(eks.held.get("a-1")?.roleArn, role("two"));
        assert.equal((await client.read(ASSOCIATION, made.id, inputs)).outputs.roleArn, role("two"));

        await client.delete(ASSOCIATION, made.id, inputs, made.outputs);
        assert.deepEqual([...eks.held.keys()], []);
    });

    it("finds that one is gone, and does not mind to delete it again", async () => {
        assert.equal((await client.read(ASSOCIATION, "tools,a-1", inputs)).id, "");
        await client.delete(ASSOCIATION, "tools,a-1", inputs, inputs);
    });

    for (const field of ["clusterName", "namespace", "serviceAccount"]) {
        it(`is another one with another ${field}`, async () => {
            const { detailed } = await client.diff(ASSOCIATION, "tools,a-1", inputs, { ...inputs, [field]: "other" });
            assert.deepEqual(detailed, { [field]: "UPDATE_REPLACE" });
        });
    }
});
