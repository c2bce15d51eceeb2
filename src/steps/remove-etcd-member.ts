// Takes one member out of etcd, through another one: by its id, so that one that has joined anew under its name stays.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { count } from "#src/base/text.ts";
import { removeMember } from "#src/hosts/etcd-commands.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { etcdContainer, majorityOf, quorumOf, readEtcd } from "#src/kubeadm/etcd.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "remove-etcd-member",
  input: z.object({
    /** A control plane that stays. */
    through: z.string(),
    /** Hexadecimal. */
    id: z.string(),
    name: z.string(),
  }),
  timeoutMs: 60_000,
  title: ({ name }) => `Take ${name} out of etcd`,
  calls: ({ through, id }) => [callOfRun(through, { argv: removeMember("<container of etcd>", id) })],
  equivalent: ({ id }) => `etcdctl member remove ${id}`,
  done: async ({ through, id, name }, { hosts, signal }) => {
    const etcd = await readEtcd({ view: hosts.host }, [through], signal);
    if (etcd.listed.some((member) => member.id === id))
      return { goal: "open", evidence: `${name} is a member of etcd.` };
    const { voters, needs, has } = quorumOf(etcd);
    const evidence = `${name} is no member of etcd any more; ${has} of ${count(voters, "member")} answer, ${needs} must.`;
    return { goal: has >= needs ? "holds" : "open", evidence };
  },
  run: async ({ through, id, name }, { hosts, signal }) => {
    const host = await hosts.host(through);
    const etcd = await readEtcd({ view: hosts.host }, [through], signal);
    const { voters } = quorumOf(etcd);
    const leaving = etcd.listed.find((member) => member.id === id);
    const staying = etcd.members.filter(
      ({ endpoint, hasLeader, isLearner }) =>
        hasLeader && !isLearner && !leaving?.endpoints.includes(endpoint),
    );
    // Since it was approved, another one may have fallen silent.
    const needs = majorityOf(leaving?.isLearner ? voters : voters - 1);
    if (staying.length < needs)
      throw new StepError(
        `Without ${name}, ${staying.length} members of etcd would answer, and ${needs} must. It was not taken out.`,
        { hint: "etcd status" },
      );
    await mustRun(host, { argv: removeMember(await etcdContainer(host, signal), id) }, signal);
  },
});
