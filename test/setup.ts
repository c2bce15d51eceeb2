// Forbids every connection that leaves this machine, so that no test can reach a real Slack, cluster or machine by accident.
import { keepToThisMachine } from "./loopback.ts";

keepToThisMachine();
