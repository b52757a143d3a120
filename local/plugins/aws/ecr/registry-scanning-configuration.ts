import type { RegistryScanningRule, ScanType } from "@aws-sdk/client-ecr";
import type { Properties } from "../../shared";
import type { Account } from "../account";
import { awsResource } from "../resource";

async function put({ rules, scanType }: Properties, account: Account): Promise<string> {
    const given = (rules ?? []) as Properties[];
    const { registryScanningConfiguration } = await (await account.ecr()).putRegistryScanningConfiguration({
        scanType: String(scanType) as ScanType,
        rules: given as unknown as RegistryScanningRule[],
    });
    const { registryId } = await (await account.ecr()).describeRegistry({});
    if (registryScanningConfiguration === undefined) throw new Error("ECR told no scanning configuration");
    return registryId ?? "";
}

/** By what the images of the account's registry are scanned; there is one, and deleting it sets what AWS has by default. */
export const registryScanningConfiguration = awsResource({
    type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    label: "ECR Registry Scanning Configuration",
    inputs: ["rules", "scanType"],
    required: ["scanType"],
    computed: ["registryId"],
    regional: true,
    create: put,
    async read(id, account) {
        const { registryId, scanningConfiguration } = await (await account.ecr()).getRegistryScanningConfiguration({});
        const rules = (scanningConfiguration?.rules ?? []).map(({ scanFrequency, repositoryFilters }) => ({
            scanFrequency: scanFrequency ?? "",
            repositoryFilters: (repositoryFilters ?? []).map(({ filter, filterType }) => ({
                filter: filter ?? "",
                filterType: filterType ?? "",
            })),
        }));
        return { scanType: scanningConfiguration?.scanType ?? "", rules, registryId: registryId ?? id };
    },
    async update(_id, inputs, _old, account) {
        await put(inputs, account);
    },
    async delete(_id, _inputs, account) {
        await (await account.ecr()).putRegistryScanningConfiguration({ scanType: "BASIC", rules: [] });
    },
});
