import { ifPresent } from "../errors";
import { awsResource } from "../resource";
import { tagChanges, tagList, tagMap } from "../tags";

const missing = "NoSuchEntityException";

const strings = (value: unknown) => ((value ?? []) as unknown[]).map(String);

/** An issuer of tokens, such as an EKS cluster, that roles may trust. */
export const openIdConnectProvider = awsResource({
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    label: "IAM OIDC Provider",
    inputs: ["clientIdLists", "thumbprintLists", "url"],
    required: ["clientIdLists", "url"],
    computed: ["arn", "thumbprintLists"],
    replaceOn: ["url"],
    tagged: true,
    async create(inputs, account) {
        const made = await (await account.iam()).createOpenIDConnectProvider({
            Url: String(inputs.url),
            ClientIDList: strings(inputs.clientIdLists),
            ...(inputs.thumbprintLists ? { ThumbprintList: strings(inputs.thumbprintLists) } : {}),
            Tags: tagList(inputs),
        });
        return String(made.OpenIDConnectProviderArn);
    },
    async read(arn, account) {
        const iam = await account.iam();
        const found = await ifPresent(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }), missing);
        if (found === undefined) return undefined;
        return {
            arn,
            // IAM leaves the scheme out.
            url: `https://${found.Url?.replace(/^https:\/\//, "")}`,
            clientIdLists: found.ClientIDList ?? [],
            thumbprintLists: found.ThumbprintList ?? [],
            tagsAll: tagMap(found.Tags),
        };
    },
    async update(OpenIDConnectProviderArn, inputs, old, account) {
        const iam = await account.iam();
        const [before, after] = [strings(old.clientIdLists), strings(inputs.clientIdLists)];
        for (const ClientID of after.filter((id) => !before.includes(id))) {
            await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
        }
        for (const ClientID of before.filter((id) => !after.includes(id))) {
            await iam.removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
        }
        const ThumbprintList = strings(inputs.thumbprintLists);
        if (ThumbprintList.length > 0 && ThumbprintList.join() !== strings(old.thumbprintLists).join()) {
            await iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList });
        }
        const { removed, set } = tagChanges(old, inputs);
        if (removed.length > 0) await iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys: removed });
        if (set.length > 0) await iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags: set });
    },
    async delete(OpenIDConnectProviderArn, _inputs, account) {
        await ifPresent((await account.iam()).deleteOpenIDConnectProvider({ OpenIDConnectProviderArn }), missing);
    },
});
