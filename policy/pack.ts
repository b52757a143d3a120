import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { policies } from "./policies";
import { packSettings } from "./settings";

// The stack's own configuration: what is strict where is reviewed with all else that the stacks differ in.
const config = new Config("mcp-eks");
const settings = packSettings({
    policy: config.getObject("policy"),
    platform: config.getObject("platform"),
    cluster: config.getObject("cluster"),
});

new PolicyPack("mcp-eks", { policies: policies(settings) });
