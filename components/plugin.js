// Entry of the component package. The engine's plugin runner would compile the components by the tsconfig.json of whatever
// program uses them, checking types at every start; tsx goes by none and takes a third of the time.
require("tsx/cjs");

// Without this option Go's SDK lacks the types of arguments that occur in lists and maps only, and does not compile
// (pkg/codegen/go/gen.go, populateDetailsForTypes: `plain` is looked at for objects alone). The SDK has no way to set it.
// The runner has loaded the provider; programs of this repository have not, and need not.
const provider = require.cache[require.resolve("@pulumi/pulumi/provider/experimental/provider")];
if (provider !== undefined) {
    const { prototype } = provider.exports.ComponentProvider;
    const { getSchema } = prototype;
    prototype.getSchema = async function () {
        const schema = JSON.parse(await getSchema.call(this));
        schema.language.go.generateExtraInputTypes = true;
        return JSON.stringify(schema);
    };
}

module.exports = require("./index.ts");
