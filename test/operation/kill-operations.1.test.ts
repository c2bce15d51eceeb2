// The first quarter of the kill table.
import { killShard } from "./kill-each.ts";

killShard(1);
