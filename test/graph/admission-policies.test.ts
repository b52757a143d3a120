import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { AdmissionPolicies, type AdmissionPoliciesArgs } from "../../components";
import { admissionRules } from "../../components/model/admission";
import { type RegisteredResource, record, recordStack } from "./recorded-program";
import { configOf, engineConfig } from "./stack-config";

const smallest: AdmissionPoliciesArgs = { namespaces: ["tools"], registries: ["registry.example.com"] };

const make = async (args: Partial<AdmissionPoliciesArgs> = {}) =>
    (await record(() => new AdmissionPolicies("guard", { ...smallest, ...args }))).program;

const refused = async (args: Partial<AdmissionPoliciesArgs>) => {
    try {
        await make(args);
    } catch (error) {
        return (error as Error).message;
    }
    return "nothing was refused";
};

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const inputs = (resource: RegisteredResource) => resource.inputs as any;
const ruleNames = admissionRules.map(({ name }) => name);
const policyType = "ValidatingAdmissionPolicy";
const bindingType = "ValidatingAdmissionPolicyBinding";

describe("AdmissionPolicies", () => {
    it("makes a policy of every rule, and binds each to the namespaces by their names", async () => {
        const program = await make();
        const names = ruleNames.map((rule) => `guard-${rule}`).sort();
        assert.deepEqual(
            program
                .all(policyType)
                .map((policy) => inputs(policy).metadata.name)
                .sort(),
            names,
        );
        const bindings = program.all(bindingType).map((binding) => inputs(binding));
        assert.deepEqual(bindings.map(({ spec }) => spec.policyName).sort(), names);
        for (const { spec } of bindings) {
            assert.deepEqual(spec.validationActions, ["Deny"]);
            assert.deepEqual(spec.matchResources.namespaceSelector, {
                matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["tools"] }],
            });
        }
    });

    it("binds to the namespaces with labels instead", async () => {
        const program = await make({ namespaces: undefined, namespaceLabels: { team: "agents" } });
        const [binding] = program.all(bindingType);
        assert.deepEqual(binding && inputs(binding).spec.matchResources.namespaceSelector, {
            matchLabels: { team: "agents" },
        });
    });

    it("takes namespaces and registries that are known later", async () => {
        const program = await make({
            namespaces: [pulumi.output("later")],
            registries: [pulumi.output("account.example.com")],
        });
        assert.match(
            JSON.stringify(inputs(program.only(policyType, "guard-approved-registries"))),
            /account\\+.example/,
        );
        const [values] = inputs(program.only(bindingType, "guard-non-root")).spec.matchResources.namespaceSelector
            .matchExpressions;
        assert.deepEqual(values.values, ["later"]);
    });

    it("gives each rule the action that was asked for, and leaves excluded ones out", async () => {
        const program = await make({
            namePrefix: "mine",
            action: "Audit",
            ruleActions: { placement: "Warn" },
            excludedRules: ["tls-routes"],
        });
        const actions = Object.fromEntries(
            program
                .all(bindingType)
                .map((binding) => [inputs(binding).metadata.name, inputs(binding).spec.validationActions]),
        );
        assert.deepEqual(
            actions,
            Object.fromEntries(
                ruleNames
                    .filter((rule) => rule !== "tls-routes")
                    .map((rule) => [`mine-${rule}`, [rule === "placement" ? "Warn" : "Audit"]]),
            ),
        );
    });

    const expression = async (rule: string, args: Partial<AdmissionPoliciesArgs>) => {
        const { variables } = inputs((await make(args)).only(policyType, `guard-${rule}`)).spec;
        return variables.find(({ name }: { name: string }) => name === "offenders").expression as string;
    };

    it("objects to nothing by the rules of production in a cluster for development", async () => {
        for (const rule of ["no-node-port", "tls-routes"]) {
            assert.equal(await expression(rule, { development: true }), "[]");
            assert.notEqual(await expression(rule, {}), "[]");
        }
    });

    it("says where servers may run, by namespace and cluster", async () => {
        assert.equal(await expression("placement", {}), "[]");
        assert.match(await expression("placement", { serverNamespaces: ["tools"] }), /in \["tools"\]/);
        const clusters = { serverClusters: ["mcp-prod"] };
        assert.equal(await expression("placement", { ...clusters, cluster: "mcp-prod" }), "[]");
        assert.match(await expression("placement", { ...clusters, cluster: "mcp-lab" }), /\["mcp-lab"\]/);
    });

    it("refuses what would hold everywhere, nowhere or not as meant", async () => {
        const oneOf = /namespaces .*either "namespaces" or "namespaceLabels"/;
        assert.match(await refused({ namespaces: undefined }), oneOf);
        assert.match(await refused({ namespaces: [] }), oneOf);
        assert.match(await refused({ namespaceLabels: { team: "agents" } }), oneOf);
        assert.match(await refused({ namespaces: ["Tools"] }), /namespaces\[0\] is "Tools"/);
        assert.match(await refused({ namePrefix: "Guard_" }), /namePrefix is "Guard_"/);
        assert.match(await refused({ action: "Refuse" }), /action is "Refuse"; an action is Deny, Warn, Audit/);
        assert.match(await refused({ ruleActions: { placement: "Stop" } }), /ruleActions\.placement is "Stop"/);
        assert.match(await refused({ ruleActions: { place: "Deny" } }), /ruleActions is "place"; rules are/);
        assert.match(await refused({ excludedRules: ["rootless"] }), /excludedRules\[0\] is "rootless"; rules are/);
        assert.match(
            await refused({ registries: [] }),
            /registries is not set; .*exclude the rule "approved-registries"/,
        );
        assert.match(await refused({ registries: ['a") || true || ("'] }), /registries\[0\] is /);
        assert.match(await refused({ serverNamespaces: ["a b"] }), /serverNamespaces\[0\] is "a b"/);
        assert.match(await refused({ serverClusters: ["mcp-prod"] }), /cluster is not set/);
    });

    it("writes what it is given as text that cannot end in the middle of an expression", async () => {
        const hostile = 'a") || true || ("';
        const text = await expression("approved-registries", { registries: [pulumi.output(hostile)] });
        const [, literal = ""] = /matches\(("(?:[^"\\]|\\.)*")\)\)\)/.exec(text) ?? [];
        assert.ok(new RegExp(JSON.parse(literal)).test(`${hostile}/`), text);
    });
});

describe("admission policies of a stack", () => {
    after(() => setAllConfig({}));

    const run = async (admission: unknown, policy?: unknown) => {
        const config = structuredClone(configOf("staging"));
        if (policy !== undefined) config["mcp-eks:policy"] = policy;
        (config["mcp-eks:platform"] as Record<string, unknown>).admission = admission;
        const { values, secretKeys } = engineConfig(config, "a-secret");
        return (await recordStack("staging", values, secretKeys)).program;
    };

    it("are none unless they are asked for", async () => {
        assert.equal((await run(undefined)).all(policyType).length, 0);
    });

    it("hold in the stack's namespace and others, before there is a server", async () => {
        const program = await run({ namespaces: ["agents"] });
        const [binding] = program.all(bindingType);
        const [values] = binding ? inputs(binding).spec.matchResources.namespaceSelector.matchExpressions : [];
        assert.deepEqual(values.values, ["mcp-staging", "agents"]);
        const policies = program.all(bindingType).map(({ urn }) => urn);
        const servers = program.all("McpServer");
        assert.ok(servers.length > 0 && policies.length > 0);
        for (const { dependencies } of servers) assert.ok(policies.every((urn) => dependencies.includes(urn)));
    });

    it("ask as strictly as the policy pack does", async () => {
        const program = await run({}, { rules: { placement: "advisory", "tls-routes": "disabled" } });
        const action = (rule: string) =>
            program
                .all(bindingType)
                .filter(({ name }) => name.endsWith(rule))
                .map((binding) => inputs(binding).spec.validationActions[0]);
        assert.deepEqual(["non-root", "placement", "tls-routes"].map(action), [["Deny"], ["Warn"], []]);
    });

    it("have one action when it is set", async () => {
        const bindings = (await run({ action: "Audit" })).all(bindingType);
        assert.deepEqual([...new Set(bindings.map((binding) => inputs(binding).spec.validationActions[0]))], ["Audit"]);
    });

    it("are refused with an action that is none", async () => {
        await assert.rejects(run({ action: "Block" }), /mcp-eks:platform: admission\.action is "Block"; an action is/);
    });
});
