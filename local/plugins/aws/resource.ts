import {
    type CheckFailure,
    type CheckRequest,
    type Created,
    changesBetween,
    containsUnknown,
    type DiffRequest,
    type DiffResult,
    diffResult,
    isObject,
    type Properties,
    type ReadRequest,
    type ResourceHandler,
    UNKNOWN,
    uniqueName,
} from "../shared";
import type { Account } from "./account";
import { describe } from "./errors";
import { canonicalJson, equivalentDocuments } from "./json";
import { liveInputs, liveOutputs } from "./live";

/** A resource type, as far as it differs from others. */
export interface AwsResource {
    type: string;
    /** As errors name it: "ECR Repository". */
    label: string;
    inputs: readonly string[];
    required?: readonly string[];
    /** Outputs besides inputs. */
    computed: readonly string[];
    /** Inputs whose change makes a new one; every input where there is no `update`. */
    replaceOn?: readonly string[];
    /** Values that AWS assumes: setting one of them changes nothing. */
    defaults?: Properties;
    /** Longest `name` that is made up when the program gives none; undefined where there is no name to make up. */
    generatedNameLength?: number;
    tagged?: boolean;
    /** Whether it takes `region`; IAM is global. */
    regional?: boolean;
    /** JSON inputs, compared by what they say; the function brings a parsed one into its canonical form. */
    documents?: Record<string, (document: unknown) => unknown>;
    /** Where a new one would collide with the old, whatever their names. */
    deleteBeforeReplace?: boolean;
    check?(inputs: Properties): CheckFailure[];
    /** Gives the id. */
    create(inputs: Properties, account: Account): Promise<string>;
    /**
     * Computed outputs, and every input that AWS tells, "" where it is not set; undefined when the resource is gone. Tags
     * as `tagsAll`.
     */
    read(id: string, account: Account): Promise<Properties | undefined>;
    update?(id: string, inputs: Properties, oldInputs: Properties, account: Account): Promise<void>;
    /** Must succeed when it is gone. */
    delete(id: string, inputs: Properties, account: Account): Promise<void>;
}

const nameHexDigits = 7;

export function awsResource(spec: AwsResource): ResourceHandler<Account> {
    const around = [...(spec.tagged ? ["tags", "tagsAll"] : []), ...(spec.regional ? ["region"] : [])];
    const update = spec.update?.bind(spec);
    return {
        type: spec.type,
        inputs: [...spec.inputs, ...around],
        required: spec.required,
        computed: [...spec.computed, ...(spec.regional ? ["region"] : [])],
        defaults: (request) => generatedName(spec, request),
        normalize: (inputs) => withDocumentsAsText(spec, inputs),
        check: (inputs) => [...invalidDocuments(spec, inputs), ...(spec.check?.(inputs) ?? [])],
        diff: (request) => differences(spec, request),
        async create({ inputs }, provider): Promise<Created> {
            const account = provider.inRegion(inputs.region);
            const id = await spec
                .create(inputs, account)
                .catch((error) => Promise.reject(describe(`creating ${spec.label} (${nameOf(inputs)})`, error)));
            return { id, outputs: await outputsOf(spec, id, inputs, account) };
        },
        async read(request: ReadRequest, provider) {
            const account = provider.inRegion(request.oldInputs?.region ?? request.oldOutputs.region);
            const live = await readLive(spec, request.id, account);
            if (live === undefined) return undefined;
            const inputs = liveInputs(spec, live, request.oldInputs, account.config.defaultTags);
            return { id: request.id, inputs, outputs: liveOutputs(spec, live, inputs, account) };
        },
        update: update
            ? async ({ id, inputs, oldInputs }, provider) => {
                  const account = provider.inRegion(inputs.region);
                  await update(id, inputs, oldInputs, account).catch((error) =>
                      Promise.reject(describe(`updating ${spec.label} (${id})`, error)),
                  );
                  return outputsOf(spec, id, inputs, account);
              }
            : undefined,
        async delete({ id, oldInputs, oldOutputs }, provider) {
            const account = provider.inRegion(oldInputs.region ?? oldOutputs.region);
            await spec
                .delete(id, { ...oldOutputs, ...oldInputs }, account)
                .catch((error) => Promise.reject(describe(`deleting ${spec.label} (${id})`, error)));
        },
    };
}

const nameOf = (inputs: Properties) => String(inputs.name ?? inputs.repository ?? inputs.role ?? inputs.secretId ?? "");

async function readLive(spec: AwsResource, id: string, account: Account): Promise<Properties | undefined> {
    return spec.read(id, account).catch((error) => Promise.reject(describe(`reading ${spec.label} (${id})`, error)));
}

async function outputsOf(spec: AwsResource, id: string, inputs: Properties, account: Account): Promise<Properties> {
    const live = await readLive(spec, id, account);
    if (live === undefined) throw new Error(`${spec.label} (${id}) was made, but AWS does not find it`);
    return liveOutputs(spec, live, inputs, account);
}

/** `__defaults` says, as in the official plugin's state, that the name was made up and not given. */
function generatedName(spec: AwsResource, { name, inputs, oldInputs, randomSeed }: CheckRequest): Properties {
    if (spec.generatedNameLength === undefined || inputs.name !== undefined) return {};
    const old = isNameGenerated(oldInputs) ? oldInputs.name : undefined;
    const longest = spec.generatedNameLength - nameHexDigits - 1;
    return { name: old ?? uniqueName(name.slice(0, longest), nameHexDigits, randomSeed), __defaults: ["name"] };
}

const isNameGenerated = (inputs: Properties) => Array.isArray(inputs.__defaults) && inputs.__defaults.includes("name");

/** Programs may give a document as an object; the official plugin keeps it as JSON. */
function withDocumentsAsText(spec: AwsResource, inputs: Properties): Properties {
    const given = Object.keys(spec.documents ?? {}).filter((property) => isObject(inputs[property]));
    const asText = (document: unknown) => (containsUnknown(document) ? UNKNOWN : canonicalJson(document));
    return { ...inputs, ...Object.fromEntries(given.map((property) => [property, asText(inputs[property])])) };
}

function invalidDocuments(spec: AwsResource, inputs: Properties): CheckFailure[] {
    return Object.keys(spec.documents ?? {}).flatMap((property) => {
        const text = inputs[property];
        if (typeof text !== "string" || text === UNKNOWN || text === "" || isJson(text)) return [];
        return [{ property, reason: `"${property}" contains an invalid JSON policy: ${text.slice(0, 40)}` }];
    });
}

function isJson(text: string): boolean {
    try {
        return typeof JSON.parse(text) === "object";
    } catch {
        return false;
    }
}

function differences(spec: AwsResource, { inputs, oldInputs }: DiffRequest): DiffResult {
    const { __defaults: _old, ...before } = { ...spec.defaults, ...oldInputs };
    const { __defaults: _new, ...after } = { ...spec.defaults, ...inputs };
    const changes = changesBetween(before, after).filter(({ path: [property] }) => {
        const canonical = spec.documents?.[String(property)];
        return !canonical || !equivalentDocuments(before[String(property)], after[String(property)], canonical);
    });
    const replaceOn = spec.update ? [...(spec.replaceOn ?? []), "region"] : Object.keys({ ...before, ...after });
    const collides = spec.generatedNameLength !== undefined && before.name === after.name && !isNameGenerated(inputs);
    return diffResult(changes, replaceOn, spec.deleteBeforeReplace === true || collides);
}
