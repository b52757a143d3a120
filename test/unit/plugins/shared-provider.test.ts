import assert from "node:assert/strict";
import type { ServiceError } from "@grpc/grpc-js";
import {
    handledProvider,
    InitializationFailed,
    type Properties,
    type ResourceHandler,
    secret,
    UNKNOWN,
} from "../../../local/plugins/shared";
import { initFailureOf, ProviderClient } from "./support/provider-client";

const BOX = "toy:index:Box";

interface Toys {
    boxes: Map<string, Properties>;
    color: string;
}

const box: ResourceHandler<Toys> = {
    type: BOX,
    inputs: ["size", "label", "contents", "name"],
    required: ["size"],
    computed: ["serial"],
    computedOnUpdate: ["revision"],
    defaults: ({ oldInputs, name }) => ({ name: oldInputs.name ?? `${name}-1` }),
    replaceOn: ["size", "contents[*].kind"],
    deleteBeforeReplace: ({ name }, old) => name === old.name,
    async create({ inputs, log, timeoutSeconds }, { boxes, color }) {
        log.status("painting");
        const outputs = { ...inputs, serial: "s-1", color, timeoutSeconds, key: secret("k") };
        boxes.set("b-1", outputs);
        if (inputs.label === "fragile") throw new InitializationFailed("b-1", outputs, ["it broke", "twice"]);
        if (inputs.label === "impossible") throw new Error("no such box");
        return { id: "b-1", outputs };
    },
    async read({ id }, { boxes }) {
        const found = boxes.get(id);
        return found ? { id, inputs: { size: found.size ?? 0 }, outputs: found } : undefined;
    },
    async update({ inputs, oldOutputs }) {
        return { ...oldOutputs, ...inputs, revision: 2 };
    },
    async delete({ id }, { boxes }) {
        boxes.delete(id);
    },
};

describe("plugin base", () => {
    const boxes = new Map<string, Properties>();
    let client: ProviderClient;

    before(async () => {
        client = await ProviderClient.connect(
            handledProvider<Toys>({
                name: "toy",
                version: "1.2.3",
                config: ["color"],
                configReplaceOn: ["color"],
                configure: ({ color }) => ({ boxes, color: String(color) }),
                resources: [box],
                functions: [
                    {
                        token: "toy:index:sum",
                        args: ["a", "b"],
                        invoke: async ({ a, b }) => ({ sum: Number(a) + Number(b) }),
                    },
                ],
            }),
        );
        await client.configure({ color: secret("red"), version: "1.2.3" });
    });

    after(() => client.close());

    it("leaves secrets, resource references and output values to the engine", async () => {
        const response = await client.configure({ color: secret("red") });
        assert.equal(response.getAcceptsecrets(), false);
        assert.equal(response.getAcceptresources(), false);
        assert.equal(response.getAcceptoutputs(), false);
        assert.equal(response.getSupportspreview(), true);
    });

    it("refuses a type that it does not implement, naming those it does", async () => {
        await assert.rejects(client.check("toy:index:Bag", {}), (error: ServiceError) => {
            assert.match(
                error.details,
                /toy:index:Bag: .*does not implement this type.*official plugin.*toy:index:Box/,
            );
            return true;
        });
    });

    it("refuses a property that it does not implement, naming type and property", async () => {
        const { failures } = await client.check(BOX, { size: 1, weight: 2 });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["weight"],
        );
        assert.match(failures[0]?.reason ?? "", /toy:index:Box "it".*"weight".*official plugin/);
    });

    it("refuses a resource without a required property", async () => {
        const { failures } = await client.check(BOX, { label: "x" });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["size"],
        );
    });

    it("refuses configuration that it does not implement", async () => {
        const { failures } = await client.checkConfig({ color: "red", shape: "round", version: "1.2.3" });
        assert.deepEqual(
            failures.map((failure) => failure.property),
            ["shape"],
        );
    });

    it("replaces the provider when configuration changes that decides where resources are", async () => {
        const diff = await client.diffConfig({ color: "red" }, { color: "blue" });
        assert.deepEqual(diff.replaces, ["color"]);
    });

    it("keeps a default that was chosen before", async () => {
        const first = await client.check(BOX, { size: 1 });
        assert.equal(first.inputs.name, "it-1");
        const later = await client.check(BOX, { size: 2 }, { size: 1, name: "it-0" });
        assert.equal(later.inputs.name, "it-0");
    });

    it("creates with configuration freed of its secret mark, and tells the timeout", async () => {
        const { id, outputs } = await client.create(BOX, { size: 1 }, { timeout: 30 });
        assert.equal(id, "b-1");
        assert.equal(outputs.color, "red");
        assert.equal(outputs.timeoutSeconds, 30);
        assert.deepEqual(outputs.key, secret("k"));
    });

    it("previews a create without an id, its computed outputs unknown", async () => {
        boxes.clear();
        const { id, outputs } = await client.create(BOX, { size: UNKNOWN }, { preview: true });
        assert.equal(id, "");
        assert.deepEqual(outputs, { size: UNKNOWN, serial: UNKNOWN });
        assert.equal(boxes.size, 0);
    });

    it("previews an update from the old outputs, without those whose inputs are gone", async () => {
        const old = { inputs: { size: 1, label: "x" }, outputs: { size: 1, label: "x", serial: "s-1", revision: 1 } };
        const outputs = await client.update(BOX, "b-1", old, { size: 1 }, { preview: true });
        assert.deepEqual(outputs, { size: 1, serial: "s-1", revision: UNKNOWN });
    });

    it("shows every changed property by its path", async () => {
        const diff = await client.diff(
            BOX,
            "b-1",
            { label: "x", contents: [{ kind: "a", n: 1 }], name: "n" },
            { contents: [{ kind: "a", n: 2 }, { kind: "b" }], name: "n", size: 1 },
        );
        assert.deepEqual(diff.detailed, {
            label: "DELETE",
            "contents[0].n": "UPDATE",
            "contents[1]": "ADD_REPLACE",
            size: "ADD_REPLACE",
        });
        assert.equal(diff.deleteBeforeReplace, true);
    });

    it("reports no change where there is none, whatever the order of keys", async () => {
        const diff = await client.diff(
            BOX,
            "b-1",
            { size: 1, contents: { a: 1, b: 2 } },
            { contents: { b: 2, a: 1 }, size: 1 },
        );
        assert.equal(diff.changes, 1);
        assert.deepEqual(diff.detailed, {});
    });

    it("keeps a resource in the state that was created but did not become ready", async () => {
        const error = await client.create(BOX, { size: 1, label: "fragile" }).catch((caught: unknown) => caught);
        const failure = initFailureOf(error);
        assert.equal(failure?.id, "b-1");
        assert.equal(failure?.properties.serial, "s-1");
        assert.deepEqual(failure?.reasons, ["it broke", "twice"]);
    });

    it("sends the text of an error, and nothing to keep, when nothing was created", async () => {
        const error = await client.create(BOX, { size: 1, label: "impossible" }).catch((caught: unknown) => caught);
        assert.equal((error as ServiceError).details, "no such box");
        assert.equal(initFailureOf(error), undefined);
    });

    it("answers an empty id for a resource that is gone", async () => {
        boxes.clear();
        assert.equal((await client.read(BOX, "b-1", { size: 1 }, {})).id, "");
    });

    it("has delivered its log lines before it answers", async () => {
        client.logged.length = 0;
        await client.create(BOX, { size: 1 });
        assert.deepEqual(client.logged, [{ urn: client.urn(BOX), message: "painting", severity: 1, ephemeral: true }]);
    });

    it("takes and gives messages above gRPC's default limit of 4 MB", async () => {
        const label = "x".repeat(5 * 1024 * 1024);
        const { outputs } = await client.create(BOX, { size: 1, label });
        assert.equal(String(outputs.label).length, label.length);
    });

    it("serves its functions and refuses others, and arguments it does not know", async () => {
        assert.deepEqual(await client.invoke("toy:index:sum", { a: 1, b: 2 }), { sum: 3 });
        await assert.rejects(
            client.invoke("toy:index:product", {}),
            /toy:index:product.*does not implement this function/,
        );
        await assert.rejects(client.invoke("toy:index:sum", { a: 1, c: 2 }), /does not implement "c"/);
    });
});
