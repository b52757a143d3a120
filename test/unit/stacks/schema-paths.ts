import type { z } from "zod";

interface Definition {
    shape?: Record<string, z.ZodType>;
    innerType?: z.ZodType;
    element?: z.ZodType;
    valueType?: z.ZodType;
}

/** Every key that a schema knows, as docs/configuration.md writes it: `network.egress[].cidr`, `settings.<name>`. */
export function keyPaths(schema: z.ZodType, path = ""): string[] {
    const { shape, innerType, element, valueType } = schema._zod.def as unknown as Definition;
    if (innerType) return keyPaths(innerType, path);
    if (element) return keyPaths(element, `${path}[]`);
    if (valueType) return keyPaths(valueType, `${path}.<name>`);
    if (!shape) return [path];
    return Object.entries(shape).flatMap(([key, value]) => keyPaths(value, path === "" ? key : `${path}.${key}`));
}
