import type { FunctionHandler } from "../../shared";
import type { Account } from "../account";
import { tagMap } from "../tags";
import { getPolicyDocument } from "./policy-document";

const getOpenIdConnectProvider: FunctionHandler<Account> = {
    token: "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider",
    args: ["arn", "url"],
    async invoke({ arn, url }, account) {
        if ((arn === undefined) === (url === undefined)) {
            throw new Error("getOpenIdConnectProvider takes either arn or url");
        }
        const OpenIDConnectProviderArn = arn === undefined ? await arnOf(String(url), account) : String(arn);
        const found = await (await account.iam()).getOpenIDConnectProvider({ OpenIDConnectProviderArn });
        return {
            id: OpenIDConnectProviderArn,
            arn: OpenIDConnectProviderArn,
            // Without the scheme, as IAM has it.
            url: found.Url ?? "",
            clientIdLists: found.ClientIDList ?? [],
            thumbprintLists: found.ThumbprintList ?? [],
            tags: tagMap(found.Tags),
        };
    },
};

async function arnOf(url: string, account: Account): Promise<string> {
    const { OpenIDConnectProviderList: providers = [] } = await (await account.iam()).listOpenIDConnectProviders({});
    const suffix = `:oidc-provider/${url.replace(/^https:\/\//, "")}`;
    const arn = providers.map(({ Arn = "" }) => Arn).find((candidate) => candidate.endsWith(suffix));
    if (arn === undefined) throw new Error(`finding IAM OIDC Provider by url (${url}): not found`);
    return arn;
}

export const iamFunctions = [getOpenIdConnectProvider, getPolicyDocument];
