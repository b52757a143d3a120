import { serve } from "../runtime/serve";
import { documents } from "./definition";

// The node's role is nobody's to use: without a role of its own this server has none.
process.env.AWS_EC2_METADATA_DISABLED ??= "true";

serve(documents);
