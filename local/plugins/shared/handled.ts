import { decodeConfig, ownConfig } from "./config";
import { changesBetween, type DiffResult, diffInputs, diffResult } from "./diff";
import type { HandledProvider, ResourceHandler } from "./handler";
import type {
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    DiffRequest,
    Provider,
    UpdateRequest,
} from "./provider";
import { missingProperties, refusedFunction, refusedProperties, refusedType } from "./refusal";
import { type Properties, UNKNOWN } from "./values";

/** Makes a provider of handlers; what they have in common is here. */
export function handledProvider<Client>(definition: HandledProvider<Client>): Provider {
    let client: { value: Client } | undefined;
    const configured = () => {
        if (!client) throw new Error(`the provider "${definition.name}" was used before it was configured`);
        return client.value;
    };
    const handlerOf = (type: string): ResourceHandler<Client> => {
        const found = definition.resources.find((handler) => handler.type === type);
        const served = definition.resources.map((handler) => handler.type);
        if (!found) throw new Error(refusedType(definition.name, type, served));
        return found;
    };

    return {
        name: definition.name,
        version: definition.version,
        async checkConfig(config) {
            const properties = ownConfig(config);
            const owner = `pulumi:providers:${definition.name}`;
            const refused = refusedProperties(definition.name, owner, properties, definition.config);
            return {
                inputs: config,
                failures: [...refused, ...(definition.checkConfig?.(decodeConfig(properties)) ?? [])],
            };
        },
        async diffConfig(oldConfig, config) {
            return diffInputs(oldConfig, config, definition.configReplaceOn ?? []);
        },
        async configure(config, log) {
            client = { value: await definition.configure(config, log) };
        },
        async check(request) {
            return checkResource(definition.name, handlerOf(request.type), request);
        },
        async diff(request) {
            const handler = handlerOf(request.type);
            return handler.diff ? handler.diff(request, configured()) : structuralDiff(handler, request);
        },
        async create(request) {
            const handler = handlerOf(request.type);
            if (!request.preview) return handler.create(request, configured());
            return handler.preview ? handler.preview(request, configured()) : previewOfCreate(handler, request);
        },
        async read(request) {
            const handler = handlerOf(request.type);
            if (handler.read) return handler.read(request, configured());
            if (request.oldInputs) return { id: request.id, inputs: request.oldInputs, outputs: request.oldOutputs };
            throw new Error(`${request.type}: the local stand-in cannot import or look up this type`);
        },
        async update(request) {
            const handler = handlerOf(request.type);
            if (!handler.update) throw new Error(`${request.type}: cannot be updated in place`);
            if (!request.preview) return handler.update(request, configured());
            if (handler.preview) return (await handler.preview(request, configured())).outputs;
            return previewOfUpdate(handler, request);
        },
        async delete(request) {
            await handlerOf(request.type).delete?.(request, configured());
        },
        async invoke({ token, args }) {
            const served = definition.functions ?? [];
            const found = served.find((candidate) => candidate.token === token);
            const tokens = served.map((candidate) => candidate.token);
            if (!found) throw new Error(refusedFunction(definition.name, token, tokens));
            const refused = refusedProperties(definition.name, token, args, found.args);
            if (refused.length > 0) throw new Error(refused.map((failure) => failure.reason).join("\n"));
            return found.invoke(args, configured());
        },
    };
}

function checkResource<Client>(provider: string, handler: ResourceHandler<Client>, request: CheckRequest): CheckResult {
    const given = { ...handler.defaults?.(request), ...request.inputs };
    const inputs = handler.normalize?.(given) ?? given;
    const owner = `${request.type} "${request.name}"`;
    return {
        inputs,
        failures: [
            ...refusedProperties(provider, owner, inputs, handler.inputs),
            ...missingProperties(owner, inputs, handler.required ?? []),
            ...(handler.check?.(inputs, request) ?? []),
        ],
    };
}

function structuralDiff<Client>(handler: ResourceHandler<Client>, request: DiffRequest): DiffResult {
    const changes = changesBetween(request.oldInputs, request.inputs);
    const replaceOn = handler.update ? (handler.replaceOn ?? []) : handler.inputs;
    const before = handler.deleteBeforeReplace ?? false;
    const deleteBefore = typeof before === "function" ? before(request.inputs, request.oldInputs) : before;
    return diffResult(changes, replaceOn, deleteBefore);
}

function unknown(keys: readonly string[] = []): Properties {
    return Object.fromEntries(keys.map((key) => [key, UNKNOWN]));
}

function previewOfCreate<Client>(handler: ResourceHandler<Client>, request: CreateRequest): Created {
    return { id: "", outputs: { ...unknown(handler.computed), ...request.inputs } };
}

function previewOfUpdate<Client>(handler: ResourceHandler<Client>, request: UpdateRequest): Properties {
    // Inputs that are gone leave their old output behind unless they are removed here.
    const dropped = Object.keys(request.oldInputs).filter((key) => !(key in request.inputs));
    const kept = Object.entries(request.oldOutputs).filter(([key]) => !dropped.includes(key));
    return { ...Object.fromEntries(kept), ...unknown(handler.computedOnUpdate), ...request.inputs };
}
