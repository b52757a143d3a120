import { serve } from "../runtime/serve";
import { notes } from "./definition";

serve(notes);
