import { partition } from "@aws-sdk/util-endpoints";
import type { FunctionHandler } from "../../shared";
import type { Account } from "../account";

const getCallerIdentity: FunctionHandler<Account> = {
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    args: [],
    async invoke(_args, account) {
        const { Account: accountId = "", Arn = "", UserId = "" } = await (await account.sts()).getCallerIdentity({});
        return { id: accountId, accountId, arn: Arn, userId: UserId };
    },
};

const getRegion: FunctionHandler<Account> = {
    token: "aws:index/getRegion:getRegion",
    args: ["name", "region"],
    async invoke(args, account) {
        const region = String(args.region ?? args.name ?? account.region);
        // Regions have a description in the SDK's data, though not in its types.
        const { description = "", dnsSuffix } = partition(region) as { description?: string; dnsSuffix: string };
        return { id: region, region, name: region, description, endpoint: `ec2.${region}.${dnsSuffix}` };
    },
};

const getPartition: FunctionHandler<Account> = {
    token: "aws:index/getPartition:getPartition",
    args: [],
    async invoke(_args, account) {
        const { name, dnsSuffix } = partition(account.region);
        return { id: name, partition: name, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
    },
};

export const identityFunctions = [getCallerIdentity, getRegion, getPartition];
